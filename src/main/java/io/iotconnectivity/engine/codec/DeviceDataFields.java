package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Evidence;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.Diagnosis;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The device data of an event, as fields of the event; 1 to 3 and those from 40 are the event's own. The fields that
 * most events of a device have are numbered up to 15, which takes one byte.
 */
final class DeviceDataFields {
    private static final int REASON = 4;
    /** The verdict and, from the fourth bit, the previous one. */
    private static final int STATES = 5;

    private static final int STATE_BITS = 3;
    private static final int SINCE = 6;
    private static final int SESSION = 7;
    private static final int VERSION = 8;
    private static final int PRINCIPAL = 9;
    private static final int ADDRESS = 10;
    private static final int SIGNAL = 11;
    private static final int EVIDENCE = 12;
    private static final int CAUSE = 13;
    private static final int SEVERITY = 14;

    private static final int FLAGS = 15;
    private static final int LAST_WILL = 1;
    private static final int VERIFIED_KNOWN = 2;
    private static final int VERIFIED = 4;
    /** The thing's name equals the client id. */
    private static final int SAME_THING = 8;
    /** The source address equals that of the connection. */
    private static final int SAME_SOURCE = 16;

    /** Absent if it equals the event's time in milliseconds. */
    private static final int SEQUENCE = 16;

    private static final int ADVICE = 17;
    private static final int INCIDENT_ID = 18;
    private static final int OUTAGE_SECONDS = 19;
    private static final int THING = 20;
    private static final int SOURCE_IP = 21;
    private static final int DIAGNOSIS = 22;
    private static final int OVERLAY = 23;
    private static final int BLIND = 24;
    /** Absent if it equals the event's subject. */
    private static final int CLIENT_ID = 25;

    private static final int DEVICE_CLASS = 26;
    /** What each enrich route knows. */
    private static final int EXTRA = 30;

    private static final int EXPECTED_BACK = 27;
    private static final int MISSING = 28;
    private static final int LIFE_CHANGE = 31;

    private final Instant time;
    private String clientId;
    private String thing;
    private String deviceClass;
    private Instant expectedBack;
    private Verdict state;
    private Verdict previousState;
    private Instant since;
    private String reason;
    private Cause cause;
    private Severity severity;
    private String advice;
    private int flags;
    private SignalData signal;
    private String session;
    private OptionalLong version = OptionalLong.empty();
    private String principal;
    private String address;
    private String sourceIp;
    private Optional<Diagnosis> diagnosis = Optional.empty();
    private List<Evidence> evidence = List.of();
    private OptionalLong outageSeconds = OptionalLong.empty();
    private String incidentId;
    private List<Overlay> overlays = List.of();
    private Blind blind;
    private final Map<String, Extra> extra = new HashMap<>(0);
    private LifeChange lifeChange;
    private List<String> missing = List.of();
    private long sequence;

    /** For an event that is about to be read. */
    DeviceDataFields(String subject, Instant time, long baseMillis) {
        this.clientId = subject;
        this.time = time;
        this.sequence = baseMillis;
    }

    static void write(RecordWriter out, String subject, Instant time, DeviceData data) {
        Instant usual = data.since().orElse(time);
        out.text(REASON, StoredNumbers.REASONS, data.reason());
        out.flags(
                STATES,
                StoredNumbers.VERDICTS.of(data.state())
                        | StoredNumbers.VERDICTS.of(data.previousState()) << STATE_BITS);
        out.moment(SINCE, data.since());
        out.text(SESSION, data.sessionIdentifier());
        out.number(VERSION, data.versionNumber());
        out.text(PRINCIPAL, data.principalIdentifier());
        out.text(ADDRESS, data.ipAddress());
        if (data.signal().isPresent()) {
            SignalFields.Known known = new SignalFields.Known(
                    data.versionNumber(), data.sessionIdentifier(), data.principalIdentifier(), data.ipAddress());
            SignalFields.write(out, SIGNAL, data.signal().get(), known, usual, data.reason());
        }
        for (Evidence each : data.evidence()) {
            SignalFields.write(out, EVIDENCE, each, usual, data.reason());
        }
        out.constant(CAUSE, StoredNumbers.CAUSES, data.cause());
        out.constant(SEVERITY, StoredNumbers.SEVERITIES, data.severity());
        boolean sameThing = isPresentAndEqual(data.thingName(), Optional.of(data.clientId()));
        boolean sameSource = isPresentAndEqual(data.sourceIp(), data.ipAddress());
        out.flags(
                FLAGS,
                (data.lastWill() ? LAST_WILL : 0)
                        | (data.verified().isPresent() ? VERIFIED_KNOWN : 0)
                        | (data.verified().orElse(false) ? VERIFIED : 0)
                        | (sameThing ? SAME_THING : 0)
                        | (sameSource ? SAME_SOURCE : 0));
        if (data.sequence() != out.baseMillis()) {
            out.sequence(SEQUENCE, data.sequence());
        }
        out.text(ADVICE, StoredNumbers.ADVICE, data.advice());
        out.text(INCIDENT_ID, data.incidentId());
        out.number(OUTAGE_SECONDS, data.outageSeconds());
        if (!sameThing) {
            out.text(THING, data.thingName());
        }
        if (!sameSource) {
            out.text(SOURCE_IP, data.sourceIp());
        }
        DiagnosisFields.write(out, DIAGNOSIS, data.diagnosis());
        for (Overlay overlay : data.overlays()) {
            out.constant(OVERLAY, StoredNumbers.OVERLAYS, overlay);
        }
        if (data.blind().isPresent()) {
            SignalFields.write(out, BLIND, data.blind().get());
        }
        if (!data.clientId().equals(subject)) {
            out.text(CLIENT_ID, data.clientId());
        }
        out.text(DEVICE_CLASS, data.deviceClass());
        data.extra().forEach((route, told) -> ExtraFields.write(out, EXTRA, route, told));
        out.moment(EXPECTED_BACK, data.expectedBack());
        LifeFields.write(out, LIFE_CHANGE, data.lifeChange());
        data.missing().forEach(filter -> out.text(MISSING, filter));
    }

    private static boolean isPresentAndEqual(Optional<String> one, Optional<String> other) {
        return one.isPresent() && one.equals(other);
    }

    /** Reads the current field; skips unknown ones. */
    void take(RecordReader in) {
        switch (in.field()) {
            case STATES -> {
                int states = in.flags();
                state = StoredNumbers.VERDICTS.constant(states & (1 << STATE_BITS) - 1);
                previousState = StoredNumbers.VERDICTS.constant(states >> STATE_BITS);
            }
            case SINCE -> since = in.moment();
            case SESSION -> session = in.text();
            case VERSION -> version = OptionalLong.of(in.number());
            case PRINCIPAL -> principal = in.text();
            case ADDRESS -> address = in.text();
            case SIGNAL ->
                signal = SignalFields.read(
                        in,
                        new SignalFields.Known(
                                version,
                                Optional.ofNullable(session),
                                Optional.ofNullable(principal),
                                Optional.ofNullable(address)),
                        usual(),
                        reason);
            case EVIDENCE -> evidence = with(evidence, SignalFields.readEvidence(in, usual(), reason));
            case REASON -> reason = in.text(StoredNumbers.REASONS);
            case CAUSE -> cause = in.constant(StoredNumbers.CAUSES);
            case FLAGS -> flags = in.flags();
            case SEQUENCE -> sequence = in.sequence();
            case SEVERITY -> severity = in.constant(StoredNumbers.SEVERITIES);
            case ADVICE -> advice = in.text(StoredNumbers.ADVICE);
            case INCIDENT_ID -> incidentId = in.text();
            case OUTAGE_SECONDS -> outageSeconds = OptionalLong.of(in.number());
            case THING -> thing = in.text();
            case SOURCE_IP -> sourceIp = in.text();
            case DIAGNOSIS -> diagnosis = DiagnosisFields.read(in);
            case OVERLAY -> overlays = with(overlays, in.constant(StoredNumbers.OVERLAYS));
            case BLIND -> blind = SignalFields.readBlind(in);
            case CLIENT_ID -> clientId = in.text();
            case DEVICE_CLASS -> deviceClass = in.text();
            case EXTRA -> ExtraFields.read(in, (route, at, told) -> extra.put(route, told));
            case EXPECTED_BACK -> expectedBack = in.moment();
            case LIFE_CHANGE -> lifeChange = LifeFields.read(in);
            case MISSING -> missing = with(missing, in.text());
            default -> in.skip();
        }
    }

    private Instant usual() {
        return since == null ? time : since;
    }

    private static <T> List<T> with(List<T> some, T another) {
        List<T> more = some.isEmpty() ? new ArrayList<>(4) : some;
        more.add(another);
        return more;
    }

    DeviceData data() {
        return new DeviceData(
                clientId,
                Optional.ofNullable((flags & SAME_THING) != 0 ? clientId : thing),
                Optional.ofNullable(deviceClass),
                RecordReader.required(state, "state"),
                RecordReader.required(previousState, "previous state"),
                Optional.ofNullable(since),
                Optional.ofNullable(expectedBack),
                Optional.ofNullable(reason),
                Optional.ofNullable(cause),
                Optional.ofNullable(severity),
                Optional.ofNullable(advice),
                (flags & LAST_WILL) != 0,
                Optional.ofNullable(signal),
                Optional.ofNullable(session),
                version,
                Optional.ofNullable(principal),
                Optional.ofNullable(address),
                Optional.ofNullable((flags & SAME_SOURCE) != 0 ? address : sourceIp),
                diagnosis,
                (flags & VERIFIED_KNOWN) != 0 ? Optional.of((flags & VERIFIED) != 0) : Optional.empty(),
                evidence,
                outageSeconds,
                Optional.ofNullable(incidentId),
                overlays,
                Optional.ofNullable(blind),
                extra,
                Optional.ofNullable(lifeChange),
                missing,
                sequence);
    }
}
