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
    private final Presence before;
    private final Instant decidedAt;
    private final Optional<String> thing;
    private final List<Event> events = new ArrayList<>(2);

    private Verdict state;
    private Optional<Instant> since;
    private Optional<Link> link;
    private Optional<Close> lastClose;
    private Optional<Instant> will;
    private Optional<Instant> deadline;
    private Optional<Outage> outage;
    private boolean verified;
    private long sequence;
    private Verdict previousState;

    Transition(Policy policy, Presence before, Optional<String> thing, Instant now) {
        this.policy = policy;
        this.before = before;
        // Never backwards, whatever our clock does: the ids of one device sort by this.
        this.decidedAt = now.isBefore(before.updatedAt()) ? before.updatedAt() : now;
        this.thing = thing.or(before::thing);
        this.state = before.state();
        this.since = before.since();
        this.link = before.link();
        this.lastClose = before.lastClose();
        this.will = before.will();
        this.deadline = before.deadline();
        this.outage = before.outage();
        this.verified = before.verified();
        this.sequence = before.sequence();
        this.previousState = before.state();
    }

    /** The state as it stands so far. */
    Presence presence() {
        return new Presence(
                before.client(),
                state,
                since,
                link,
                lastClose,
                will,
                deadline,
                outage,
                verified,
                thing,
                sequence,
                decidedAt);
    }

    Step done() {
        return new Step(presence(), List.copyOf(events));
    }

    void online(Instant from) {
        enter(Verdict.ONLINE);
        since = Optional.of(from);
        will = Optional.empty();
        deadline = Optional.empty();
        verified = true;
    }

    void suspect(Instant from, boolean borneOut, Instant until) {
        enter(Verdict.SUSPECT);
        since = Optional.of(from);
        deadline = Optional.of(until);
        verified = borneOut;
    }

    void offline(Instant from, boolean borneOut) {
        enter(Verdict.OFFLINE);
        since = Optional.of(from);
        deadline = Optional.empty();
        verified = borneOut;
    }

    private void enter(Verdict next) {
        if (next != state) {
            previousState = state;
        }
        state = next;
    }

    void link(Link newest) {
        link = Optional.of(newest);
    }

    void lastClose(Close close) {
        lastClose = Optional.of(close);
    }

    void will(Instant heardAt) {
        will = Optional.of(heardAt);
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
        ReasonPolicy treatment = policy.of(presence().reason().orElse(Reason.UNKNOWN));
        Outage opened = new Outage(nextId(), since.orElse(decidedAt), treatment.severity(), treatment.cause());
        outage = Optional.of(opened);
        emit(
                EventType.DEVICE_OFFLINE,
                Optional.of(opened.cause()),
                Optional.of(opened.severity()),
                OptionalLong.empty(),
                Optional.empty());
    }

    /**
     * Announces the end of the outage, if one was announced.
     *
     * @param end when it ended; absent if that was not heard
     */
    void announceRecovery(Optional<Instant> end) {
        if (outage.isEmpty()) {
            return;
        }
        Outage ended = outage.get();
        OptionalLong seconds = end.map(at -> OptionalLong.of(
                        Math.max(0, Duration.between(ended.since(), at).toSeconds())))
                .orElse(OptionalLong.empty());
        emit(
                EventType.DEVICE_ONLINE,
                Optional.of(ended.cause()),
                Optional.of(ended.severity()),
                seconds,
                Optional.empty());
        outage = Optional.empty();
    }

    private void emit(
            EventType type,
            Optional<Cause> cause,
            Optional<Severity> severity,
            OptionalLong outageSeconds,
            Optional<SignalData> signal) {
        String id = nextId();
        sequence = nextSequence();
        Optional<Reason> reason = presence().reason();
        Optional<Cause> shownCause = cause.or(() -> reason.map(r -> policy.of(r).cause()));
        Connection connection = link.map(Link::connection).orElse(Connection.UNKNOWN);
        boolean tellsOfTrouble = severity.isPresent() && type != EventType.DEVICE_ONLINE;
        boolean tellsOfAbsence = reason.isPresent() || type == EventType.DEVICE_ONLINE;
        DeviceData data = new DeviceData(
                before.client().value(),
                thing,
                state,
                previousState,
                since,
                reason.map(Reason::name),
                shownCause,
                severity,
                tellsOfTrouble ? shownCause.map(Advice::on) : Optional.empty(),
                will.isPresent(),
                signal,
                connection.session(),
                connection.version(),
                connection.principal(),
                connection.ipAddress(),
                tellsOfAbsence ? Optional.of(verified) : Optional.empty(),
                evidence(),
                outageSeconds,
                outage.map(Outage::incidentId),
                sequence);
        events.add(new Event(id, type, before.client().value(), decidedAt, data));
    }

    private String nextId() {
        return EventId.of(decidedAt, before.client().value(), nextSequence());
    }

    /** Never behind the clock, so that it goes on growing at the sinks even if our own store had to be replaced. */
    private long nextSequence() {
        return Math.max(sequence + 1, decidedAt.toEpochMilli());
    }

    private List<Evidence> evidence() {
        List<Evidence> evidence = new ArrayList<>(3);
        link.ifPresent(known -> {
            known.openedAt().ifPresent(at -> evidence.add(new Evidence("connected", at, Optional.empty())));
            known.closedAt()
                    .ifPresent(at -> evidence.add(
                            new Evidence("disconnected", at, known.closedFor().map(Reason::name))));
        });
        will.ifPresent(at -> evidence.add(new Evidence("last_will", at, Optional.empty())));
        return List.copyOf(evidence);
    }
}
