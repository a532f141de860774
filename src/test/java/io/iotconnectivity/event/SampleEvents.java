package io.iotconnectivity.event;

import io.iotconnectivity.signal.Diagnosis;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Events to deliver in tests: a sample of each kind, to be changed where a test needs another. */
public final class SampleEvents {
    public static final Instant TIME = Instant.parse("2026-11-23T14:02:41.250Z");
    public static final Instant DROPPED = Instant.parse("2026-11-23T14:02:11Z");

    private EventType type;
    private final String client;
    private long sequence = 7;
    private Instant time = TIME;
    private Verdict state = Verdict.UNKNOWN;
    private Verdict previous = Verdict.UNKNOWN;
    private Optional<Instant> since = Optional.of(DROPPED);
    private Optional<String> thing = Optional.empty();
    private Optional<String> reason = Optional.empty();
    private Optional<Cause> cause = Optional.empty();
    private Optional<Severity> severity = Optional.empty();
    private boolean lastWill;
    private Optional<SignalData> signal = Optional.empty();
    private Optional<Diagnosis> diagnosis = Optional.empty();
    private Optional<Boolean> verified = Optional.empty();
    private OptionalLong outageSeconds = OptionalLong.empty();

    private SampleEvents(EventType type, String client) {
        this.type = type;
        this.client = client;
    }

    public static SampleEvents offline(String client) {
        return new SampleEvents(EventType.DEVICE_OFFLINE, client)
                .state(Verdict.SUSPECT, Verdict.OFFLINE)
                .reason("MQTT_KEEP_ALIVE_TIMEOUT", Cause.POWER, Severity.WARNING);
    }

    public static SampleEvents online(String client) {
        SampleEvents event = new SampleEvents(EventType.DEVICE_ONLINE, client).state(Verdict.OFFLINE, Verdict.ONLINE);
        event.severity = Optional.of(Severity.WARNING);
        event.outageSeconds = OptionalLong.of(200);
        return event;
    }

    public static SampleEvents rejected(String client) {
        return new SampleEvents(EventType.DEVICE_REJECTED, client)
                .signal("connect_failed", Optional.of("AUTHORIZATION_FAILED"));
    }

    public static SampleEvents connected(String client) {
        return new SampleEvents(EventType.DEVICE_SIGNAL, client)
                .state(Verdict.UNKNOWN, Verdict.ONLINE)
                .signal("connected", Optional.empty());
    }

    public static SampleEvents disconnected(String client, String reason) {
        return new SampleEvents(EventType.DEVICE_SIGNAL, client)
                .state(Verdict.ONLINE, Verdict.SUSPECT)
                .signal("disconnected", Optional.of(reason));
    }

    public static SampleEvents leftItsWill(String client) {
        return new SampleEvents(EventType.DEVICE_SIGNAL, client)
                .state(Verdict.ONLINE, Verdict.SUSPECT)
                .signal("last_will", Optional.empty())
                .withLastWill();
    }

    public SampleEvents state(Verdict before, Verdict now) {
        previous = before;
        state = now;
        return this;
    }

    public SampleEvents reason(String text, Cause means, Severity weighs) {
        reason = Optional.of(text);
        cause = Optional.of(means);
        severity = Optional.of(weighs);
        return this;
    }

    private SampleEvents signal(String kind, Optional<String> why) {
        signal = Optional.of(new SignalData(
                kind,
                DROPPED,
                true,
                why,
                OptionalLong.of(3),
                Optional.of("session"),
                Optional.empty(),
                Optional.empty()));
        return this;
    }

    public SampleEvents withLastWill() {
        lastWill = true;
        return this;
    }

    public SampleEvents withoutDetails() {
        since = Optional.empty();
        reason = Optional.empty();
        cause = Optional.empty();
        severity = Optional.empty();
        return this;
    }

    public SampleEvents unverified() {
        verified = Optional.of(false);
        return this;
    }

    public SampleEvents diagnosed(Diagnosis found) {
        diagnosis = Optional.of(found);
        return this;
    }

    public SampleEvents ofType(EventType other) {
        type = other;
        return this;
    }

    public SampleEvents ofThing(String name) {
        thing = Optional.of(name);
        return this;
    }

    public SampleEvents numbered(long number) {
        sequence = number;
        return this;
    }

    public SampleEvents at(Instant decided) {
        time = decided;
        return this;
    }

    public SampleEvents after(long seconds) {
        outageSeconds = OptionalLong.of(seconds);
        return this;
    }

    public Event event() {
        DeviceData data = new DeviceData(
                client,
                thing,
                state,
                previous,
                since,
                reason,
                cause,
                severity,
                Optional.empty(),
                lastWill,
                signal,
                Optional.of("session"),
                OptionalLong.of(3),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                diagnosis,
                verified,
                List.of(),
                outageSeconds,
                Optional.of("incident-1"),
                List.of(),
                sequence);
        return new Event("event-" + sequence, type, client, time, data);
    }
}
