package io.iotconnectivity.presence;

import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.ConnectionOrder.Relation;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.ConnectFailed;
import io.iotconnectivity.signal.Signal.Connected;
import io.iotconnectivity.signal.Signal.Disconnected;
import io.iotconnectivity.signal.Signal.LastWill;
import io.iotconnectivity.signal.Signal.SignOfLife;
import io.iotconnectivity.signal.Signal.TimerDue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reaches the verdict on one device. Pure: the same arguments give the same result, and nothing else happens.
 *
 * <p>Presence events decide; a last will is evidence that starts the grace, because AWS gives wills neither a time nor a
 * place in the order of connections. An outage is announced when its grace has passed, and its end is announced exactly if
 * it was; one that is over before is only recorded.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html">Wills in AWS IoT Core</a>
 */
public final class PresenceMachine {

    /** How long the broker may take to deliver a message again, and so how late a will may follow its disconnect. */
    private static final Duration WILL_MAY_FOLLOW = Duration.ofHours(1);

    private final Policy policy;

    public PresenceMachine(Policy policy) {
        this.policy = policy;
    }

    /**
     * Takes one signal in.
     *
     * @param before what is held of the device; {@link Presence#unseen} for one that nothing is known of
     * @param signal about the same client as {@code before}
     * @param now by our own clock
     */
    public Step step(Presence before, Signal signal, Instant now) {
        if (signal instanceof Connected connected) {
            return connected(before, connected, now);
        }
        if (signal instanceof Disconnected disconnected) {
            return disconnected(before, disconnected, now);
        }
        if (signal instanceof ConnectFailed failed) {
            return connectFailed(before, failed, now);
        }
        if (signal instanceof LastWill) {
            return lastWill(before, now);
        }
        if (signal instanceof SignOfLife) {
            return signOfLife(before, now);
        }
        return deadline(before, (TimerDue) signal, now);
    }

    private Step connected(Presence before, Connected signal, Instant now) {
        Instant at = plausible(signal.at(), now);
        Connection connection = signal.connection();
        Relation relation = before.link()
                .map(known -> ConnectionOrder.ofConnect(known, connection, at))
                .orElse(Relation.NEWER);
        Transition transition = new Transition(policy, before, connection.thing(), now);
        switch (relation) {
            case OLDER -> transition.signal(recordOf("connected", at, false, Optional.empty(), connection));
            case SAME -> {
                transition.link(before.link().orElseThrow().withBeginning(connection, at, now));
                transition.signal(recordOf("connected", at, true, Optional.empty(), connection));
            }
            case NEWER -> {
                transition.link(Link.opened(connection, at, now));
                transition.online(earlier(at, now));
                transition.signal(recordOf("connected", at, true, Optional.empty(), connection));
                transition.announceRecovery(Optional.of(at));
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
                recordOf("disconnected", at, relation != Relation.OLDER, Optional.of(reason.name()), connection);
        if (!news) {
            if (relation == Relation.OLDER) {
                closeOfOlder(transition, reason, at, now);
            }
            transition.signal(signalData);
            if (transition.presence().state() == Verdict.ONLINE) {
                transition.announceRecovery(Optional.of(now));
            }
            return transition.done();
        }
        if (relation == Relation.NEWER && before.outage().isPresent()) {
            // It cannot have ended without having begun: the outage before it is over, though its end was not heard.
            transition.online(earlier(at, now));
            transition.announceRecovery(Optional.empty());
        }
        rememberClose(transition, reason, at, now);
        transition.link(
                relation == Relation.SAME
                        ? before.link().orElseThrow().withEnd(connection, at, reason, now)
                        : Link.closed(connection, at, reason, now));
        if (reason.equals(Reason.DUPLICATE_CLIENTID)) {
            takenOver(transition, at, now);
            transition.signal(signalData);
            transition.announceRecovery(Optional.of(at));
        } else {
            away(transition, reason, at, now);
            transition.signal(signalData);
            concludeIfDue(transition, now);
        }
        return transition.done();
    }

    /** The connection was closed because a newer one of the same client is open, even if that was not heard yet. */
    private static void takenOver(Transition transition, Instant at, Instant now) {
        Presence presence = transition.presence();
        boolean wasThere = presence.state() == Verdict.ONLINE;
        transition.online(wasThere ? presence.since().orElse(at) : earlier(at, now));
    }

    private void away(Transition transition, Reason reason, Instant at, Instant now) {
        Instant since = earlier(at, now);
        if (transition.presence().outage().isPresent()) {
            // Announced on the will alone; now it is known.
            transition.offline(since, true);
        } else {
            transition.suspect(since, true, graceEnd(policy.of(reason).grace(), since, now));
        }
    }

    private Step connectFailed(Presence before, ConnectFailed signal, Instant now) {
        Transition transition =
                new Transition(policy, before, signal.connection().thing(), now);
        Instant at = plausible(signal.at(), now);
        transition.rejected(recordOf(
                "connect_failed", at, true, Optional.of(signal.failure().name()), signal.connection()));
        return transition.done();
    }

    private Step lastWill(Presence before, Instant now) {
        Transition transition = new Transition(policy, before, Optional.empty(), now);
        boolean away = before.state() == Verdict.SUSPECT || before.state() == Verdict.OFFLINE;
        boolean current = away || !policy.presenceEvents() || !isWillOfOlderConnection(before, now);
        if (away || !current) {
            seeWillOfLastClose(transition);
        }
        if (away) {
            transition.will(before.will().orElse(now));
        } else if (current) {
            Duration grace =
                    policy.presenceEvents() ? policy.of(Reason.LAST_WILL).grace() : Duration.ZERO;
            transition.will(now);
            transition.suspect(now, false, graceEnd(grace, now, now));
        }
        transition.signal(recordOf("last_will", now, current, Optional.empty(), Connection.UNKNOWN));
        concludeIfDue(transition, now);
        return transition.done();
    }

    private Step signOfLife(Presence before, Instant now) {
        boolean away = before.state() == Verdict.SUSPECT || before.state() == Verdict.OFFLINE;
        boolean proves =
                away && before.restsOnWillAlone() || !policy.presenceEvents() && before.state() != Verdict.ONLINE;
        Transition transition = new Transition(policy, before, Optional.empty(), now);
        if (proves) {
            transition.online(now);
            transition.signal(recordOf("sign_of_life", now, true, Optional.empty(), Connection.UNKNOWN));
            transition.announceRecovery(Optional.of(now));
        }
        return transition.done();
    }

    private Step deadline(Presence before, TimerDue signal, Instant now) {
        Transition transition = new Transition(policy, before, Optional.empty(), now);
        if (before.deadline().filter(signal.at()::equals).isPresent()) {
            concludeIfDue(transition, now);
        }
        return transition.done();
    }

    /** Reaches the verdict if the grace has passed. */
    private void concludeIfDue(Transition transition, Instant now) {
        Presence presence = transition.presence();
        if (presence.state() != Verdict.SUSPECT
                || presence.deadline().filter(end -> !now.isBefore(end)).isEmpty()) {
            return;
        }
        if (presence.restsOnWillAlone()
                && policy.presenceEvents()
                && (connectedAroundWill(presence) || olderCloseMayExplainWill(presence))) {
            seeWillOfLastClose(transition);
            transition.online(presence.link().flatMap(Link::openedAt).orElse(now));
            transition.signal(recordOf("grace_ended", now, true, Optional.empty(), Connection.UNKNOWN));
            return;
        }
        transition.offline(presence.since().orElse(now), presence.verified());
        transition.announceOutage();
    }

    /** Such a will is that of the connection before, which was taken over and whose close got lost. */
    private static boolean connectedAroundWill(Presence presence) {
        Optional<Instant> opened = presence.link().filter(Link::isOpen).flatMap(Link::openedAt);
        Instant will = presence.will().orElseThrow();
        return opened.filter(at -> !at.isBefore(will.minus(ConnectionOrder.SLACK)))
                .isPresent();
    }

    /** Whether the will is that of a connection whose end was heard just before, while the device has a newer one. */
    private static boolean isWillOfOlderConnection(Presence presence, Instant now) {
        return presence.lastClose()
                .filter(close -> close.willsOwed() > 0)
                .filter(close -> close.heardAt().plus(ConnectionOrder.SLACK).isAfter(now))
                .isPresent();
    }

    /**
     * Whether a close of an older connection may be what sent the will: one whose will has not been seen, or one so recent
     * that its will may have come twice.
     */
    private static boolean olderCloseMayExplainWill(Presence presence) {
        Instant will = presence.will().orElseThrow();
        return presence.lastClose()
                .filter(close -> close.heardAt()
                        .plus(close.willsOwed() > 0 ? WILL_MAY_FOLLOW : ConnectionOrder.SLACK)
                        .isAfter(will))
                .isPresent();
    }

    /** The close of an older connection explains a will that came first and took the device away. */
    private static void closeOfOlder(Transition transition, Reason reason, Instant at, Instant now) {
        if (!sendsWill(reason)) {
            return;
        }
        rememberClose(transition, reason, at, now);
        Presence presence = transition.presence();
        boolean explainsWill = presence.restsOnWillAlone()
                && presence.will()
                        .filter(heardAt -> heardAt.plus(WILL_MAY_FOLLOW).isAfter(now))
                        .isPresent();
        if (explainsWill) {
            transition.online(presence.link().flatMap(Link::openedAt).orElse(now));
        }
    }

    private static void rememberClose(Transition transition, Reason reason, Instant at, Instant now) {
        if (!sendsWill(reason)) {
            return;
        }
        Presence presence = transition.presence();
        boolean willCameFirst = presence.restsOnWillAlone() && presence.will().isPresent();
        int owedBefore = presence.lastClose()
                .filter(close -> close.heardAt().plus(WILL_MAY_FOLLOW).isAfter(now))
                .map(Close::willsOwed)
                .orElse(0);
        transition.lastClose(new Close(at, now, owedBefore + (willCameFirst ? 0 : 1)));
    }

    private static void seeWillOfLastClose(Transition transition) {
        transition.presence().lastClose().map(Close::withOneWillSeen).ifPresent(transition::lastClose);
    }

    private static boolean sendsWill(Reason reason) {
        return !reason.equals(Reason.CLIENT_INITIATED_DISCONNECT);
    }

    private Instant graceEnd(Duration grace, Instant since, Instant now) {
        Duration settle = policy.settle().compareTo(grace) < 0 ? policy.settle() : grace;
        Instant byEvent = since.plus(grace);
        Instant byArrival = now.plus(settle);
        return byEvent.isAfter(byArrival) ? byEvent : byArrival;
    }

    /** What lies further ahead of our clock than AWS's times may be off did not happen then. */
    private static Instant plausible(Instant at, Instant now) {
        return at.isAfter(now.plus(ConnectionOrder.SLACK)) ? now : at;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static SignalData recordOf(
            String kind, Instant at, boolean current, Optional<String> reason, Connection connection) {
        return new SignalData(
                kind,
                at,
                current,
                reason,
                connection.version(),
                connection.session(),
                connection.principal(),
                connection.ipAddress());
    }
}
