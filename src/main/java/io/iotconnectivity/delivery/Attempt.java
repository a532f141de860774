package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of one call of a sink.
 *
 * @param receipt what the sink gave back; nothing unless it was delivered
 * @param error empty if it was delivered
 * @param pause how long the sink asks to be left alone, or this event is to wait
 * @param onlyThis whether it failed on the event's account, and not on the sink's
 * @param maybe whether it failed, and the sink may have taken the event all the same
 */
record Attempt(
        Result result, Receipt receipt, String error, Optional<Duration> pause, boolean onlyThis, boolean maybe) {
    private static final int LONGEST_ERROR = 1000;

    /** How it ended. */
    enum Result {
        DELIVERED,
        /** It is to be tried again. */
        FAILED,
        /** No further attempt can help. */
        HOPELESS,
        /** The sink wants no events any more. */
        GONE
    }

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

    /** Whether the sink is alive, whatever became of the event. */
    boolean isAnswer() {
        return delivered() || isHopeless() || onlyThis;
    }

    boolean isGone() {
        return result == Result.GONE;
    }

    private static String text(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = Printable.line(Printable.cut(message, LONGEST_ERROR));
        return line.isEmpty() ? e.getClass().getSimpleName() : line;
    }
}
