package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.event.CloudEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Rows that somebody could not read who cannot write. The writer looks at them again, and sets aside what it cannot read either.
 * Safe for any number of threads.
 */
final class DamageReports {
    /** So many wait at once; the others are reported again by whoever reads them next. */
    private static final int MOST_WAITING = 1_000;

    private final CloudEvents events;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final List<Report> early = new ArrayList<>();
    private Consumer<Report> writer = early::add;

    /** What the writer does about a row, and what follows, whether it could be done or not. */
    record Report(Work.Write mending, Runnable then) {}

    DamageReports(CloudEvents events) {
        this.events = events;
    }

    /** From now on there is a writer. */
    synchronized void begin(Consumer<Report> submit) {
        writer = submit;
        early.forEach(submit);
        early.clear();
    }

    void device(String clientId) {
        report("device " + clientId, batch -> batch.mend(clientId));
    }

    void incident(String incidentId) {
        report("incident " + incidentId, batch -> batch.tables().mending(events).incident(incidentId));
    }

    void event(long seq) {
        report("event " + seq, batch -> batch.tables().mending(events).event(seq));
    }

    void repetition(String sink, String ticket) {
        report(
                "repetition " + sink + " " + ticket,
                batch -> batch.tables().mending(events).repetition(sink, ticket));
    }

    void decision(long id) {
        report("decision " + id, batch -> batch.tables().mending(events).decision(id));
    }

    void sent(long id) {
        report("sent " + id, batch -> batch.tables().mending(events).sent(id));
    }

    private void report(String row, Work.Write mending) {
        if (waiting.size() >= MOST_WAITING || !waiting.add(row)) {
            return;
        }
        submit(new Report(mending, () -> waiting.remove(row)));
    }

    private synchronized void submit(Report report) {
        writer.accept(report);
    }
}
