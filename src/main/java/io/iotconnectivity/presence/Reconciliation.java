package io.iotconnectivity.presence;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Corrects, in both directions, what lost events left wrong, using what AWS reports. Events are the faster source: what
 * they said within the last minutes, or about a later time, stands.
 */
final class Reconciliation {
    /** AWS publishes no figure for the lag of the fleet index; a few seconds are typical. */
    static final Duration INDEX_SETTLES = Duration.ofMinutes(5);

    private final Policy policy;
    private final Conclusion conclusion;

    Reconciliation(Policy policy, Conclusion conclusion) {
        this.policy = policy;
        this.conclusion = conclusion;
    }

    /**
     * @param at when AWS was asked
     */
    void take(Transition transition, Connectivity found, Instant at, Instant now) {
        transition.learn(found);
        if (found.status() == Status.UNKNOWN) {
            return;
        }
        Presence presence = transition.presence();
        if (presence.isUnheard()) {
            firstSeen(transition, found, at, now);
            return;
        }
        boolean holdsThere = presence.state() == Verdict.ONLINE || presence.state() == Verdict.STALE;
        if (holdsThere && presence.isBehind(found)) {
            reconnected(transition, found, at, now);
            return;
        }
        if (presence.missesEndIn(found)) {
            missedDisconnect(transition, found, at, now);
            return;
        }
        if (found.isConnected() == holdsThere && presence.state() != Verdict.UNKNOWN) {
            measureSilence(transition);
        } else if (isNews(presence, found, at)) {
            if (found.isConnected()) {
                missedConnect(transition, found, at, now);
            } else {
                missedDisconnect(transition, found, at, now);
            }
        }
    }

    /** A device that was online before its silence was measured has no deadline yet. */
    private void measureSilence(Transition transition) {
        Presence presence = transition.presence();
        if (presence.state() == Verdict.ONLINE
                && presence.deadline().isEmpty()
                && policy.silence().allowedTo(presence.client()).isPresent()) {
            transition.seen();
        }
    }

    /** The device is new, so nothing was missed: its state is recorded without an alert. */
    private void firstSeen(Transition transition, Connectivity found, Instant at, Instant now) {
        boolean never = !found.isConnected() && found.since().isEmpty();
        if (never && policy.neverConnected().isPresent()) {
            if (transition.presence().since().isEmpty()) {
                transition.registered(at, at.plus(policy.neverConnected().get()));
            }
            return;
        }
        if (never && transition.presence().state() == Verdict.NEVER_CONNECTED) {
            return;
        }
        Instant since = found.since().orElse(at);
        if (found.isConnected()) {
            connected(transition, found, at, now);
        } else {
            transition.link(
                    Link.closed(Connection.UNKNOWN, since, found.reason().orElse(Reason.UNKNOWN), now)
                            .asEndOfAll(found.since().isPresent()));
            transition.offline(since);
        }
        transition.signal(Records.of("reconciled", since, true, reasonOf(found), Connection.UNKNOWN));
    }

    /**
     * The device reconnected, and neither the disconnect nor the new connect was received. Both may still arrive; being
     * in the past by then, they must not take the device offline.
     */
    private static void reconnected(Transition transition, Connectivity found, Instant at, Instant now) {
        boolean silent = transition.presence().state() == Verdict.STALE;
        transition.link(Link.opened(Connection.UNKNOWN, found.since().orElse(at), now));
        if (silent) {
            missedConnect(transition, found, at, now);
        } else {
            transition.seen();
        }
    }

    private static void missedConnect(Transition transition, Connectivity found, Instant at, Instant now) {
        connected(transition, found, at, now);
        transition.signal(Records.of("reconciled", found.since().orElse(at), true));
        transition.announceRecovery(found.since());
    }

    /**
     * Its connection, or a later one, has ended. Anything the broker still delivers from before that end is history: it
     * must not bring the device back online only to lose it again.
     */
    private void missedDisconnect(Transition transition, Connectivity found, Instant at, Instant now) {
        Reason reason = found.reason().orElse(Reason.UNKNOWN);
        Optional<Instant> end = found.since().filter(now::isAfter);
        Instant closed = end.orElse(at);
        Presence presence = transition.presence();
        transition.link(presence.link()
                .map(open -> open.withEnd(Connection.UNKNOWN, closed, reason, now))
                .orElseGet(() -> Link.closed(Connection.UNKNOWN, closed, reason, now))
                .asEndOfAll(end.isPresent()));
        conclusion.away(transition, reason, closed, now);
        transition.signal(Records.of("reconciled", closed, true, reasonOf(found), Connection.UNKNOWN));
        conclusion.ifDue(transition, now);
    }

    private static Optional<String> reasonOf(Connectivity found) {
        return found.reason().map(Reason::name);
    }

    /** AWS knows of a connection, so the device is online. */
    static void connected(Transition transition, Connectivity found, Instant at, Instant now) {
        Optional<Link> open = transition.presence().link().filter(Link::isOpen);
        if (open.isEmpty()) {
            transition.link(Link.opened(Connection.UNKNOWN, found.since().orElse(at), now));
        }
        transition.online(found.since().or(() -> open.flatMap(Link::openedAt)).orElse(at));
    }

    /**
     * Whether the answer is about a later time than the newest event, or the event is so old that AWS must know of it.
     */
    private static boolean isNews(Presence presence, Connectivity found, Instant at) {
        if (presence.link().isEmpty()) {
            return true;
        }
        Link known = presence.link().get();
        return found.since()
                        .filter(since ->
                                since.isAfter(known.newest()) || found.isConnected() && known.isReplacedAt(since))
                        .isPresent()
                || known.heardAt().plus(INDEX_SETTLES).isBefore(at);
    }
}
