package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.event.CloudEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Reports of rows that a read-only connection could not read. The writer checks them again, and sets aside what it
 * cannot read either. Thread-safe.
 */
final class DamageReports {
    /** The most reports that wait at once; the others are reported again by the next reader. */
    private static final int MOST_WAITING = 1_000;

    private final CloudEvents json;
    private final EventCodec codec;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final List<Report> early = new ArrayList<>();
    private Consumer<Report> writer = early::add;

    /** How the writer mends a row, and what to run afterwards, whether or not that succeeded. */
    record Report(Work.Write mending, Runnable then) {}

    DamageReports(CloudEvents json, EventCodec codec) {
        this.json = json;
        this.codec = codec;
    }

    /** Starts passing reports on to the writer. */
    synchronized void begin(Consumer<Report> submit) {
        writer = submit;
        early.forEach(submit);
        early.clear();
    }

    void incident(String incidentId) {
        report(
                "incident " + incidentId,
                batch -> batch.tables().mending(json, codec).incident(incidentId));
    }

    void event(long seq) {
        report("event " + seq, batch -> batch.tables().mending(json, codec).event(seq));
    }

    void repetition(String sink, String ticket) {
        report(
                "repetition " + sink + " " + ticket,
                batch -> batch.tables().mending(json, codec).repetition(sink, ticket));
    }

    void decision(long id) {
        report("decision " + id, batch -> batch.tables().mending(json, codec).decision(id));
    }

    void sent(long id) {
        report("sent " + id, batch -> batch.tables().mending(json, codec).sent(id));
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
