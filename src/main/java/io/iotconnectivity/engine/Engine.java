package io.iotconnectivity.engine;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Forgotten;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Runs the core durably. Every step is one transaction of inbox deduplication, device state, deadline and events to
 * deliver, and a source is acknowledged only once it is committed. Everything that follows is driven by the stored
 * state.
 *
 * <p>An engine may be one of several nodes that share the devices. Then each node is given the same rules, settings and
 * sinks, and the guarantees here hold for all nodes together, unless they mention one node.
 */
public interface Engine extends AutoCloseable {

    /**
     * Accepts a signal. While signals come in late, deadlines wait for the backlog to be read, within the limits of
     * {@link io.iotconnectivity.decide.Backlog}. Signals of one device take effect in the order of the calls on one node; the order across
     * devices, or across nodes, is not guaranteed. Never blocks.
     *
     * @return completes once the step is durable, also if the signal is a duplicate; completes exceptionally only if
     *     the engine cannot store anything and will not retry by itself, or is closing. While the disk is full it stays
     *     incomplete, and completes when space is available again.
     */
    CompletableFuture<Void> accept(Signal signal);

    /**
     * Accepts a signal and continues its trace in the events that it causes.
     *
     * @param trace the traceparent; absent if there is none
     * @see <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>
     */
    default CompletableFuture<Void> accept(Signal signal, Optional<String> trace) {
        return accept(signal);
    }

    /** Makes events also continue the trace of the deadline or answer that caused them. */
    default void continueTraces() {}

    /**
     * Stores an unreadable message as a dead letter. Never blocks.
     *
     * @return as {@link #accept}
     */
    CompletableFuture<Void> keep(Unreadable unreadable);

    /**
     * Starts delivering to a sink: from where it left off, or, for a new one, with the events after this call. Events
     * of one device reach it in order. Attaching a sink replaces the one of the same name. Nodes that attach the same
     * sink share its events, each delivering those of some of the devices.
     */
    void attach(Sink sink, Delivery delivery);

    /** Stops delivering to a sink from this node; the events due to it are kept, or delivered by other nodes. */
    void detach(String sinkName);

    /**
     * Registers who answers the questions of the rules: each effect is passed on once its step is durable, starting
     * with those that an earlier run left unanswered. The answer is a signal for {@link #accept}. An effect may be
     * passed on again after a crash. Only one node at a time passes effects on, so that the AWS call budgets hold;
     * another takes over if it fails.
     *
     * @param asker must not block
     */
    void answerWith(Consumer<Effect> asker);

    /**
     * Holds deadlines until then, so that news from a period of blindness is processed first. A later call by the same
     * holder replaces an earlier one; deadlines wait for the last of all holders. Returns immediately.
     *
     * <p>On this node no deadline fires between the return of this call and then. Other nodes learn of it as of a
     * signal accepted now, so one of their deadlines may fire earlier. Holders of the same name on different nodes are
     * different holders.
     *
     * @param holder the name of the holder
     */
    void holdDeadlines(String holder, Instant until);

    /** Whether deadlines wait on this node now, for one of the holders or because signals come in late. Fast. */
    boolean holdsDeadlines();

    /**
     * Tells that every source is heard on this node, and that what they had brought by then has been accepted. Once told,
     * deadlines that come later wait for the next call, which may be on another node: this one may be lost. An engine
     * with one node has no use for it, since nothing fires there while the sources are not heard.
     *
     * @param until deadlines wait no longer than that
     */
    default void heardUpTo(Instant at, Instant until) {}

    /**
     * Opens, updates or resolves the incident of a source that has become blind or recovered. Idempotent.
     *
     * @return completes once this is durable
     */
    CompletableFuture<Void> sighted(Sight sight);

    /**
     * Opens, updates or resolves the incident about the error budget of a class of devices. Idempotent.
     *
     * @return completes once this is durable
     */
    CompletableFuture<Void> measured(SloReading reading);

    /**
     * Sets a silence, or replaces the one with the same id.
     *
     * @return completes once this is durable
     */
    CompletableFuture<Void> silence(Silence silence);

    /**
     * Ends a silence now.
     *
     * @return completes once this is durable: whether there was one with this id that had not ended
     */
    CompletableFuture<Boolean> endSilence(String id);

    /**
     * Adds a note to an open incident, unless it has it already.
     *
     * @return completes once this is durable: whether the incident is open, as far as this node knows; otherwise nothing
     *     has changed
     */
    CompletableFuture<Boolean> note(String incidentId, Note note);

    /**
     * Adds to an open incident of a group what its devices have in common that others have not, unless it says so
     * already.
     *
     * @param common empty if nothing stands out
     * @return as {@link #note}
     */
    CompletableFuture<Boolean> compared(String incidentId, Optional<Common> common);

    /**
     * Gives dead letters a second chance.
     *
     * <p>Events are delivered again, each to its original sink and with its original id, and removed from the dead
     * letters; those of sinks that are not attached are left alone. An event about an incident that is over is dropped
     * if the sink was never told of that incident.
     *
     * <p>Messages are read again, in their original order. Those that can be read now are processed, and removed once
     * that is durable; a duplicate signal changes nothing. Messages that still cannot be read stay, with their new
     * reason.
     *
     * @return completes once this is durable: the outcome
     */
    CompletableFuture<Replayed> replay(DeadLetterQuery which);

    /** Sets how {@link #replay} rereads messages; until then it leaves them unchanged. */
    default void readAgainWith(SecondReading reading) {}

    /**
     * Appends an event that is about neither a device nor an incident, for all sinks that want it. Appended twice, it is
     * delivered twice, with the same id.
     *
     * @return completes once it is durable
     */
    CompletableFuture<Void> append(Event event);

    /**
     * Delivers events to one sink only, whatever its filter.
     *
     * @return completes once they are durable; exceptionally if no sink of this name is attached
     */
    CompletableFuture<Void> address(String sink, List<Event> events);

    /**
     * Resumes delivery to a sink that was disabled because it reported that it is gone.
     *
     * @return completes once this is durable: whether it was disabled
     */
    CompletableFuture<Boolean> enable(String sink);

    /**
     * Deletes a sink that was removed for good: its checkpoint, the events due to it, its tickets and its dead letters.
     * Events kept for it alone may then be pruned. A sink of the same name attached later is a new one.
     *
     * @return completes once this is durable: what was deleted; empty if it is attached, and so was not deleted
     */
    CompletableFuture<Optional<Forgotten>> forget(String sink);

    /**
     * Passes to a recorder what this node processes from now on, once it is durable. An engine without recording
     * ignores it.
     *
     * <p>The order is that in which the steps took effect: a total order on a single-node engine, and an order per
     * device if several nodes share them. In that case the records of all nodes, merged by {@link Committed#at}, form a
     * valid overall order.
     *
     * @param recorder must not block
     */
    default void recordWith(Consumer<Committed> recorder) {}

    /**
     * Signals that the grouping is now known or has changed: the listed groups are updated in the background, each on
     * the node that owns the device. Call once after the start as well, because the settings may have changed. May be
     * called on any node, and on several: groups that are already right stay unchanged.
     */
    default void regroup() {}

    /** Whether this node leads; with a single node, always. */
    default Leadership leadership() {
        return Leadership.ALONE;
    }

    /**
     * The nodes that share the devices, and what each of them does. Waits for the cluster, for some seconds at most.
     *
     * @return empty if this engine always runs on one node
     * @throws ViewUnavailable if the cluster does not tell
     */
    default Optional<Cluster> cluster() {
        return Optional.empty();
    }

    /** The queries on the stored state, which may lag slightly behind what other nodes have processed. */
    Ledger ledger();

    /** Whether this node can write to its store, and if not, why. */
    StoreHealth health();

    /**
     * Whether signals are read late on this node, so that deadlines wait for the backlog or have waited too long for
     * it ({@link io.iotconnectivity.decide.Backlog}).
     *
     * @return what to tell an operator; empty while signals are read in time
     */
    Optional<String> lateSignals();

    /** Finishes the deliveries and steps in progress on this node, then closes its store. */
    @Override
    void close();
}
