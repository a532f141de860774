package io.iotconnectivity.presence;

import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.ConnectionOrder.Relation;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.Checked;
import io.iotconnectivity.signal.Signal.ConnectFailed;
import io.iotconnectivity.signal.Signal.Connected;
import io.iotconnectivity.signal.Signal.Diagnosed;
import io.iotconnectivity.signal.Signal.Disconnected;
import io.iotconnectivity.signal.Signal.Enriched;
import io.iotconnectivity.signal.Signal.LastWill;
import io.iotconnectivity.signal.Signal.Listed;
import io.iotconnectivity.signal.Signal.Marked;
import io.iotconnectivity.signal.Signal.Probed;
import io.iotconnectivity.signal.Signal.Reconciled;
import io.iotconnectivity.signal.Signal.SignOfLife;
import io.iotconnectivity.signal.Signal.TimerDue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reaches the verdict on one device. A pure function: the same arguments give the same result, without side effects.
 *
 * <p>Presence events decide; a last will is only evidence that starts the grace, because AWS gives wills neither a time
 * nor an order relative to connections. An outage is announced once its grace has passed, and its end is announced
 * exactly if the outage was; a shorter one is only recorded.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html">Wills in AWS IoT Core</a>
 */
public final class PresenceMachine {
    private final Policy policy;
    private final Conclusion conclusion;
    private final Reconciliation reconciliation;
    private final Life life;

    public PresenceMachine(Policy policy) {
        this.policy = policy;
        this.conclusion = new Conclusion(policy);
        this.reconciliation = new Reconciliation(policy, conclusion);
        this.life = new Life(policy);
    }

    /**
     * Applies one signal.
     *
     * @param before what is known about the device; {@link Presence#unseen} if nothing is
     * @param signal about the same client as {@code before}
     * @param now the time by the application's clock
     */
    public Step step(Presence before, Signal signal, Instant now) {
        return signal.accept(
                before.isRetired() ? life.new Retired(before, now) : new Taking(conclusion.inClass(before, now), now));
    }

    /** Applies a signal of each kind. */
    private final class Taking implements Signal.Visitor<Step> {
        private final Presence before;
        private final Instant now;

        Taking(Presence before, Instant now) {
            this.before = before;
            this.now = now;
        }

        @Override
        public Step connected(Connected signal) {
            return PresenceMachine.this.connected(before, signal, now);
        }

        @Override
        public Step disconnected(Disconnected signal) {
            return PresenceMachine.this.disconnected(before, signal, now);
        }

        @Override
        public Step connectFailed(ConnectFailed signal) {
            return PresenceMachine.this.connectFailed(before, signal, now);
        }

        @Override
        public Step lastWill(LastWill signal) {
            Transition transition = begin();
            PresenceMachine.this.lastWill(transition, heard(signal, now), now);
            return transition.done();
        }

        @Override
        public Step signOfLife(SignOfLife signal) {
            if (isNoNews(before)) {
                return new Step(before, List.of());
            }
            Transition transition = begin();
            PresenceMachine.this.signOfLife(transition, heard(signal, now), now);
            return transition.done();
        }

        @Override
        public Step timerDue(TimerDue signal) {
            Transition transition = begin();
            deadline(transition, signal, now);
            return transition.done();
        }

        @Override
        public Step checked(Checked signal) {
            Transition transition = begin();
            PresenceMachine.this.checked(transition, signal, now);
            return transition.done();
        }

        @Override
        public Step reconciled(Reconciled signal) {
            Transition transition = begin();
            reconciliation.take(transition, signal.found(), signal.at(), now);
            return transition.done();
        }

        @Override
        public Step diagnosed(Diagnosed signal) {
            Transition transition = begin();
            conclusion.diagnosed(transition, signal, now);
            return transition.done();
        }

        @Override
        public Step probed(Probed signal) {
            Transition transition = begin();
            conclusion.probed(transition, signal, now);
            return transition.done();
        }

        @Override
        public Step marked(Marked signal) {
            Transition transition = begin();
            transition.mark(signal.overlay(), signal.holds());
            return transition.done();
        }

        @Override
        public Step enriched(Enriched signal) {
            if (before.updatedAt().equals(Instant.EPOCH)) {
                // It has been forgotten since it was asked about.
                return new Step(before, List.of());
            }
            Transition transition = begin();
            conclusion.enriched(transition, signal, now);
            return transition.done();
        }

        @Override
        public Step listed(Listed signal) {
            return Hearing.listed(policy, before, signal, now);
        }

        @Override
        public Step retired(Signal.Retired signal) {
            return life.retired(before, signal, now);
        }

        @Override
        public Step restored(Signal.Restored signal) {
            return life.restored(before, signal, now);
        }

        @Override
        public Step forgotten(Signal.Forgotten signal) {
            return life.forgotten(before, signal, now);
        }

        @Override
        public Step cutOff(Signal.CutOff signal) {
            return life.cutOff(before, signal, now);
        }

        private Transition begin() {
            return new Transition(policy, before, Optional.empty(), now);
        }
    }

    private Step connected(Presence before, Connected signal, Instant now) {
        Instant at = plausible(signal.at(), now);
        Connection connection = signal.connection();
        Relation relation = before.link()
                .map(known -> ConnectionOrder.ofConnect(known, connection, at))
                .orElse(Relation.NEWER);
        Transition transition = new Transition(policy, before, connection.thing(), now);
        switch (relation) {
            case OLDER -> transition.signal(Records.of("connected", at, false, Optional.empty(), connection));
            case SAME -> {
                transition.link(before.link().orElseThrow().withBeginning(connection, at, now));
                transition.signal(Records.of("connected", at, true, Optional.empty(), connection));
            }
            case NEWER -> {
                if (before.link().filter(known -> known.endedWithAll(at)).isPresent()) {
                    transition.link(before.link().orElseThrow().endOf(connection, at, now));
                    transition.signal(Records.of("connected", at, false, Optional.empty(), connection));
                    return transition.done();
                }
                Wills.connectedAgain(transition, now);
                transition.link(Link.opened(connection, at, now));
                transition.online(earlier(at, now));
                transition.signal(Records.of("connected", at, true, Optional.empty(), connection));
                transition.announceRecovery(Optional.of(at));
                transition.askMore();
            }
        }
        return transition.done();
    }

    private Step disconnected(Presence before, Disconnected signal, Instant now) {
        Instant at = plausible(signal.at(), now);
        Connection connection = signal.connection();
        Reason reason = signal.reason();
        Relation relation = before.link()
                .map(known -> ConnectionOrder.ofDisconnect(known, connection, at))
                .orElse(Relation.NEWER);
        boolean news = relation == Relation.NEWER
                || relation == Relation.SAME && before.link().orElseThrow().isOpen();
        Transition transition = new Transition(policy, before, connection.thing(), now);
        SignalData signalData =
                Records.of("disconnected", at, relation != Relation.OLDER, Optional.of(reason.name()), connection);
        if (!news) {
            if (relation == Relation.OLDER) {
                Wills.closeOfOlderHeard(transition, reason, at, now);
            }
            transition.signal(signalData);
            if (transition.presence().state() == Verdict.ONLINE) {
                transition.announceRecovery(Optional.of(now));
            }
            return transition.done();
        }
        if (relation == Relation.NEWER && isKnownEnd(before, at, reason)) {
            Wills.closeHeard(transition, reason, at, now);
            transition.link(before.link().orElseThrow().endOf(connection, now));
            transition.signal(Records.of("disconnected", at, false, Optional.of(reason.name()), connection));
            return transition.done();
        }
        if (relation == Relation.NEWER && before.outage().isPresent()) {
            // A connection that ended must have begun: the previous outage is over, although its end was never
            // received.
            transition.online(earlier(at, now));
            transition.announceRecovery(Optional.empty());
        }
        Wills.closeHeard(transition, reason, at, now);
        transition.link(
                relation == Relation.SAME
                        ? before.link().orElseThrow().withEnd(connection, at, reason, now)
                        : Link.closed(connection, at, reason, now));
        if (reason.equals(Reason.DUPLICATE_CLIENTID)) {
            takenOver(transition, at, now);
            transition.signal(signalData);
            transition.announceRecovery(Optional.of(at));
        } else {
            conclusion.away(transition, reason, earlier(at, now), now);
            transition.signal(signalData);
            conclusion.ifDue(transition, now);
        }
        return transition.done();
    }

    /** Whether AWS has already reported this end or a later one. */
    private static boolean isKnownEnd(Presence before, Instant at, Reason reason) {
        boolean isAway = before.state() == Verdict.SUSPECT || before.state() == Verdict.OFFLINE;
        return isAway
                && before.link().filter(known -> known.endedWithAll(at, reason)).isPresent();
    }

    /**
     * The connection was closed because a newer one of the same client is open, even if that news has not arrived yet.
     */
    private static void takenOver(Transition transition, Instant at, Instant now) {
        Presence presence = transition.presence();
        boolean wasThere = presence.state() == Verdict.ONLINE;
        transition.online(wasThere ? presence.since().orElse(at) : earlier(at, now));
    }

    private Step connectFailed(Presence before, ConnectFailed signal, Instant now) {
        Transition transition =
                new Transition(policy, before, signal.connection().thing(), now);
        Instant at = plausible(signal.at(), now);
        transition.rejected(Records.of(
                "connect_failed", at, true, Optional.of(signal.failure().name()), signal.connection()));
        conclusion.refused(transition, at);
        return transition.done();
    }

    /**
     * When a signal without a time of its own was received: now, unless it could only be read long after it arrived.
     */
    private static Instant heard(Signal signal, Instant now) {
        return isLate(signal.at(), now) ? signal.at() : now;
    }

    private static boolean isLate(Instant heard, Instant now) {
        return heard.plus(ConnectionOrder.SLACK).isBefore(now);
    }

    /** News about a time that later news has already overtaken changes nothing. */
    private static boolean isOvertaken(Presence before, Instant heard, Instant now) {
        return isLate(heard, now) && before.lastNews().filter(heard::isBefore).isPresent();
    }

    private void lastWill(Transition transition, Instant heard, Instant now) {
        Presence before = transition.presence();
        if (isOvertaken(before, heard, now)) {
            transition.signal(Records.of("last_will", heard, false));
            return;
        }
        boolean away = before.state() == Verdict.SUSPECT || before.state() == Verdict.OFFLINE;
        boolean current = away || !policy.presenceEvents() || !Wills.mayBeOfLastClose(before, now);
        if (away || !current) {
            Wills.ofLastCloseSeen(transition);
        }
        if (away) {
            transition.will(before.will().orElse(heard));
        } else if (current) {
            conclusion.awayOnWill(transition, heard, now);
        }
        transition.signal(Records.of("last_will", heard, current));
        if (!away) {
            // The grace of an absence known before ends by its own deadline, which may be on hold.
            conclusion.ifDue(transition, now);
        }
    }

    /** Signs of life are frequent, so one that changes nothing must not cost a write. */
    private boolean isNoNews(Presence before) {
        return before.state() == Verdict.ONLINE
                && policy.silence().allowedTo(before.client()).isEmpty();
    }

    private void signOfLife(Transition transition, Instant heard, Instant now) {
        Presence before = transition.presence();
        if (isOvertaken(before, heard, now)) {
            return;
        }
        if (before.state() == Verdict.ONLINE) {
            seen(transition, heard, now);
        } else if (provesConnection(before, heard) && !isSilentAgain(before, heard, now)) {
            transition.online(heard);
            seen(transition, heard, now);
            transition.signal(Records.of("sign_of_life", heard, true));
            transition.announceRecovery(Optional.of(heard));
        }
    }

    private static void seen(Transition transition, Instant heard, Instant now) {
        if (isLate(heard, now)) {
            transition.seen(heard);
        } else {
            transition.seen();
        }
    }

    private boolean isSilentAgain(Presence before, Instant heard, Instant now) {
        return policy.silence()
                .allowedTo(before.client())
                .filter(allowed -> isLate(heard, now) && !heard.plus(allowed).isAfter(now))
                .isPresent();
    }

    /**
     * Whether a sign of life proves a connection despite earlier news. A message sent just before a disconnect may
     * arrive just after it.
     */
    private boolean provesConnection(Presence before, Instant heard) {
        return switch (before.state()) {
            case STALE -> true;
            case SUSPECT -> before.willAlone();
            case OFFLINE ->
                before.willAlone()
                        || before.link()
                                .flatMap(Link::closedAt)
                                .filter(closed ->
                                        closed.plus(ConnectionOrder.SLACK).isBefore(heard))
                                .isPresent();
            default -> !policy.presenceEvents();
        };
    }

    /**
     * An answer that nothing waits for any more is still news, and so is one saying that the device came back and left
     * again during its grace.
     */
    private void checked(Transition transition, Checked signal, Instant now) {
        Presence presence = transition.presence();
        boolean ofThisAbsence = presence.willAlone() || !presence.missesEndIn(signal.found());
        if (presence.enquiry().check() && ofThisAbsence) {
            conclusion.checked(transition, signal, now);
        } else {
            reconciliation.take(transition, signal.found(), signal.at(), now);
        }
    }

    private void deadline(Transition transition, TimerDue signal, Instant now) {
        Presence presence = transition.presence();
        if (presence.deadline().filter(signal.at()::equals).isEmpty()) {
            return;
        }
        if (presence.state() == Verdict.ONLINE) {
            conclusion.silent(transition, now);
        } else if (presence.isUnheard()) {
            transition.neverConnected();
        } else {
            conclusion.ifDue(transition, now);
        }
    }

    /** A time further ahead of our clock than AWS's tolerance is implausible and replaced. */
    static Instant plausible(Instant at, Instant now) {
        return at.isAfter(now.plus(ConnectionOrder.SLACK)) ? now : at;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
