package io.iotconnectivity.engine.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends the deadlines of one partition through its own topic: when one has come by the clock, a tick is appended, and
 * deadlines fire when that is read. So they never overtake what was appended before.
 */
final class Ticks {
    /** How many deadlines one tick fires; another follows for the rest, so that no transaction becomes too long. */
    static final int MOST_FIRED = 1_000;

    /** After this time, a tick that was appended has been lost with a transaction, and is appended again. */
    private static final Duration LOST = Duration.ofSeconds(15);

    private final ProcessorContext<String, byte[]> context;
    private final String topic;
    private final Clock clock;
    /** When the one that is on its way was appended. */
    private Instant appended = Instant.MIN;

    private boolean onItsWay;

    /**
     * @param topic that the partition is read from, and ticks are appended to
     */
    Ticks(ProcessorContext<String, byte[]> context, String topic, Clock clock) {
        this.context = context;
        this.topic = topic;
        this.clock = clock;
    }

    /** Looks from now on whether a tick is due. */
    void lookEvery(Duration pause, Predicate<Instant> due) {
        context.schedule(pause, PunctuationType.WALL_CLOCK_TIME, ignored -> look(clock.instant(), due));
    }

    private void look(Instant now, Predicate<Instant> due) {
        boolean isLost = onItsWay && !now.isBefore(appended.plus(LOST));
        if ((!onItsWay || isLost) && due.test(now)) {
            append(now);
        }
    }

    /** A tick has arrived. */
    void arrived() {
        onItsWay = false;
    }

    /** Appends a tick. */
    void append(Instant now) {
        onItsWay = true;
        appended = now;
        byte[] tick = new RecordBytes()
                .number(DeviceRecords.TICK)
                .number(context.taskId().partition())
                .toBytes();
        context.forward(new Record<>(null, tick, now.toEpochMilli()), topic);
    }
}
