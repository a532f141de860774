package io.iotconnectivity.incident;

import java.util.Optional;

/** The trouble of a device that is worth an incident, and the one thing that reports it or holds it back. */
public sealed interface Coverage {
    /** Nothing is wrong. */
    Coverage WELL = new Well();

    /** What is wrong. */
    Optional<Trouble> trouble();

    /** The same coverage with updated trouble. */
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

    /** No incident of its own reports the trouble: the flapping incident does, or the step is not complete yet. */
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

    /** The device's own incident reports it. */
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
     * @param group the group whose storm it is
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
     * No incident reports it yet.
     *
     * @param by what suppresses it
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
     * Creates the coverage from its stored parts.
     *
     * @throws IllegalArgumentException if several things report one trouble, or one reports none
     */
    static Coverage of(
            Optional<Trouble> trouble, Optional<Ticket> ticket, Optional<String> storm, Optional<Held> held) {
        int telling = (ticket.isPresent() ? 1 : 0) + (storm.isPresent() ? 1 : 0) + (held.isPresent() ? 1 : 0);
        if (telling > 1) {
            throw new IllegalArgumentException("several incidents report one trouble");
        }
        if (trouble.isEmpty()) {
            if (telling > 0) {
                throw new IllegalArgumentException("an incident reports no trouble");
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
