package io.iotconnectivity.engine.view;

import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.StoreHealth;
import io.iotconnectivity.engine.ViewUnavailable;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What one of several nodes knows of the whole fleet. */
public interface FleetView extends AutoCloseable {

    /** Answers as of now. Ask for it each time: while the view is not complete, another one answers, which refuses. */
    Ledger ledger();

    /** Whether the view can be read and is up to date. */
    StoreHealth health();

    /**
     * The dead letters, to be replayed, once this view knows what was appended before.
     *
     * @param number of a record about dead letters, which is waited for; 0 waits for none
     * @throws ViewUnavailable if this node keeps no view, or it does not know that record soon
     */
    StoredLetters letters(long number);

    /** What devices are grouped by has changed: brings their groups up to date, in the background. */
    void regroup();

    @Override
    void close();

    /**
     * The view of a node that is set to keep none.
     *
     * @param working the status of the sinks that this node delivers to
     */
    static FleetView none(Supplier<Map<String, SinkStatus>> working) {
        Supplier<ViewUnavailable> refusal = () -> new ViewUnavailable(
                "this node keeps no view of the fleet; ask a node whose setting kafka.view is true, or set it to"
                        + " true here and restart this node",
                Optional.empty());
        Ledger refusing = new RefusingLedger(refusal, working);
        return new FleetView() {
            @Override
            public Ledger ledger() {
                return refusing;
            }

            @Override
            public StoreHealth health() {
                return StoreHealth.WELL;
            }

            @Override
            public StoredLetters letters(long number) {
                throw refusal.get();
            }

            @Override
            public void regroup() {}

            @Override
            public void close() {}
        };
    }
}
