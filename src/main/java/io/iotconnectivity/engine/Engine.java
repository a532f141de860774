package io.iotconnectivity.engine;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Forgotten;
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
 * Runs the core durably. Every step is one transaction of inbox de-duplication, device state, deadline and events to deliver, and
 * a source is told only once it is committed. What follows is driven from what was stored.
 *
 * <p>An engine may be one node of several that share devices between them. Then each node is given the same rules, settings and
 * sinks, and what is promised here holds for all nodes together, except where it says that it holds for one node.
 */
public interface Engine extends AutoCloseable {

    /**
     * Takes a signal in. Signals of one device take effect in the order of the calls on one node; nothing is promised about the order
     * of different devices, nor of calls on different nodes. Never blocks.
     *
     * @return completes once the step is durable, also if the signal had been taken in before; completes exceptionally
     *     only where the engine cannot store anything and will not retry by itself, or is closing. While the disk is full
     *     it stays incomplete and completes when space returns.
     */
    CompletableFuture<Void> accept(Signal signal);

    /**
     * Takes a signal in, and continues the trace that it belongs to in the events that it leads to.
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
     * call. Events of one device reach it in order. A sink that is attached again replaces the one of the same name. Several nodes
     * that attach a sink share its events, each those of some of the devices.
     */
    void attach(Sink sink, Delivery delivery);

    /** Stops to deliver to a sink from this node; what is due to it is kept, or delivered by other nodes. */
    void detach(String sinkName);

    /**
     * Has what the rules ask for answered: each effect is handed on when its step is durable, and now those that a former
     * run has left unanswered. The answer is a signal for {@link #accept}. An effect may be handed on again after a crash. Of
     * several nodes one hands effects on at a time, so that the budgets of AWS are kept; another takes over when it fails.
     *
     * @param asker must not block
     */
    void answerWith(Consumer<Effect> asker);

    /**
     * Lets deadlines wait until then, so that what is still to come of a time that we were blind in is heard first. A later
     * call of the same holder replaces an earlier one; deadlines wait for the last of all holders. Returns at once.
     *
     * <p>On this node no deadline fires any more from the return of this call until then. Other nodes hear of it as of a signal
     * that is accepted now, so that a deadline of theirs may fire before. Holders of one name on different nodes are different
     * holders.
     *
     * @param holder who wants them to wait
     */
    void holdDeadlines(String holder, Instant until);

    /**
     * Begins, changes or ends an incident for one of our own sources that is blind, or sees again. May be called any number of times
     * with the same news.
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
     * Tells a recorder what this node takes in from now on, once it is durable. An engine that keeps no record ignores it.
     *
     * <p>The order is that in which the steps took effect: a total one on an engine of one node, and one for each device where
     * several nodes share them. Then the records of all nodes, merged by {@link Committed#at}, are a possible order of the whole.
     *
     * @param recorder must not block
     */
    default void recordWith(Consumer<Committed> recorder) {}

    /**
     * What devices are grouped by is known now, or has changed: the groups that are listed become right in the background, each on
     * the node that has its device. To be called once after the start, too, because the settings may have changed. Any node may be
     * told, and several may: the groups that are right already stay as they are.
     */
    default void regroup() {}

    /** What can be asked of the stored state; it may lag a little behind what other nodes have taken in. */
    Ledger ledger();

    /** Whether this node can store, and if not, why. */
    StoreHealth health();

    /** Ends deliveries and steps that are under way on this node, then closes its store. */
    @Override
    void close();
}
