package io.iotconnectivity.source.mqtt;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many messages a second a source receives, and whether that is near what AWS IoT Core sends over one connection:
 * it silently discards the excess. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/iot-core.html">AWS IoT Core quotas</a>
 */
final class MessageRate {
    private static final Logger LOG = LoggerFactory.getLogger(MessageRate.class);

    /** Over how many whole seconds the rate is averaged. */
    private static final int SECONDS = 10;
    /** An episode is over when the rate is well below the alarm, so that a rate around it is one episode. */
    private static final double OVER = 0.75;

    private final String source;
    private final int alarm;
    private final LongSupplier nanos;
    /** The current second, and those before it. */
    private final int[] counts = new int[SECONDS + 1];

    private long second;
    private boolean alarmed;

    /**
     * @param source its client id, printable
     * @param alarm messages a second; 0: never
     */
    MessageRate(String source, int alarm) {
        this(source, alarm, System::nanoTime);
    }

    MessageRate(String source, int alarm, LongSupplier nanos) {
        this.source = source;
        this.alarm = alarm;
        this.nanos = nanos;
        this.second = now();
    }

    synchronized void count(int messages) {
        moveOn();
        counts[slot(second)] += messages;
    }

    /** Over the last ten whole seconds. */
    synchronized double perSecond() {
        moveOn();
        return average();
    }

    /** What to do about it, while the source runs near the limit. */
    synchronized Optional<String> warning() {
        moveOn();
        return alarmed ? Optional.of(advice()) : Optional.empty();
    }

    private String advice() {
        return String.format(
                Locale.ROOT,
                "%.0f messages a second, and AWS IoT Core discards what exceeds about 100 on one connection: narrow the"
                        + " topic, or, for presence events, have an IoT rule feed an SQS queue and set queue.enabled",
                average());
    }

    private void moveOn() {
        long now = now();
        if (now - second > counts.length) {
            Arrays.fill(counts, 0);
            second = now;
            judge();
        }
        while (second < now) {
            second++;
            counts[slot(second)] = 0;
            judge();
        }
    }

    private void judge() {
        double rate = average();
        if (!alarmed && alarm > 0 && rate >= alarm) {
            alarmed = true;
            LOG.warn("{} runs near the limit of its connection: {}", source, advice());
        } else if (alarmed && rate < OVER * alarm) {
            alarmed = false;
            LOG.info("{} runs well below the limit of its connection again", source);
        }
    }

    private double average() {
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return (sum - counts[slot(second)]) / (double) SECONDS;
    }

    private long now() {
        return TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
    }

    private int slot(long ofSecond) {
        return (int) Math.floorMod(ofSecond, (long) counts.length);
    }
}
