package io.iotconnectivity.incident;

import java.util.Optional;

/** What is wrong with a device and worth an incident, and the one thing that tells of it or holds it back. */
public sealed interface Coverage {
    /** Nothing is wrong. */
    Coverage WELL = new Well();

    /** What is wrong. */
    Optional<Trouble> trouble();

    /** The same, with what is known of the trouble now; what tells of it stays. */
    Coverage with(Trouble changed);

    /** Nothing is wrong. */
    record Well() implements Coverage {
        @Override
        public Optional<Trouble> trouble() {
            return Optional.empty();
        }

        @Override
        public Coverage with(Trouble changed) {
            return new Uncovered(changed);
        }
    }

    /** No incident for the trouble tells of it: the one that the device comes and goes does, or its step is still in the making. */
    record Uncovered(Trouble of) implements Coverage {
        @Override
        public Optional<Trouble> trouble() {
            return Optional.of(of);
        }

        @Override
        public Coverage with(Trouble changed) {
            return new Uncovered(changed);
        }
    }

    /** An incident of the device's own tells of it. */
    record ByTicket(Trouble of, Ticket ticket) implements Coverage {
        @Override
        public Optional<Trouble> trouble() {
            return Optional.of(of);
        }

        @Override
        public Coverage with(Trouble changed) {
            return new ByTicket(changed, ticket);
        }
    }

    /**
     * It is part of a storm.
     *
     * @param group whose storm it is
     */
    record ByStorm(Trouble of, String group) implements Coverage {
        @Override
        public Optional<Trouble> trouble() {
            return Optional.of(of);
        }

        @Override
        public Coverage with(Trouble changed) {
            return new ByStorm(changed, group);
        }
    }

    /**
     * No incident tells of it yet.
     *
     * @param by why not
     */
    record HeldBack(Trouble of, Held by) implements Coverage {
        @Override
        public Optional<Trouble> trouble() {
            return Optional.of(of);
        }

        @Override
        public Coverage with(Trouble changed) {
            return new HeldBack(changed, by);
        }
    }

    /**
     * As it is stored.
     *
     * @throws IllegalArgumentException if several things tell of one trouble, or one of none
     */
    static Coverage of(
            Optional<Trouble> trouble, Optional<Ticket> ticket, Optional<String> storm, Optional<Held> held) {
        int telling = (ticket.isPresent() ? 1 : 0) + (storm.isPresent() ? 1 : 0) + (held.isPresent() ? 1 : 0);
        if (telling > 1) {
            throw new IllegalArgumentException("several incidents tell of one trouble");
        }
        if (trouble.isEmpty()) {
            if (telling > 0) {
                throw new IllegalArgumentException("an incident tells of no trouble");
            }
            return WELL;
        }
        Trouble wrong = trouble.get();
        if (ticket.isPresent()) {
            return new ByTicket(wrong, ticket.get());
        }
        if (storm.isPresent()) {
            return new ByStorm(wrong, storm.get());
        }
        return held.isPresent() ? new HeldBack(wrong, held.get()) : new Uncovered(wrong);
    }
}
