package io.iotconnectivity.presence;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.ConnectionOrder.Relation;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The life of a device beyond its connections: taken out of service, back, or forgotten. A retired device is in no
 * trouble whatever is heard of it, and only a connection that began afterwards brings it back by itself.
 */
final class Life {
    private final Policy policy;

    Life(Policy policy) {
        this.policy = policy;
    }

    /** Takes a device out of service. What the registry says does not retire a device that is connected. */
    Step retired(Presence before, Signal.Retired signal, Instant now) {
        boolean byPerson = signal.change().by() == LifeChange.By.OPERATOR;
        if (before.isUnseen()
                || before.isRetired()
                || !byPerson && before.state().isConnected()) {
            return unchanged(before);
        }
        Transition transition = new Transition(policy, before, Optional.empty(), now);
        transition.retire(earlier(signal.at(), now), signal.change());
        return transition.done();
    }

    /** Takes a device back: its state is what its last connection tells, without an alert. */
    Step restored(Presence before, Signal.Restored signal, Instant now) {
        if (!before.isRetired()) {
            return unchanged(before);
        }
        Transition transition = new Transition(policy, before, Optional.empty(), now);
        Optional<Link> link = before.link();
        if (link.filter(Link::isOpen).isPresent()) {
            transition.online(link.get().openedAt().orElse(signal.at()));
        } else {
            transition.restored(link.flatMap(Link::closedAt));
        }
        transition.returned(Optional.of(signal.change()));
        return transition.done();
    }

    /** Forgets a device that is not connected, if nothing was heard of it since. */
    Step forgotten(Presence before, Signal.Forgotten signal, Instant now) {
        boolean mayReturn = before.state().isConnected() || before.state() == Verdict.SUSPECT;
        if (before.isUnseen() || mayReturn || before.updatedAt().isAfter(signal.unheardSince())) {
            return unchanged(before);
        }
        Transition transition = new Transition(policy, before, Optional.empty(), now);
        transition.forgotten();
        return new Step(Presence.unseen(before.client()), transition.done().events());
    }

    /**
     * Records who had the device's connection ended. The verdict follows from what AWS tells about its end, be that
     * earlier or later.
     */
    Step cutOff(Presence before, Signal.CutOff signal, Instant now) {
        if (before.isUnseen()) {
            return unchanged(before);
        }
        Instant at = earlier(signal.at(), now);
        Transition transition = new Transition(policy, before, Optional.empty(), now);
        before.link()
                .filter(link -> link.mayBeCutOff(at))
                .ifPresent(link -> transition.link(link.withCutOff(new CutOff(at, signal.change()))));
        transition.cutOff(signal.change());
        return transition.done();
    }

    /** What is heard of a retired device changes what is known of its connections, and is recorded, but no more. */
    final class Retired implements Signal.Visitor<Step> {
        private final Presence before;
        private final Instant now;

        Retired(Presence before, Instant now) {
            this.before = before;
            this.now = now;
        }

        @Override
        public Step connected(Signal.Connected signal) {
            Instant at = PresenceMachine.plausible(signal.at(), now);
            Connection connection = signal.connection();
            Transition transition = new Transition(policy, before, connection.thing(), now);
            boolean newer = relation(known -> ConnectionOrder.ofConnect(known, connection, at)) == Relation.NEWER;
            boolean returns = newer && isAfterwards(at);
            if (newer) {
                transition.link(Link.opened(connection, at, now));
            }
            if (returns) {
                transition.online(earlier(at, now));
            }
            transition.signal(Records.of("connected", at, newer, Optional.empty(), connection));
            if (returns) {
                transition.returned(Optional.empty());
            }
            return transition.done();
        }

        @Override
        public Step disconnected(Signal.Disconnected signal) {
            Instant at = PresenceMachine.plausible(signal.at(), now);
            Connection connection = signal.connection();
            Reason reason = signal.reason();
            Transition transition = new Transition(policy, before, connection.thing(), now);
            Relation relation = relation(known -> ConnectionOrder.ofDisconnect(known, connection, at));
            if (relation == Relation.NEWER) {
                transition.link(Link.closed(connection, at, reason, now));
            } else if (relation == Relation.SAME && before.link().orElseThrow().isOpen()) {
                transition.link(before.link().orElseThrow().withEnd(connection, at, reason, now));
            }
            transition.signal(
                    Records.of("disconnected", at, relation != Relation.OLDER, Optional.of(reason.name()), connection));
            return transition.done();
        }

        /** Recorded as a signal: a refusal is trouble, and a retired device is in none. */
        @Override
        public Step connectFailed(Signal.ConnectFailed signal) {
            Transition transition =
                    new Transition(policy, before, signal.connection().thing(), now);
            transition.signal(Records.of(
                    "connect_failed",
                    PresenceMachine.plausible(signal.at(), now),
                    false,
                    Optional.of(signal.failure().name()),
                    signal.connection()));
            return transition.done();
        }

        @Override
        public Step lastWill(Signal.LastWill signal) {
            Transition transition = new Transition(policy, before, Optional.empty(), now);
            transition.signal(Records.of("last_will", earlier(signal.at(), now), false));
            return transition.done();
        }

        /** May come from the connection that the device had, unless there is nothing else to tell that it is back. */
        @Override
        public Step signOfLife(Signal.SignOfLife signal) {
            Instant heard = earlier(signal.at(), now);
            if (policy.presenceEvents() || !isAfterwards(heard)) {
                return unchanged(before);
            }
            Transition transition = new Transition(policy, before, Optional.empty(), now);
            transition.online(heard);
            transition.signal(Records.of("sign_of_life", heard, true));
            transition.returned(Optional.empty());
            return transition.done();
        }

        @Override
        public Step timerDue(Signal.TimerDue signal) {
            return unchanged(before);
        }

        @Override
        public Step checked(Signal.Checked signal) {
            return unchanged(before);
        }

        @Override
        public Step reconciled(Signal.Reconciled signal) {
            Connectivity found = signal.found();
            Transition transition = new Transition(policy, before, found.thing(), now);
            Optional<Link> open = before.link().filter(Link::isOpen);
            if (found.status() == Status.NOT_CONNECTED && open.isPresent()) {
                transition.link(open.get()
                        .withEnd(
                                Connection.UNKNOWN,
                                found.since().orElse(signal.at()),
                                found.reason().orElse(Reason.UNKNOWN),
                                now)
                        .asEndOfAll(found.since().isPresent()));
                return transition.done();
            }
            if (!found.isConnected() || !before.isOvertakenBy(found) || !isSettled(found, signal.at())) {
                return unchanged(before);
            }
            transition.learn(found);
            transition.link(Link.opened(Connection.UNKNOWN, found.since().orElse(signal.at()), now));
            transition.online(found.since().orElse(signal.at()));
            transition.signal(Records.of("reconciled", found.since().orElse(signal.at()), true));
            transition.returned(Optional.empty());
            return transition.done();
        }

        /** Without a time, the answer may be older than the end of the last connection. */
        private boolean isSettled(Connectivity found, Instant asked) {
            return found.since().isPresent()
                    || before.since()
                            .filter(retired -> asked.isAfter(retired.plus(Reconciliation.INDEX_SETTLES)))
                            .isPresent();
        }

        @Override
        public Step diagnosed(Signal.Diagnosed signal) {
            return unchanged(before);
        }

        @Override
        public Step probed(Signal.Probed signal) {
            return unchanged(before);
        }

        @Override
        public Step enriched(Signal.Enriched signal) {
            return unchanged(before);
        }

        @Override
        public Step listed(Signal.Listed signal) {
            return unchanged(before);
        }

        @Override
        public Step marked(Signal.Marked signal) {
            return unchanged(before);
        }

        @Override
        public Step retired(Signal.Retired signal) {
            return unchanged(before);
        }

        @Override
        public Step restored(Signal.Restored signal) {
            return Life.this.restored(before, signal, now);
        }

        @Override
        public Step forgotten(Signal.Forgotten signal) {
            return Life.this.forgotten(before, signal, now);
        }

        @Override
        public Step cutOff(Signal.CutOff signal) {
            return Life.this.cutOff(before, signal, now);
        }

        private Relation relation(Function<Link, Relation> order) {
            return before.link().map(order).orElse(Relation.NEWER);
        }

        /** By AWS's clock, whose tolerance must not keep a device retired that is there. */
        private boolean isAfterwards(Instant at) {
            return before.since()
                    .filter(retired -> !at.isBefore(retired.minus(ConnectionOrder.SLACK)))
                    .isPresent();
        }
    }

    /** Of a device that was never heard of, nothing is kept, not even its class. */
    private static Step unchanged(Presence before) {
        return new Step(before.isUnseen() ? Presence.unseen(before.client()) : before, List.of());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
