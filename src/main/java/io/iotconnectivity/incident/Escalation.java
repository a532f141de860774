package io.iotconnectivity.incident;

import io.iotconnectivity.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the severity of an outage's incident rises while it stays open: by one step after each of these times, at most to
 * {@link Severity#CRITICAL}.
 *
 * @param after since the incident was opened; positive and ascending
 */
public record Escalation(List<Duration> after) {
    /** The severity stays as it is. */
    public static final Escalation NEVER = new Escalation(List.of());

    private static final Severity[] SEVERITIES = Severity.values();

    /**
     * @throws IllegalArgumentException if the times do not ascend
     */
    public Escalation {
        after = List.copyOf(after);
        Duration before = Duration.ZERO;
        for (Duration one : after) {
            if (one.compareTo(before) <= 0) {
                throw new IllegalArgumentException("the times of an escalation must be positive and ascend");
            }
            before = one;
        }
    }

    /** The severity at a moment of an incident that would otherwise have another. */
    Severity raised(Severity own, Instant openedAt, Instant now) {
        int steps = 0;
        while (steps < after.size() && !now.isBefore(openedAt.plus(after.get(steps)))) {
            steps++;
        }
        return up(own, steps);
    }

    /**
     * When the severity will be higher than the one that was announced; empty if never. Not after now if it is now.
     *
     * @param own without any escalation
     */
    Optional<Instant> next(Ticket ticket, Severity own) {
        Severity told = ticket.severity().orElse(Severity.NONE);
        for (int step = 0; step < after.size(); step++) {
            if (up(own, step + 1).compareTo(told) > 0) {
                return Optional.of(ticket.openedAt().plus(after.get(step)));
            }
        }
        return Optional.empty();
    }

    private static Severity up(Severity own, int steps) {
        return own == Severity.NONE ? own : SEVERITIES[Math.min(own.ordinal() + steps, SEVERITIES.length - 1)];
    }
}
