package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of one call to a sink.
 *
 * @param receipt what the sink returned; empty unless it was delivered
 * @param error empty if it was delivered
 * @param pause how long the sink asked for a pause, or how long this event must wait
 * @param onlyThis whether the failure concerns only this event and not the sink
 * @param maybe whether it failed but the sink may have accepted the event anyway
 */
record Attempt(
        Result result, Receipt receipt, String error, Optional<Duration> pause, boolean onlyThis, boolean maybe) {
    private static final int LONGEST_ERROR = 1000;

    /** How it ended. */
    enum Result {
        DELIVERED,
        /** To be retried. */
        FAILED,
        /** Retrying cannot help. */
        HOPELESS,
        /** The sink wants no more events. */
        GONE,
        /** The sink was not called, because its events are no longer ours to deliver. */
        NOT_MADE
    }

    /** The sink was not called, because the partition of the event is no longer held. */
    static final Attempt NOT_MADE = failed(Result.NOT_MADE, "the partition is no longer assigned to us", false);

    static Attempt at(
            Delivery delivery, List<Event> events, int attempt, Optional<String> receipt, Optional<String> trace) {
        try {
            Receipt given = delivery.deliver(events, attempt, receipt, trace);
            return new Attempt(Result.DELIVERED, given, "", Optional.empty(), false, false);
        } catch (Undeliverable e) {
            return failed(Result.HOPELESS, text(e), e.maybe());
        } catch (NotTaken e) {
            return failed(Result.FAILED, text(e), false);
        } catch (NotThisOne e) {
            return new Attempt(Result.FAILED, Receipt.NONE, text(e), e.pause(), true, e.maybe());
        } catch (SinkGone e) {
            return failed(Result.GONE, text(e), e.maybe());
        } catch (RetryLater e) {
            return new Attempt(Result.FAILED, Receipt.NONE, text(e), Optional.of(e.pause()), false, e.maybe());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(Result.FAILED, "interrupted", true);
        } catch (Exception | LinkageError | StackOverflowError e) {
            return failed(Result.FAILED, text(e), true);
        }
    }

    private static Attempt failed(Result result, String error, boolean maybe) {
        return new Attempt(result, Receipt.NONE, error, Optional.empty(), false, maybe);
    }

    boolean delivered() {
        return result == Result.DELIVERED;
    }

    boolean isHopeless() {
        return result == Result.HOPELESS;
    }

    /** Whether the sink responded, whatever the result. */
    boolean isAnswer() {
        return delivered() || isHopeless() || onlyThis;
    }

    boolean isGone() {
        return result == Result.GONE;
    }

    boolean isMade() {
        return result != Result.NOT_MADE;
    }

    private static String text(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = Printable.line(Printable.cut(message, LONGEST_ERROR));
        return line.isEmpty() ? e.getClass().getSimpleName() : line;
    }
}
