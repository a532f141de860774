package io.iotconnectivity.presence;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventId;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Evidence;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A step in the making: the state as it stands so far, and the events so far. Lives for one step only. */
final class Transition {
    private final Policy policy;
    private final Instant decidedAt;
    private final List<Event> events = new ArrayList<>(2);
    private Verdict previous;
    private Presence presence;

    Transition(Policy policy, Presence before, Optional<String> thing, Instant now) {
        this.policy = policy;
        // Never backwards, whatever our clock does: the ids of one device sort by this.
        this.decidedAt = now.isBefore(before.updatedAt()) ? before.updatedAt() : now;
        this.previous = before.state();
        this.presence = before.heard(thing, decidedAt);
    }

    Presence presence() {
        return presence;
    }

    void become(Presence changed) {
        presence = changed;
    }

    Step done() {
        return new Step(presence, List.copyOf(events));
    }

    /** Records what came in. */
    void signal(SignalData signal) {
        emit(EventType.DEVICE_SIGNAL, Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.of(signal));
    }

    /** Records a connect that was refused. */
    void rejected(SignalData signal) {
        ReasonPolicy treatment = policy.of(Reason.CONNECT_FAILED);
        emit(
                EventType.DEVICE_REJECTED,
                Optional.of(treatment.cause()),
                Optional.of(treatment.severity()),
                OptionalLong.empty(),
                Optional.of(signal));
    }

    /** Opens an outage and announces it. */
    void announceOutage() {
        ReasonPolicy treatment = policy.of(presence.reason().orElse(Reason.UNKNOWN));
        Outage outage =
                new Outage(nextId(), presence.since().orElse(decidedAt), treatment.severity(), treatment.cause());
        presence = presence.withOutage(Optional.of(outage));
        emit(
                EventType.DEVICE_OFFLINE,
                Optional.of(outage.cause()),
                Optional.of(outage.severity()),
                OptionalLong.empty(),
                Optional.empty());
    }

    /**
     * Announces the end of the outage, if one was announced.
     *
     * @param end when it ended; absent if that was not heard
     */
    void announceRecovery(Optional<Instant> end) {
        Optional<Outage> ended = presence.outage();
        if (ended.isEmpty()) {
            return;
        }
        Outage outage = ended.get();
        OptionalLong seconds = end.map(at -> OptionalLong.of(
                        Math.max(0, Duration.between(outage.since(), at).toSeconds())))
                .orElse(OptionalLong.empty());
        emit(
                EventType.DEVICE_ONLINE,
                Optional.of(outage.cause()),
                Optional.of(outage.severity()),
                seconds,
                Optional.empty());
        presence = presence.withOutage(Optional.empty());
    }

    private void emit(
            EventType type,
            Optional<Cause> cause,
            Optional<Severity> severity,
            OptionalLong outageSeconds,
            Optional<SignalData> signal) {
        String id = nextId();
        presence = presence.counted();
        Optional<Reason> reason = presence.reason();
        Optional<Cause> shownCause = cause.or(() -> reason.map(r -> policy.of(r).cause()));
        boolean away = reason.isPresent();
        Connection connection = presence.link().map(Link::connection).orElse(Connection.UNKNOWN);
        DeviceData data = new DeviceData(
                presence.client().value(),
                presence.thing(),
                presence.state(),
                previous,
                presence.since(),
                reason.map(Reason::name),
                shownCause,
                severity,
                severity.flatMap(s -> shownCause).map(Advice::on),
                presence.will().isPresent(),
                signal,
                connection.session(),
                connection.version(),
                connection.principal(),
                connection.ipAddress(),
                away || type == EventType.DEVICE_ONLINE ? Optional.of(presence.verified()) : Optional.empty(),
                evidence(),
                outageSeconds,
                presence.outage().map(Outage::incidentId),
                presence.sequence());
        events.add(new Event(id, type, presence.client().value(), decidedAt, data));
        previous = presence.state();
    }

    private String nextId() {
        return EventId.of(decidedAt, presence.client().value(), presence.sequence() + 1);
    }

    private List<Evidence> evidence() {
        List<Evidence> evidence = new ArrayList<>(3);
        presence.link().ifPresent(link -> {
            link.openedAt().ifPresent(at -> evidence.add(new Evidence("connected", at, Optional.empty())));
            link.closedAt()
                    .ifPresent(at -> evidence.add(
                            new Evidence("disconnected", at, link.closedFor().map(Reason::name))));
        });
        presence.will().ifPresent(at -> evidence.add(new Evidence("last_will", at, Optional.empty())));
        return List.copyOf(evidence);
    }
}
