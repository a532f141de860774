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
import io.iotconnectivity.presence.Enquiry.LogRequest;
import io.iotconnectivity.presence.Findings.CheckAnswer;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A step under construction: the state and the events so far. Lives for one step only. */
final class Transition {
    private final Policy policy;
    private final Presence before;
    private final Instant now;
    private final Instant decidedAt;
    private final List<Effect> effects = new ArrayList<>();
    private final List<Event> events = new ArrayList<>(2);

    private Verdict state;
    private Optional<Instant> since;
    private Optional<Link> link;
    private Optional<Close> lastClose;
    private Optional<Instant> will;
    private Optional<Instant> deadline;
    private Optional<Outage> outage;
    private boolean verified;
    private boolean willAlone;
    private Optional<String> thing;
    private Set<Overlay> overlays;
    private Enquiry enquiry;
    private Findings findings;
    private Optional<Instant> lastSeen;
    private long sequence;
    private Verdict previousState;
    private Optional<LifeChange> lifeChange;

    Transition(Policy policy, Presence before, Optional<String> thing, Instant now) {
        this.policy = policy;
        this.before = before;
        this.now = now;
        // Never goes back, whatever the clock does: the event ids of one device sort by this.
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
        this.willAlone = before.willAlone();
        this.overlays = before.overlays();
        this.enquiry = before.enquiry();
        this.findings = before.findings();
        this.lastSeen = before.lastSeen();
        this.sequence = before.sequence();
        this.previousState = before.state();
        this.lifeChange = before.lifeChange();
    }

    /** The state so far. */
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
                willAlone,
                enquiry,
                findings,
                lastSeen,
                thing,
                overlays,
                deviceClass(),
                lifeChange,
                sequence,
                decidedAt);
    }

    private Optional<String> deviceClass() {
        return policy.deviceClass().map(DeviceClass::name);
    }

    Step done() {
        return new Step(presence(), List.copyOf(events), List.copyOf(effects));
    }

    void online(Instant from) {
        enter(Verdict.ONLINE);
        since = Optional.of(from);
        will = Optional.empty();
        verified = true;
        willAlone = false;
        enquiry = enquiry.lasting();
        findings = findings.lasting();
        seen();
        askSubscriptions();
    }

    /** The device showed a sign of life, or its silence is to be measured from now on. */
    void seen() {
        // Not the decision time, which a clock that was set back has yet to reach: silence is measured by the clock.
        seen(now);
    }

    /** The same, for a sign of life received earlier. */
    void seen(Instant at) {
        Optional<Duration> allowed = policy.silence().allowedTo(before.client());
        lastSeen = allowed.map(whatever -> at);
        deadline = allowed.map(at::plus);
        enquiry = enquiry.withProbe(false).withGraceOver(false);
    }

    void suspect(Instant from, boolean onWillAlone, Instant until) {
        enter(Verdict.SUSPECT);
        since = Optional.of(from);
        deadline = Optional.of(until);
        verified = !onWillAlone;
        willAlone = onWillAlone;
        enquiry = enquiry.lasting();
        findings = findings.lasting();
    }

    void offline(Instant from) {
        enter(Verdict.OFFLINE);
        since = Optional.of(from);
        deadline = Optional.empty();
        enquiry = enquiry.withCheck(false);
        forgetDeafness();
    }

    /** Whoever is not connected is not deaf: what ends here needs no announcement of its own. */
    private void forgetDeafness() {
        if (overlays.contains(Overlay.DEAF)) {
            overlays = with(Overlay.DEAF, false);
            findings = findings.missing(List.of());
        }
    }

    void stale() {
        enter(Verdict.STALE);
        since = lastSeen;
        deadline = Optional.empty();
        enquiry = enquiry.withProbe(false);
    }

    /** The device is registered, and nothing else is known of it. */
    void registered(Instant at, Instant until) {
        since = Optional.of(at);
        deadline = Optional.of(until);
    }

    /** Announces that the device has been registered for long, and has never connected. */
    void neverConnected() {
        enter(Verdict.NEVER_CONNECTED);
        deadline = Optional.empty();
        tell(EventType.DEVICE_NEVER_CONNECTED, Optional.empty());
    }

    /** Takes the device out of service: nothing about it is open any more. */
    void retire(Instant from, LifeChange by) {
        enter(Verdict.RETIRED);
        since = Optional.of(from);
        will = Optional.empty();
        deadline = Optional.empty();
        verified = true;
        willAlone = false;
        enquiry = Enquiry.NONE;
        findings = findings.lasting().missing(List.of());
        lastSeen = Optional.empty();
        overlays = Set.of();
        lifeChange = Optional.of(by);
        tell(EventType.DEVICE_RETIRED, lifeChange);
        outage = Optional.empty();
    }

    /**
     * The device is back in service, not connected.
     *
     * @param closed when its last connection ended; absent if none is known
     */
    void restored(Optional<Instant> closed) {
        enter(closed.isPresent() ? Verdict.OFFLINE : Verdict.UNKNOWN);
        since = closed;
    }

    /**
     * Announces that the device is back in service.
     *
     * @param by who decided; absent if it has connected
     */
    void returned(Optional<LifeChange> by) {
        lifeChange = Optional.empty();
        tell(EventType.DEVICE_RETURNED, by);
    }

    /** Announces that the device is forgotten. */
    void forgotten() {
        tell(EventType.DEVICE_FORGOTTEN, Optional.empty());
    }

    /** Announces that somebody had the connection ended. */
    void cutOff(LifeChange by) {
        tell(EventType.DEVICE_CUT_OFF, Optional.of(by));
    }

    /** Presence events, or an answer from AWS, confirm the absence. */
    void borneOut() {
        verified = true;
        willAlone = false;
    }

    void unverified() {
        verified = false;
    }

    void waitUntil(Instant until) {
        deadline = Optional.of(until);
    }

    void graceOver() {
        enquiry = enquiry.withGraceOver(true);
    }

    void askWhetherConnected() {
        enquiry = enquiry.withCheck(true);
        effects.add(new Effect.Check(before.client()));
    }

    /**
     * Asks the IoT log, replacing an open question of the same kind. The answer is matched by the time that it is
     * about.
     */
    void askLog(LogRequest asked) {
        boolean taken = enquiry.without(asked).asked(asked.at()).isPresent();
        // The log is searched minutes around that time, so a millisecond does not matter.
        LogRequest request = taken ? new LogRequest(asked.subject(), asked.at().plusMillis(1), asked.reason()) : asked;
        enquiry = enquiry.with(request);
        effects.add(request.about(before.client()));
    }

    void askDevice() {
        enquiry = enquiry.withProbe(true);
        effects.add(new Effect.Probe(before.client()));
    }

    /**
     * Asks the enrich routes whose latest answer is too old, or that have given none. A route that has been asked and has
     * not answered is asked again: now a verdict may wait for it.
     */
    void askMore() {
        policy.asking().enriching().routes().forEach((route, keep) -> {
            Findings.Told told = findings.extra().get(route);
            if (told == null || !told.at().plus(keep).isAfter(now)) {
                enquiry = enquiry.with(route);
                effects.add(new Effect.Enrich(before.client(), route));
            }
        });
    }

    /** Asks what the device is subscribed to, if it must be subscribed to anything. */
    void askSubscriptions() {
        if (!policy.required().isEmpty()) {
            enquiry = enquiry.withListing(true);
            effects.add(new Effect.ListSubscriptions(before.client()));
        }
    }

    /** AWS has answered what the device is subscribed to, or has been asked in vain. */
    void listed() {
        enquiry = enquiry.withListing(false);
    }

    /**
     * Announces that the device has become deaf, if it lacks any of the subscriptions, or hears again.
     *
     * @param quiet whether being deaf is worth no incident now
     */
    void lacks(List<String> missing, boolean quiet) {
        boolean deaf = !missing.isEmpty();
        findings = findings.missing(missing);
        if (deaf == overlays.contains(Overlay.DEAF)) {
            return;
        }
        overlays = with(Overlay.DEAF, deaf);
        Optional<ReasonPolicy> treatment = Optional.of(policy.of(Reason.DEAF)).filter(any -> deaf);
        emit(
                deaf ? EventType.DEVICE_DEAF : EventType.DEVICE_HEARING,
                treatment.map(ReasonPolicy::cause),
                treatment.map(known -> quiet ? Severity.NONE : known.severity()),
                OptionalLong.empty(),
                Optional.empty());
    }

    void answered(String route) {
        enquiry = enquiry.without(route);
    }

    void learn(String route, Findings.Told told) {
        findings =
                findings.with(route, told, policy.asking().enriching().routes().keySet());
    }

    void answered(CheckAnswer answer) {
        enquiry = enquiry.withCheck(false);
        findings = findings.with(answer);
    }

    void answered(LogRequest request) {
        enquiry = enquiry.without(request);
    }

    void learn(Diagnosis found) {
        findings = findings.with(found);
    }

    void learn(Connectivity found) {
        findings = findings.with(found);
        thing = thing.or(found::thing);
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

    /** Records the signal received. */
    void signal(SignalData signal) {
        emit(EventType.DEVICE_SIGNAL, Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.of(signal));
    }

    /** Records a refused connect. */
    void rejected(SignalData signal) {
        ReasonPolicy treatment = policy.of(Reason.CONNECT_FAILED);
        emit(
                EventType.DEVICE_REJECTED,
                Optional.of(treatment.cause()),
                Optional.of(treatment.severity()),
                OptionalLong.empty(),
                Optional.of(signal));
    }

    /** Announces that an overlay begins or ends. */
    void mark(Overlay overlay, boolean holds) {
        if (holds == overlays.contains(overlay)) {
            return;
        }
        overlays = with(overlay, holds);
        emit(typeOf(overlay, holds), Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    private Set<Overlay> with(Overlay overlay, boolean holds) {
        Set<Overlay> changed = EnumSet.noneOf(Overlay.class);
        changed.addAll(overlays);
        if (holds) {
            changed.add(overlay);
        } else {
            changed.remove(overlay);
        }
        return Set.copyOf(changed);
    }

    private static EventType typeOf(Overlay overlay, boolean holds) {
        if (!holds) {
            return EventType.DEVICE_STEADY;
        }
        return overlay == Overlay.FLAPPING ? EventType.DEVICE_FLAPPING : EventType.DEVICE_CONFLICT;
    }

    /** Announces that the cause has become known. */
    void diagnosed(ReasonPolicy treatment) {
        outage = outage.map(open -> open.as(treatment));
        emit(
                EventType.DEVICE_DIAGNOSED,
                Optional.of(treatment.cause()),
                Optional.of(treatment.severity()),
                OptionalLong.empty(),
                Optional.empty());
    }

    /**
     * Announces why a connect was refused.
     *
     * @param ofThisAbsence whether it was refused during the current absence, or the device is not away; findings about
     *     an absence that began later are kept
     */
    void refusalDiagnosed(LogRequest request, Diagnosis found, boolean ofThisAbsence) {
        ReasonPolicy treatment = policy.of(Reason.CONNECT_FAILED);
        Optional<Outage> laterOutage = outage.filter(open -> !ofThisAbsence);
        Findings ofAbsence = findings;
        findings = findings.with(found);
        if (ofThisAbsence) {
            outage = outage.map(open -> open.as(treatment));
        }
        emit(
                EventType.DEVICE_DIAGNOSED,
                Optional.of(laterOutage.map(Outage::cause).orElse(treatment.cause())),
                Optional.of(laterOutage.map(Outage::severity).orElse(treatment.severity())),
                OptionalLong.empty(),
                Optional.of(Records.of(
                        "connect_failed", request.at(), false, found.reason().map(Reason::name), Connection.UNKNOWN)));
        if (!ofThisAbsence) {
            findings = ofAbsence;
        }
    }

    /** Opens an outage, or a silence, and announces it; an outage that follows a silence is the same incident. */
    void announceTrouble(EventType type) {
        ReasonPolicy treatment = policy.of(presence().reason().orElse(Reason.UNKNOWN));
        Outage opened = new Outage(
                outage.map(Outage::incidentId).orElseGet(this::nextId),
                outage.map(Outage::since).or(() -> since).orElse(decidedAt),
                treatment.severity(),
                treatment.cause());
        outage = Optional.of(opened);
        emit(type, Optional.of(opened.cause()), Optional.of(opened.severity()), OptionalLong.empty(), Optional.empty());
    }

    /**
     * Announces the end of the outage, if one was announced.
     *
     * @param end when it ended; absent if unknown
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

    private void tell(EventType type, Optional<LifeChange> change) {
        emit(type, Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty(), change);
    }

    private void emit(
            EventType type,
            Optional<Cause> cause,
            Optional<Severity> severity,
            OptionalLong outageSeconds,
            Optional<SignalData> signal) {
        emit(type, cause, severity, outageSeconds, signal, Optional.empty());
    }

    private void emit(
            EventType type,
            Optional<Cause> cause,
            Optional<Severity> severity,
            OptionalLong outageSeconds,
            Optional<SignalData> signal,
            Optional<LifeChange> change) {
        String id = nextId();
        sequence = nextSequence();
        Presence device = presence();
        Optional<Reason> reason = device.reason();
        Optional<Instant> expectedBack = policy.expectedBack(device);
        Optional<Cause> shownCause = cause.or(() -> reason.map(r -> policy.of(r).cause()));
        Connection connection = link.map(Link::connection).orElse(Connection.UNKNOWN);
        boolean tellsOfTrouble = severity.isPresent() && type != EventType.DEVICE_ONLINE;
        boolean tellsOfAbsence = reason.isPresent() || type == EventType.DEVICE_ONLINE;
        DeviceData data = new DeviceData(
                before.client().value(),
                thing,
                deviceClass(),
                state,
                previousState,
                since,
                expectedBack,
                reason.map(Reason::name),
                shownCause,
                severity,
                tellsOfTrouble ? advice(type, shownCause, expectedBack) : Optional.empty(),
                will.isPresent(),
                signal,
                connection.session(),
                connection.version(),
                connection.principal(),
                connection.ipAddress(),
                findings.sourceIp(),
                tellsOfAbsence || type == EventType.DEVICE_DIAGNOSED ? findings.diagnosis() : Optional.empty(),
                tellsOfAbsence ? Optional.of(verified) : Optional.empty(),
                evidence(),
                outageSeconds,
                outage.map(Outage::incidentId),
                overlays.stream().sorted().toList(),
                Optional.empty(),
                extra(type, signal),
                change,
                type == EventType.DEVICE_SIGNAL ? List.of() : findings.missing(),
                sequence);
        events.add(new Event(id, type, before.client().value(), decidedAt, data));
    }

    /** The history of signals would repeat it every time, so only those have it that may begin or change an incident. */
    private Map<String, Extra> extra(EventType type, Optional<SignalData> signal) {
        boolean repeats = type == EventType.DEVICE_SIGNAL
                && state != Verdict.SUSPECT
                && !signal.map(SignalData::kind).map(this::tellsOfIncident).orElse(false);
        return repeats ? Map.of() : findings.known();
    }

    private boolean tellsOfIncident(String kind) {
        return switch (kind) {
            case "disconnected", SignalData.ENRICHED -> true;
            // The second client of a conflict.
            case "connected" ->
                before.link()
                        .filter(link -> link.closedFor()
                                .map(Reason.DUPLICATE_CLIENTID::equals)
                                .orElse(true))
                        .isPresent();
            default -> false;
        };
    }

    private static Optional<String> advice(EventType type, Optional<Cause> cause, Optional<Instant> expectedBack) {
        if (type == EventType.DEVICE_DEAF) {
            return Optional.of(Advice.DEAF);
        }
        return expectedBack.isPresent() ? Optional.of(Advice.OVERDUE) : cause.map(Advice::on);
    }

    private String nextId() {
        return EventId.of(decidedAt, before.client().value(), nextSequence());
    }

    /** Never behind the clock, so that it keeps growing for the sinks even if the store had to be replaced. */
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
            known.cutOff()
                    .filter(request -> known.isCutOff())
                    .ifPresent(request -> evidence.add(new Evidence(
                            Evidence.CUT_OFF,
                            request.at(),
                            Optional.of(request.by().inWords().strip()).filter(words -> !words.isEmpty()))));
        });
        will.ifPresent(at -> evidence.add(new Evidence("last_will", at, Optional.empty())));
        if (state != Verdict.ONLINE) {
            lastSeen.ifPresent(at -> evidence.add(new Evidence("sign_of_life", at, Optional.empty())));
            findings.check()
                    .ifPresent(check -> evidence.add(new Evidence(
                            "check", check.at(), Optional.of(check.status().name()))));
            findings.diagnosis()
                    .flatMap(Diagnosis::at)
                    .ifPresent(at -> evidence.add(
                            new Evidence("log_entry", at, findings.diagnosis().flatMap(Transition::inWords))));
        }
        return List.copyOf(evidence);
    }

    private static Optional<String> inWords(Diagnosis found) {
        return found.details().or(() -> found.reason().map(Reason::name));
    }
}
