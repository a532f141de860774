package io.iotconnectivity.engine;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Runs the core durably: every step is one transaction of inbox de-duplication, device state, deadline and events to
 * deliver, and a source is told only after it. What follows is driven from what was stored.
 */
public interface Engine extends AutoCloseable {

    /**
     * Takes a signal in. Signals of one device take effect in the order of the calls. Never blocks.
     *
     * @return completes once the step is durable, also if the signal had been taken in before; completes exceptionally
     *     only where the engine cannot store anything and will not retry by itself, or is closing. While the disk is full
     *     it stays incomplete and completes when space returns.
     */
    CompletableFuture<Void> accept(Signal signal);

    /**
     * As the other, with the trace that the signal belongs to: it goes on with the events that come of the signal.
     *
     * @param trace as a traceparent; absent: none
     * @see <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>
     */
    default CompletableFuture<Void> accept(Signal signal, Optional<String> trace) {
        return accept(signal);
    }

    /** From now on events also go on with the trace of what they follow from: a deadline, or an answer. */
    default void continueTraces() {}

    /**
     * Keeps a message that could not be read. Never blocks.
     *
     * @return as {@link #accept}
     */
    CompletableFuture<Void> keep(Unreadable unreadable);

    /**
     * Starts to deliver to a sink: from where it was left, or, for one that is new, from the events that come after this
     * call. Events of one device reach it in order. A sink that is attached again replaces the one of the same name.
     */
    void attach(Sink sink, Delivery delivery);

    /** Stops to deliver to a sink; what is due to it is kept. */
    void detach(String sinkName);

    /**
     * Has what the rules ask for answered: each effect is handed on when its step is durable, and now those that a former
     * run has left unanswered. The answer is a signal for {@link #accept}. An effect may be handed on again after a crash.
     *
     * @param asker must not block
     */
    void answerWith(Consumer<Effect> asker);

    /**
     * Lets deadlines wait until then, so that what is still to come of a time that we were blind in is heard first. A later
     * call of the same holder replaces an earlier one; deadlines wait for the last of all holders.
     *
     * @param holder who wants them to wait
     */
    void holdDeadlines(String holder, Instant until);

    /**
     * Has an incident begin, change or end for a source of ours that is blind, or sees again. To be told again as often as one
     * likes.
     *
     * @return completes once it is durable
     */
    CompletableFuture<Void> sighted(Sight sight);

    /**
     * Sets a silence, or replaces that of the same id.
     *
     * @return completes once it is durable
     */
    CompletableFuture<Void> silence(Silence silence);

    /**
     * Ends a silence now.
     *
     * @return completes once that is durable: whether there was one of this id that had not ended
     */
    CompletableFuture<Boolean> endSilence(String id);

    /**
     * Gives dead letters a second chance.
     *
     * <p>Those of sinks are delivered again, each to the sink that it was meant for and with the id that it had, and kept no longer;
     * those of sinks that are not attached are left alone. What tells of an incident that is over is dropped where the sink was
     * never told of it.
     *
     * <p>Messages of sources are read again, in the order in which they came. What can be read now is taken in, and kept no longer
     * once that is durable; a signal that was taken in before changes nothing. What still cannot be read stays, with its new reason.
     *
     * @return completes once that is durable: what became of them
     */
    CompletableFuture<Replayed> replay(DeadLetterQuery which);

    /** How {@link #replay} reads messages again; until this is said, it leaves them as they are. */
    default void readAgainWith(SecondReading reading) {}

    /**
     * Has events delivered to one sink only, whether it wants such events or not.
     *
     * @return completes once they are durable; exceptionally if no sink of this name is attached
     */
    CompletableFuture<Void> address(String sink, List<Event> events);

    /**
     * Delivers again to a sink that was disabled because it said that it is gone.
     *
     * @return completes once that is durable: whether it was disabled
     */
    CompletableFuture<Boolean> enable(String sink);

    /**
     * Forgets a sink that was removed for good: how far it was, what it still had to get, its tickets and its dead letters. Events
     * that were kept for it alone may be pruned then. A sink of the same name that is attached later is a new one.
     *
     * @return completes once that is durable: what went with it; empty if it is attached, and so was not forgotten
     */
    CompletableFuture<Optional<Forgotten>> forget(String sink);

    /**
     * Has what is taken in from now on told to a record, in its order, when it is durable. An engine that keeps no record ignores
     * it.
     *
     * @param recorder must not block
     */
    default void recordWith(Consumer<Committed> recorder) {}

    /**
     * What devices are grouped by is known now, or has changed: the groups that are listed become right in the background. To be
     * called once after the start, too, because the settings may have changed.
     */
    default void regroup() {}

    /** What can be asked of the stored state. */
    Ledger ledger();

    /** Whether the engine can store, and if not, why. */
    StoreHealth health();

    /** Ends deliveries and steps that are under way, then closes the store. */
    @Override
    void close();
}
