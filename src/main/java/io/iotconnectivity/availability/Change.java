package io.iotconnectivity.availability;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one event says about the connection of its device.
 *
 * @param client the client id
 * @param sequence the number of the event, which grows with every event of the device
 * @param time when the event was decided, in milliseconds since 1970
 * @param state the condition of the device after the event; {@link Condition#UP} if it is connected
 * @param since when that began; {@code time} if unknown
 * @param reason why it is away; empty otherwise
 * @param told the change that the event records, with its own time; {@link #NONE} if it records none
 * @param isCurrent whether {@code told} is about the newest connection
 */
public record Change(
        String client,
        long sequence,
        long time,
        Condition state,
        long since,
        String reason,
        Mark told,
        boolean isCurrent) {
    /** No connect or disconnect is recorded. */
    public static final Mark NONE = Mark.NOTHING;

    private static final String UNKNOWN_REASON = "UNKNOWN";
    private static final int LONGEST_REASON = 100;

    /** AWS's clock and ours differ by little; what is later still is an error of somebody's clock. */
    private static final long MOST_AHEAD = Duration.ofMinutes(10).toMillis();

    /** What an event says; empty if it says nothing about a device, or is a test. */
    public static Optional<Change> of(Event event) {
        return event.isTest() ? Optional.empty() : event.device().map(data -> of(event.type(), data, event.time()));
    }

    private static Change of(EventType type, DeviceData data, Instant decided) {
        long time = decided.toEpochMilli();
        Mark told = data.signal()
                .filter(signal -> !isWhileRetired(signal, data))
                .map(signal -> told(signal, time))
                .orElse(NONE);
        // A device that somebody restored counts from then on, however long ago its last connection ended.
        boolean isRestored =
                type == EventType.DEVICE_RETURNED && data.lifeChange().isPresent();
        return of(
                data.clientId(),
                data.sequence(),
                time,
                data.state(),
                isRestored ? Optional.of(decided) : data.since(),
                data.reason(),
                told,
                data.signal().map(SignalData::current).orElse(true));
    }

    /** What a retired device does is unknown, except for news of the time before. */
    private static boolean isWhileRetired(SignalData signal, DeviceData data) {
        return data.state() == Verdict.RETIRED
                && data.since().filter(since -> signal.at().isBefore(since)).isEmpty();
    }

    /** What the state of a device says by itself. */
    public static Change of(
            String client,
            long sequence,
            long time,
            Verdict state,
            Optional<Instant> since,
            Optional<String> reason,
            Mark told,
            boolean isCurrent) {
        Condition condition = condition(state);
        return new Change(
                client,
                sequence,
                time,
                condition,
                since.map(begun -> sane(begun, time)).orElse(time),
                condition == Condition.DOWN ? reason(reason) : "",
                told,
                isCurrent);
    }

    private static Mark told(SignalData signal, long time) {
        return switch (signal.kind()) {
            case "connected" -> new Mark(sane(signal.at(), time), Condition.CONNECTED);
            case "disconnected" -> new Mark(sane(signal.at(), time), Condition.DOWN, reason(signal.reason()));
            default -> NONE;
        };
    }

    private static Condition condition(Verdict state) {
        return switch (state) {
            case ONLINE -> Condition.UP;
            case STALE -> Condition.SILENT;
            case SUSPECT, OFFLINE -> Condition.DOWN;
            case UNKNOWN, NEVER_CONNECTED, RETIRED -> Condition.UNKNOWN;
        };
    }

    private static String reason(Optional<String> reason) {
        return reason.filter(name -> name.length() <= LONGEST_REASON).orElse(UNKNOWN_REASON);
    }

    private static long sane(Instant moment, long time) {
        long at = Math.max(0, moment.toEpochMilli());
        return at - time > MOST_AHEAD ? time : at;
    }

    /** The earliest moment that it is about. */
    public long earliest() {
        return told == NONE ? since : Math.min(since, told.at());
    }
}
