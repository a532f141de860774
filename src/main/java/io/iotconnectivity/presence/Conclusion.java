package io.iotconnectivity.presence;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.presence.Enquiry.LogRequest;
import io.iotconnectivity.presence.Findings.CheckAnswer;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal.Checked;
import io.iotconnectivity.signal.Signal.Diagnosed;
import io.iotconnectivity.signal.Signal.Enriched;
import io.iotconnectivity.signal.Signal.Probed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Leads from a suspicion to a verdict: the grace, the questions asked, and what their answers change. No question
 * delays a verdict for longer than its {@link Asking} allows, and an unanswered question never suppresses an alert.
 */
final class Conclusion {
    private final Policy policy;

    Conclusion(Policy policy) {
        this.policy = policy;
    }

    /**
     * The device, whose class may have become known or changed since its last signal: what it waits for is measured
     * anew by the numbers of its class. A verdict stands.
     */
    Presence inClass(Presence device, Instant now) {
        Optional<DeviceClass> own = policy.deviceClass();
        if (own.isEmpty() ? device.deviceClass().isEmpty() : isNamed(device, own.get())) {
            return device;
        }
        Optional<String> name = own.map(DeviceClass::name);
        if (device.state() == Verdict.SUSPECT && !device.enquiry().graceOver()) {
            return device.inClass(name, Verdict.SUSPECT, device.lastSeen(), Optional.of(graceEnd(device, now)));
        }
        if (device.state() == Verdict.ONLINE && !device.enquiry().probe()) {
            Optional<Duration> allowed = policy.silence().allowedTo(device.client());
            Optional<Instant> seen = allowed.map(any -> device.lastSeen().orElse(now));
            return device.inClass(name, Verdict.ONLINE, seen, seen.map(at -> at.plus(allowed.orElseThrow())));
        }
        if (device.state() == Verdict.OFFLINE && isAsleep(device)) {
            // It was not known to sleep when it said goodbye.
            return device.inClass(name, Verdict.SUSPECT, device.lastSeen(), Optional.of(graceEnd(device, now)));
        }
        return device.inClass(name, device.state(), device.lastSeen(), device.deadline());
    }

    /** Whether what took the device offline is, by its class, only sleep. */
    private boolean isAsleep(Presence offline) {
        return offline.reason().filter(policy::isSleep).isPresent()
                && offline.outage()
                        .filter(any -> any.severity() != Severity.NONE)
                        .isEmpty();
    }

    private static boolean isNamed(Presence device, DeviceClass own) {
        return device.deviceClass().filter(own.name()::equals).isPresent();
    }

    private Instant graceEnd(Presence suspect, Instant now) {
        Duration grace = suspect.willAlone() && !policy.presenceEvents()
                ? Duration.ZERO
                : policy.of(suspect.reason().orElse(Reason.UNKNOWN)).grace();
        Optional<Link> link = suspect.link().filter(any -> !suspect.willAlone());
        Instant heard = link.map(Link::heardAt).or(suspect::will).orElse(now);
        Instant closed = link.flatMap(Link::closedAt).filter(heard::isAfter).orElse(heard);
        return graceEnd(grace, closed, heard);
    }

    /** A connection ended, and no other one is known. */
    void away(Transition transition, Reason reason, Instant closed, Instant now) {
        Presence presence = transition.presence();
        Instant since = lossOf(presence, reason, closed);
        if (presence.state() == Verdict.OFFLINE && presence.outage().isPresent()) {
            // Announced on the will alone; now confirmed.
            transition.borneOut();
            transition.offline(since);
        } else {
            transition.suspect(since, false, graceEnd(policy.of(reason).grace(), closed, now));
            askAboutEnd(transition, reason, closed);
        }
    }

    /** A last will was received. */
    void awayOnWill(Transition transition, Instant heard, Instant now) {
        Duration grace = policy.presenceEvents() ? policy.of(Reason.LAST_WILL).grace() : Duration.ZERO;
        transition.suspect(heard, true, graceEnd(grace, heard, now));
        transition.will(heard);
        askAboutEnd(transition, Reason.LAST_WILL, heard);
    }

    private void askAboutEnd(Transition transition, Reason reason, Instant at) {
        if (!isWorthAsking(reason)) {
            return;
        }
        transition.askMore();
        if (policy.asking().log().isPresent() && !policy.isSleep(reason)) {
            boolean told = !reason.equals(Reason.LAST_WILL) && !reason.equals(Reason.UNKNOWN);
            transition.askLog(
                    new LogRequest(Subject.DISCONNECT, at, Optional.of(reason).filter(known -> told)));
        }
    }

    /** A connect was refused. */
    void refused(Transition transition, Instant at) {
        if (isWorthAsking(Reason.CONNECT_FAILED)) {
            transition.askMore();
        }
        boolean busy = transition.presence().enquiry().refused().isPresent();
        if (policy.asking().log().isPresent() && isWorthAsking(Reason.CONNECT_FAILED) && !busy) {
            transition.askLog(new LogRequest(Subject.CONNECT_FAILED, at, Optional.empty()));
        }
    }

    private boolean isWorthAsking(Reason reason) {
        return policy.of(reason).severity() != Severity.NONE;
    }

    /** Reaches the verdict if the grace has passed, or first asks the configured questions. */
    void ifDue(Transition transition, Instant now) {
        Presence presence = transition.presence();
        if (presence.state() != Verdict.SUSPECT
                || presence.deadline().filter(end -> !now.isBefore(end)).isEmpty()) {
            return;
        }
        if (!presence.enquiry().graceOver()) {
            boolean decidedByCheck = policy.asking().check().isPresent();
            if (!decidedByCheck && isDismissed(presence)) {
                dismiss(transition, now);
                return;
            }
            transition.graceOver();
            if (asks(transition, now)) {
                return;
            }
        }
        conclude(transition, now);
    }

    /** Asks the configured questions; returns whether there is an answer to wait for. */
    private boolean asks(Transition transition, Instant now) {
        Reason reason = transition.presence().reason().orElse(Reason.UNKNOWN);
        if (!isWorthAsking(reason)) {
            return false;
        }
        Optional<Duration> forCheck = policy.asking().check();
        if (forCheck.isPresent()) {
            transition.askWhetherConnected();
        }
        Optional<Duration> forLog = policy.asking()
                .log()
                .filter(wait -> transition.presence().enquiry().log().isPresent());
        Optional<Instant> until = Stream.of(forCheck, forLog, forMore(transition))
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .map(now::plus)
                .filter(now::isBefore);
        until.ifPresent(transition::waitUntil);
        return until.isPresent();
    }

    /** How long to wait for the enrich routes; absent if nothing is to be waited for. */
    private Optional<Duration> forMore(Transition transition) {
        return transition.presence().enquiry().extra().isEmpty()
                ? Optional.empty()
                : Optional.of(policy.asking().enriching().patience());
    }

    private void conclude(Transition transition, Instant now) {
        Presence presence = transition.presence();
        if (presence.enquiry().check()) {
            transition.unverified();
        }
        if (isDismissed(presence)) {
            dismiss(transition, now);
            return;
        }
        transition.offline(presence.since().orElse(now));
        transition.announceTrouble(EventType.DEVICE_OFFLINE);
    }

    private void concludeIfAnswered(Transition transition, Instant now) {
        Presence presence = transition.presence();
        Enquiry enquiry = presence.enquiry();
        if (presence.state() == Verdict.SUSPECT
                && enquiry.graceOver()
                && !enquiry.check()
                && enquiry.log().isEmpty()
                && enquiry.extra().isEmpty()) {
            conclude(transition, now);
        }
    }

    private boolean isDismissed(Presence presence) {
        return presence.willAlone() && policy.presenceEvents() && Wills.isOfOlderConnection(presence);
    }

    private static void dismiss(Transition transition, Instant now) {
        Wills.ofLastCloseSeen(transition);
        dismiss(transition, transition.presence().link().flatMap(Link::openedAt).orElse(now), now);
    }

    private static void dismiss(Transition transition, Instant from, Instant now) {
        transition.online(from);
        transition.signal(Records.of("grace_ended", now, true));
        transition.announceRecovery(Optional.of(now));
    }

    /** An enrich route answered, or gave no answer. */
    void enriched(Transition transition, Enriched signal, Instant now) {
        Map<String, Extra> before = transition.presence().findings().known();
        transition.answered(signal.route());
        signal.told().ifPresent(told -> transition.learn(signal.route(), new Findings.Told(now, told)));
        Presence presence = transition.presence();
        if (presence.outage().isPresent() && !presence.findings().known().equals(before)) {
            // Who is to be told of its incident may depend on it.
            transition.signal(Records.of(SignalData.ENRICHED, signal.at(), true));
        }
        Enquiry enquiry = presence.enquiry();
        if (presence.state() == Verdict.ONLINE
                && enquiry.graceOver()
                && !enquiry.probe()
                && enquiry.extra().isEmpty()) {
            // Its silence waited for this. Through the deadline, because deadlines may be on hold.
            transition.waitUntil(now);
        }
        concludeIfAnswered(transition, now);
    }

    /** AWS answered the question asked at the end of the grace. */
    void checked(Transition transition, Checked signal, Instant now) {
        Connectivity found = signal.found();
        transition.learn(found);
        transition.answered(new CheckAnswer(signal.at(), found.status()));
        switch (found.status()) {
            case CONNECTED -> {
                Reconciliation.connected(transition, found, signal.at(), now);
                transition.signal(Records.of("check", signal.at(), true));
                transition.announceRecovery(found.since());
            }
            case NOT_CONNECTED -> {
                gone(
                        transition,
                        found.since().orElse(signal.at()),
                        found.since().isPresent(),
                        found.reason(),
                        now);
                concludeIfAnswered(transition, now);
            }
            case UNKNOWN -> {
                transition.unverified();
                concludeIfAnswered(transition, now);
            }
        }
    }

    /** The IoT log answered. */
    void diagnosed(Transition transition, Diagnosed signal, Instant now) {
        Presence presence = transition.presence();
        Optional<LogRequest> open = presence.enquiry().asked(signal.at());
        if (open.isEmpty()) {
            // The answer is about an absence that is over.
            return;
        }
        LogRequest request = open.get();
        Diagnosis found = signal.found();
        transition.answered(request);
        if (request.subject() == Subject.CONNECT_FAILED) {
            if (found.isFound()) {
                boolean isAway = presence.state() == Verdict.SUSPECT || presence.state() == Verdict.OFFLINE;
                boolean before = isAway
                        && presence.since().filter(request.at()::isBefore).isPresent();
                transition.refusalDiagnosed(request, found, !before);
            }
            return;
        }
        transition.learn(found);
        if (found.isFound() && !adopt(transition, request, found, now)) {
            return;
        }
        if (presence.state() == Verdict.OFFLINE && found.isFound()) {
            transition.diagnosed(policy.of(transition.presence().reason().orElse(Reason.UNKNOWN)));
        }
        concludeIfAnswered(transition, now);
    }

    /** Takes over what the log knows better; {@code false} if it shows that the device is not away at all. */
    private boolean adopt(Transition transition, LogRequest request, Diagnosis found, Instant now) {
        Presence presence = transition.presence();
        Instant at = found.at().orElseThrow();
        boolean takenOver =
                found.reason().filter(Reason.DUPLICATE_CLIENTID::equals).isPresent();
        boolean knownGone = presence.link().filter(Link::endOfAll).isPresent()
                || presence.findings()
                        .check()
                        .filter(answer -> answer.status() == Connectivity.Status.NOT_CONNECTED)
                        .isPresent();
        if (takenOver && request.reason().isPresent() && !knownGone) {
            // A matching entry also has the event's reason: the connection was ended because a newer one took over.
            presence.link().ifPresent(link -> transition.link(link.withReason(Reason.DUPLICATE_CLIENTID)));
            dismiss(transition, at, now);
            return false;
        }
        boolean ofThisConnection =
                presence.link().flatMap(Link::openedAt).filter(at::isBefore).isEmpty();
        if (!presence.willAlone() || ofThisConnection) {
            if (presence.willAlone() && takenOver) {
                dismiss(transition, now);
                return false;
            }
            closed(transition, at, found.reason(), now);
        }
        return true;
    }

    /** AWS knows of no connection. */
    private static void gone(Transition transition, Instant at, boolean exact, Optional<Reason> reason, Instant now) {
        boolean endWasKnown =
                transition.presence().link().flatMap(Link::closedAt).isPresent();
        closed(transition, at, reason, now);
        if (!endWasKnown) {
            transition.link(transition.presence().link().orElseThrow().asEndOfAll(exact));
        }
    }

    /** Confirms the absence, and names its reason if it was unknown. */
    private static void closed(Transition transition, Instant at, Optional<Reason> reason, Instant now) {
        Presence presence = transition.presence();
        Link link = presence.link().orElseGet(() -> Link.opened(Connection.UNKNOWN, at, now));
        if (link.isOpen()) {
            transition.link(link.withEnd(Connection.UNKNOWN, at, reason.orElse(Reason.UNKNOWN), now));
        } else if (reason.isPresent()
                && link.closedFor().filter(Reason.UNKNOWN::equals).isPresent()) {
            transition.link(link.withReason(reason.get()));
        }
        transition.borneOut();
    }

    /** The device has been silent for as long as it is allowed to be. */
    void silent(Transition transition, Instant now) {
        Presence presence = transition.presence();
        if (policy.silence().allowedTo(presence.client()).isEmpty()) {
            // A change of the settings may have allowed it to be silent.
            transition.seen();
        } else if (presence.enquiry().graceOver() || presence.enquiry().probe() || !asksBeforeStale(transition, now)) {
            stale(transition);
        }
    }

    private boolean asksBeforeStale(Transition transition, Instant now) {
        transition.askMore();
        if (policy.asking().probe().isPresent()) {
            transition.askDevice();
        }
        Optional<Instant> until = Stream.of(policy.asking().probe(), forMore(transition))
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .map(now::plus)
                .filter(now::isBefore);
        until.ifPresent(transition::waitUntil);
        transition.graceOver();
        return until.isPresent();
    }

    private static void stale(Transition transition) {
        transition.stale();
        transition.announceTrouble(EventType.DEVICE_STALE);
    }

    /** The silent device answered the probe or did not. */
    void probed(Transition transition, Probed signal, Instant now) {
        Presence presence = transition.presence();
        if (!presence.enquiry().probe()) {
            return;
        }
        switch (signal.result()) {
            case ANSWERED -> {
                transition.seen();
                transition.signal(Records.of("probe", signal.at(), true));
            }
            case NOT_CONNECTED -> {
                gone(transition, signal.at(), false, Optional.empty(), now);
                away(transition, Reason.UNKNOWN, signal.at(), now);
                transition.signal(Records.of("probe", signal.at(), true));
            }
            case SILENT, UNKNOWN -> stale(transition);
        }
    }

    private Instant graceEnd(Duration grace, Instant closed, Instant now) {
        Duration settle = policy.settle().compareTo(grace) < 0 ? policy.settle() : grace;
        Instant byEvent = closed.plus(grace);
        Instant byArrival = now.plus(settle);
        return byEvent.isAfter(byArrival) ? byEvent : byArrival;
    }

    /**
     * When the device was lost. The broker times out a connection only after one and a half keep-alives of silence, so
     * the loss was that much earlier, but not before the device was last seen.
     */
    private static Instant lossOf(Presence presence, Reason reason, Instant closed) {
        if (!reason.equals(Reason.MQTT_KEEP_ALIVE_TIMEOUT)) {
            return closed;
        }
        Instant lastHeard = Stream.of(presence.link().flatMap(Link::openedAt), presence.lastSeen())
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        Instant loss = presence.worstCaseDetection().map(closed::minus).orElse(closed);
        Instant known = loss.isBefore(lastHeard) ? lastHeard : loss;
        return known.isAfter(closed) ? closed : known;
    }
}
