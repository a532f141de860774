package io.iotconnectivity.engine.codec;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.signal.Signal.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The codec of signals: a {@linkplain RecordWriter sealed record} keyed by client id. A signal written by one version
 * is read by later ones.
 */
public final class SignalCodec {
    private static final int BASE = 1;
    /** The fraction of a millisecond of that. */
    private static final int BASE_PART = 2;
    /** Instead of both, if the time is out of range. */
    private static final int AT = 3;

    private static final int KIND = 4;
    private static final int REASON = 5;
    private static final int CONNECTION = 6;
    private static final int CONNECTIVITY = 7;
    private static final int DIAGNOSIS = 8;
    private static final int PROBE_RESULT = 9;
    private static final int OVERLAY = 10;
    private static final int FLAGS = 11;
    private static final int HOLDS = 1;
    /** There is an answer, however few filters it has. */
    private static final int ANSWERED = 2;

    private static final int QUIET = 4;

    private static final int LIFE_CHANGE = 12;
    private static final int UNHEARD_SINCE = 13;

    private static final int STATUS = 1;
    private static final int SINCE = 2;
    private static final int ENDED_FOR = 3;
    /** In seconds. */
    private static final int KEEP_ALIVE = 4;
    /** The nanoseconds of that. */
    private static final int KEEP_ALIVE_PART = 5;

    private static final int THING = 6;
    private static final int SOURCE_IP = 7;

    private static final int EXTRA = 20;
    private static final int ROUTE = 21;
    /** A topic filter that the client holds. */
    private static final int FILTER = 24;

    /** The kinds, as numbers that never change. */
    private static final int CONNECTED = 1;

    private static final int DISCONNECTED = 2;
    private static final int CONNECT_FAILED = 3;
    private static final int LAST_WILL = 4;
    private static final int SIGN_OF_LIFE = 5;
    private static final int TIMER_DUE = 6;
    private static final int CHECKED = 7;
    private static final int RECONCILED = 8;
    private static final int DIAGNOSED = 9;
    private static final int PROBED = 10;
    private static final int MARKED = 11;
    private static final int ENRICHED = 20;
    private static final int RETIRED = 12;
    private static final int RESTORED = 13;
    private static final int FORGOTTEN = 14;
    private static final int LISTED = 24;
    private static final int CUT_OFF = 15;

    /** Encodes a signal for {@link #read}. */
    public byte[] write(Signal signal) {
        RecordWriter out = RecordWriter.sealed(signal.client().value());
        if (!out.base(BASE, signal.at())) {
            out.moment(AT, signal.at());
        }
        signal.accept(new Fields(out));
        return out.seal(signal.client().value());
    }

    /** Writes what each kind of signal has besides its client and its time. */
    private record Fields(RecordWriter out) implements Signal.Visitor<Void> {
        @Override
        public Void connected(Signal.Connected signal) {
            out.flags(KIND, CONNECTED);
            return connection(signal.connection());
        }

        @Override
        public Void disconnected(Signal.Disconnected signal) {
            out.flags(KIND, DISCONNECTED);
            out.text(REASON, StoredNumbers.REASONS, signal.reason().name());
            return connection(signal.connection());
        }

        @Override
        public Void connectFailed(Signal.ConnectFailed signal) {
            out.flags(KIND, CONNECT_FAILED);
            out.text(REASON, StoredNumbers.REASONS, signal.failure().name());
            return connection(signal.connection());
        }

        @Override
        public Void lastWill(Signal.LastWill signal) {
            out.flags(KIND, LAST_WILL);
            return null;
        }

        @Override
        public Void signOfLife(Signal.SignOfLife signal) {
            out.flags(KIND, SIGN_OF_LIFE);
            return null;
        }

        @Override
        public Void timerDue(Signal.TimerDue signal) {
            out.flags(KIND, TIMER_DUE);
            return null;
        }

        @Override
        public Void checked(Signal.Checked signal) {
            out.flags(KIND, CHECKED);
            return connectivity(signal.found());
        }

        @Override
        public Void reconciled(Signal.Reconciled signal) {
            out.flags(KIND, RECONCILED);
            return connectivity(signal.found());
        }

        @Override
        public Void diagnosed(Signal.Diagnosed signal) {
            out.flags(KIND, DIAGNOSED);
            DiagnosisFields.write(out, DIAGNOSIS, Optional.of(signal.found()));
            return null;
        }

        @Override
        public Void probed(Signal.Probed signal) {
            out.flags(KIND, PROBED);
            out.constant(PROBE_RESULT, StoredNumbers.PROBE_RESULTS, signal.result());
            return null;
        }

        @Override
        public Void marked(Signal.Marked signal) {
            out.flags(KIND, MARKED);
            out.constant(OVERLAY, StoredNumbers.OVERLAYS, signal.overlay());
            out.flags(FLAGS, signal.holds() ? HOLDS : 0);
            return null;
        }

        @Override
        public Void enriched(Signal.Enriched signal) {
            out.flags(KIND, ENRICHED);
            signal.told().ifPresent(told -> ExtraFields.write(out, EXTRA, signal.route(), told));
            out.text(ROUTE, signal.route());
            return null;
        }

        @Override
        public Void retired(Signal.Retired signal) {
            out.flags(KIND, RETIRED);
            LifeFields.write(out, LIFE_CHANGE, Optional.of(signal.change()));
            return null;
        }

        @Override
        public Void restored(Signal.Restored signal) {
            out.flags(KIND, RESTORED);
            LifeFields.write(out, LIFE_CHANGE, Optional.of(signal.change()));
            return null;
        }

        @Override
        public Void forgotten(Signal.Forgotten signal) {
            out.flags(KIND, FORGOTTEN);
            out.moment(UNHEARD_SINCE, Optional.of(signal.unheardSince()));
            return null;
        }

        @Override
        public Void listed(Signal.Listed signal) {
            out.flags(KIND, LISTED);
            out.flags(FLAGS, (signal.held().isPresent() ? ANSWERED : 0) | (signal.quiet() ? QUIET : 0));
            signal.held().ifPresent(held -> held.forEach(filter -> out.text(FILTER, filter)));
            return null;
        }

        @Override
        public Void cutOff(Signal.CutOff signal) {
            out.flags(KIND, CUT_OFF);
            LifeFields.write(out, LIFE_CHANGE, Optional.of(signal.change()));
            return null;
        }

        private Void connection(Connection connection) {
            int begun = out.begin(CONNECTION);
            ConnectionFields.write(out, connection, connection.thing());
            out.end(begun);
            return null;
        }

        private Void connectivity(Connectivity found) {
            int begun = out.begin(CONNECTIVITY);
            out.constant(STATUS, StoredNumbers.STATUSES, found.status());
            out.moment(SINCE, found.since());
            if (found.reason().isPresent()) {
                out.text(ENDED_FOR, StoredNumbers.REASONS, found.reason().get().name());
            }
            out.duration(KEEP_ALIVE, found.keepAlive());
            out.text(THING, found.thing());
            out.text(SOURCE_IP, found.sourceIp());
            out.end(begun);
            return null;
        }
    }

    /**
     * Decodes a signal of this client.
     *
     * @throws MalformedRecord if it is damaged, or about another client
     */
    public Signal read(ClientId client, byte[] stored) {
        return StoredForm.reading(() -> read(client, RecordReader.sealed(client.value(), stored)));
    }

    private static Signal read(ClientId client, RecordReader in) {
        Instant at = null;
        int kind = 0;
        Reason reason = null;
        Connection connection = null;
        Connectivity connectivity = null;
        Diagnosis diagnosis = null;
        ProbeResult result = null;
        Overlay overlay = null;
        int flags = 0;
        Extra[] extra = new Extra[1];
        String route = null;
        LifeChange change = null;
        Instant unheardSince = null;
        List<String> held = new ArrayList<>(0);
        while (in.next()) {
            switch (in.field()) {
                case BASE -> in.base();
                case BASE_PART -> in.basePart();
                case AT -> at = in.moment();
                case KIND -> kind = in.flags();
                case REASON -> reason = new Reason(in.text(StoredNumbers.REASONS));
                case CONNECTION -> connection = connection(in);
                case CONNECTIVITY -> connectivity = connectivity(in);
                case DIAGNOSIS -> diagnosis = DiagnosisFields.read(in).orElseThrow();
                case PROBE_RESULT -> result = in.constant(StoredNumbers.PROBE_RESULTS);
                case OVERLAY -> overlay = in.constant(StoredNumbers.OVERLAYS);
                case FLAGS -> flags = in.flags();
                case EXTRA -> ExtraFields.read(in, (from, since, told) -> extra[0] = told);
                case ROUTE -> route = in.text();
                case LIFE_CHANGE -> change = LifeFields.read(in);
                case UNHEARD_SINCE -> unheardSince = in.moment();
                case FILTER -> held.add(in.text());
                default -> in.skip();
            }
        }
        Instant when = at == null ? in.baseMoment() : at;
        return switch (kind) {
            case CONNECTED -> new Signal.Connected(client, when, RecordReader.required(connection, "connection"));
            case DISCONNECTED ->
                new Signal.Disconnected(
                        client,
                        when,
                        RecordReader.required(connection, "connection"),
                        RecordReader.required(reason, "reason"));
            case CONNECT_FAILED ->
                new Signal.ConnectFailed(
                        client,
                        when,
                        RecordReader.required(connection, "connection"),
                        RecordReader.required(reason, "failure"));
            case LAST_WILL -> new Signal.LastWill(client, when);
            case SIGN_OF_LIFE -> new Signal.SignOfLife(client, when);
            case TIMER_DUE -> new Signal.TimerDue(client, when);
            case CHECKED -> new Signal.Checked(client, when, RecordReader.required(connectivity, "answer"));
            case RECONCILED -> new Signal.Reconciled(client, when, RecordReader.required(connectivity, "answer"));
            case DIAGNOSED -> new Signal.Diagnosed(client, when, RecordReader.required(diagnosis, "diagnosis"));
            case PROBED -> new Signal.Probed(client, when, RecordReader.required(result, "result of the probe"));
            case MARKED ->
                new Signal.Marked(
                        client, when, RecordReader.required(overlay, "what was judged"), (flags & HOLDS) != 0);
            case ENRICHED ->
                new Signal.Enriched(
                        client,
                        when,
                        RecordReader.required(route, "name of the enrich route"),
                        Optional.ofNullable(extra[0]));
            case RETIRED -> new Signal.Retired(client, when, RecordReader.required(change, "who decided"));
            case RESTORED -> new Signal.Restored(client, when, RecordReader.required(change, "who decided"));
            case FORGOTTEN ->
                new Signal.Forgotten(client, when, RecordReader.required(unheardSince, "time of the last news"));
            case LISTED ->
                new Signal.Listed(
                        client,
                        when,
                        (flags & ANSWERED) != 0 ? Optional.of(held) : Optional.empty(),
                        (flags & QUIET) != 0);
            case CUT_OFF -> new Signal.CutOff(client, when, RecordReader.required(change, "who decided"));
            default -> throw new UnsupportedRecord("its kind " + kind);
        };
    }

    private static Connection connection(RecordReader in) {
        ConnectionFields fields = new ConnectionFields();
        int outer = in.enter();
        while (in.next()) {
            fields.read(in);
        }
        in.leave(outer);
        return fields.connection(fields.thing());
    }

    private static Connectivity connectivity(RecordReader in) {
        Connectivity.Status status = null;
        Instant since = null;
        Reason reason = null;
        Duration keepAlive = null;
        String thing = null;
        String sourceIp = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case STATUS -> status = in.constant(StoredNumbers.STATUSES);
                case SINCE -> since = in.moment();
                case ENDED_FOR -> reason = new Reason(in.text(StoredNumbers.REASONS));
                case KEEP_ALIVE -> keepAlive = in.seconds();
                case KEEP_ALIVE_PART -> keepAlive = in.with(RecordReader.required(keepAlive, "keep-alive"));
                case THING -> thing = in.text();
                case SOURCE_IP -> sourceIp = in.text();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Connectivity(
                RecordReader.required(status, "status"),
                Optional.ofNullable(since),
                Optional.ofNullable(reason),
                Optional.ofNullable(keepAlive),
                Optional.ofNullable(thing),
                Optional.ofNullable(sourceIp));
    }
}
