package io.iotconnectivity.aws;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * Turns the events of an interval into CloudWatch metrics: {@code Connects}, {@code Disconnects} by {@code Reason},
 * {@code Rejected} and {@code Devices} by {@code State}. Counts carry the minute in which they were counted, so that
 * metrics sent late, after a CloudWatch outage, still appear at the right time.
 *
 * @see
 *     <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html">PutMetricData</a>
 */
public final class Metrics {
    /** The CloudWatch limit per call. */
    static final int PER_CALL = 1000;
    /** Every reason is a billed metric. The documented AWS reasons stay well below. */
    static final int REASONS = 40;

    static final String OTHER = "OTHER";

    private static final Pattern SOUND_REASON = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
    /** CloudWatch accepts nothing older than two weeks. */
    private static final Duration OLDEST = Duration.ofDays(13);

    private final Supplier<Map<Verdict, Long>> devices;
    private final Clock clock;
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();

    /**
     * @param devices the current number of devices per verdict; what is not in the map counts 0
     */
    public Metrics(Supplier<Map<Verdict, Long>> devices, Clock clock) {
        this.devices = devices;
        this.clock = clock;
    }

    /**
     * The metrics of an interval, split into what one call can carry. Without events there are the gauges and zeros.
     */
    public List<List<MetricDatum>> calls(List<Event> events) {
        List<MetricDatum> all = datums(events);
        List<List<MetricDatum>> calls = new ArrayList<>();
        for (int from = 0; from < all.size(); from += PER_CALL) {
            calls.add(List.copyOf(all.subList(from, Math.min(from + PER_CALL, all.size()))));
        }
        return calls;
    }

    List<MetricDatum> datums(List<Event> events) {
        Instant now = clock.instant();
        // Zeros, so that alarms see "nothing happened" instead of missing data.
        Map<Counter, Long> counts = new TreeMap<>();
        counts.put(new Counter("Connects", "", minute(now, now)), 0L);
        counts.put(new Counter("Rejected", "", minute(now, now)), 0L);
        for (Event event : events) {
            Instant minute = minute(event.time(), now);
            if (event.type() == EventType.DEVICE_REJECTED) {
                counts.merge(new Counter("Rejected", "", minute), 1L, Long::sum);
            } else if (isSignal(event, "connected")) {
                counts.merge(new Counter("Connects", "", minute), 1L, Long::sum);
            } else if (isSignal(event, "disconnected")) {
                counts.merge(new Counter("Disconnects", reason(event), minute), 1L, Long::sum);
            }
        }
        List<MetricDatum> datums = new ArrayList<>();
        counts.forEach((counter, count) -> datums.add(counter.datum(count)));
        Map<Verdict, Long> fleet = devices.get();
        for (Verdict state : Verdict.values()) {
            datums.add(datum("Devices", fleet.getOrDefault(state, 0L), now)
                    .dimensions(dimension("State", state.name()))
                    .build());
        }
        return datums;
    }

    private static boolean isSignal(Event event, String kind) {
        return event.type() == EventType.DEVICE_SIGNAL
                && event.device()
                        .flatMap(DeviceData::signal)
                        .filter(signal -> signal.kind().equals(kind))
                        .isPresent();
    }

    private String reason(Event event) {
        String reason = event.device()
                .flatMap(DeviceData::signal)
                .flatMap(SignalData::reason)
                .orElse(Reason.UNKNOWN.name());
        if (reasons.contains(reason)) {
            return reason;
        }
        if (reasons.size() >= REASONS || !SOUND_REASON.matcher(reason).matches()) {
            return OTHER;
        }
        reasons.add(reason);
        return reason;
    }

    private static Instant minute(Instant at, Instant now) {
        Instant oldest = now.minus(OLDEST);
        Instant accepted = at.isBefore(oldest) ? oldest : at.isAfter(now) ? now : at;
        return accepted.truncatedTo(ChronoUnit.MINUTES);
    }

    private static MetricDatum.Builder datum(String name, long value, Instant at) {
        return MetricDatum.builder()
                .metricName(name)
                .value((double) value)
                .unit(StandardUnit.COUNT)
                .timestamp(at);
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    /**
     * @param reason empty if the metric has no such dimension
     */
    private record Counter(String name, String reason, Instant minute) implements Comparable<Counter> {
        MetricDatum datum(long count) {
            MetricDatum.Builder datum = Metrics.datum(name, count, minute);
            return reason.isEmpty()
                    ? datum.build()
                    : datum.dimensions(dimension("Reason", reason)).build();
        }

        @Override
        public int compareTo(Counter other) {
            int byName = name.compareTo(other.name);
            int byReason = byName != 0 ? byName : reason.compareTo(other.reason);
            return byReason != 0 ? byReason : minute.compareTo(other.minute);
        }
    }
}
