package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.SignalData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Burn;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Trouble;
import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Signal;

/** All numbers that stand for words in stored records. New ones are added; none is ever changed. */
final class StoredNumbers {
    static final Numbers<Verdict> VERDICTS = new Numbers<>(Verdict.class)
            .with(1, Verdict.ONLINE)
            .with(2, Verdict.SUSPECT)
            .with(3, Verdict.OFFLINE)
            .with(4, Verdict.STALE)
            .with(5, Verdict.UNKNOWN)
            .with(6, Verdict.RETIRED)
            .with(7, Verdict.NEVER_CONNECTED)
            .complete();

    static final Numbers<Cause> CAUSES = new Numbers<>(Cause.class)
            .with(1, Cause.NETWORK)
            .with(2, Cause.POWER)
            .with(3, Cause.PLANNED)
            .with(4, Cause.TAKEOVER)
            .with(5, Cause.CREDENTIALS)
            .with(6, Cause.DEVICE)
            .with(7, Cause.AWS)
            .with(8, Cause.OPERATOR)
            .with(9, Cause.RENEWAL)
            .with(10, Cause.UNKNOWN)
            .complete();

    static final Numbers<Severity> SEVERITIES = new Numbers<>(Severity.class)
            .with(1, Severity.NONE)
            .with(2, Severity.INFO)
            .with(3, Severity.WARNING)
            .with(4, Severity.CRITICAL)
            .complete();

    static final Numbers<Overlay> OVERLAYS = new Numbers<>(Overlay.class)
            .with(1, Overlay.FLAPPING)
            .with(2, Overlay.CONFLICT)
            .with(3, Overlay.DEAF)
            .complete();

    static final Numbers<LifeChange.By> LIFE_CHANGES = new Numbers<>(LifeChange.By.class)
            .with(1, LifeChange.By.OPERATOR)
            .with(2, LifeChange.By.ATTRIBUTE)
            .with(3, LifeChange.By.REGISTRY)
            .complete();

    static final Numbers<Connectivity.Status> STATUSES = new Numbers<>(Connectivity.Status.class)
            .with(1, Connectivity.Status.CONNECTED)
            .with(2, Connectivity.Status.NOT_CONNECTED)
            .with(3, Connectivity.Status.UNKNOWN)
            .complete();

    static final Numbers<Signal.ProbeResult> PROBE_RESULTS = new Numbers<>(Signal.ProbeResult.class)
            .with(1, Signal.ProbeResult.ANSWERED)
            .with(2, Signal.ProbeResult.SILENT)
            .with(3, Signal.ProbeResult.NOT_CONNECTED)
            .with(4, Signal.ProbeResult.UNKNOWN)
            .complete();

    static final Numbers<Effect.Subject> SUBJECTS = new Numbers<>(Effect.Subject.class)
            .with(1, Effect.Subject.DISCONNECT)
            .with(2, Effect.Subject.CONNECT_FAILED)
            .complete();

    static final Numbers<Trouble.How> TROUBLES = new Numbers<>(Trouble.How.class)
            .with(1, Trouble.How.OFFLINE)
            .with(2, Trouble.How.SILENT)
            .with(3, Trouble.How.REFUSED)
            .complete();

    static final Numbers<IncidentKind> INCIDENT_KINDS = new Numbers<>(IncidentKind.class)
            .with(1, IncidentKind.DEVICE)
            .with(2, IncidentKind.GROUP)
            .with(3, IncidentKind.CONFLICT)
            .with(4, IncidentKind.FLAPPING)
            .with(5, IncidentKind.CREDENTIALS)
            .with(6, IncidentKind.BLIND)
            .with(7, IncidentKind.TEST)
            .with(8, IncidentKind.DEAF)
            .with(9, IncidentKind.SLO)
            .complete();

    static final Numbers<Burn> BURNS = new Numbers<>(Burn.class)
            .with(1, Burn.FAST)
            .with(2, Burn.BRISK)
            .with(3, Burn.SLOW)
            .complete();

    static final Numbers<EventType> EVENT_TYPES = new Numbers<>(EventType.class)
            .with(1, EventType.DEVICE_ONLINE)
            .with(2, EventType.DEVICE_OFFLINE)
            .with(3, EventType.DEVICE_STALE)
            .with(4, EventType.DEVICE_FLAPPING)
            .with(5, EventType.DEVICE_STEADY)
            .with(6, EventType.DEVICE_CONFLICT)
            .with(7, EventType.DEVICE_REJECTED)
            .with(8, EventType.DEVICE_DIAGNOSED)
            .with(9, EventType.DEVICE_SIGNAL)
            .with(10, EventType.INCIDENT_OPENED)
            .with(11, EventType.INCIDENT_UPDATED)
            .with(12, EventType.INCIDENT_RESOLVED)
            .with(13, EventType.INCIDENT_NOTED)
            .with(14, EventType.DEVICE_RETIRED)
            .with(15, EventType.DEVICE_RETURNED)
            .with(16, EventType.DEVICE_NEVER_CONNECTED)
            .with(17, EventType.DEVICE_FORGOTTEN)
            .with(18, EventType.DEVICE_DEAF)
            .with(19, EventType.DEVICE_HEARING)
            .with(20, EventType.DEVICE_CUT_OFF)
            .with(21, EventType.REPORT_MONTHLY)
            .complete();

    static final Numbers<Decision.What> DECISIONS = new Numbers<>(Decision.What.class)
            .with(1, Decision.What.OPENED)
            .with(2, Decision.What.JOINED)
            .with(3, Decision.What.MERGED)
            .with(4, Decision.What.SUPPRESSED)
            .with(5, Decision.What.HANDED_OVER)
            .with(6, Decision.What.RESOLVED)
            .with(7, Decision.What.NOTHING)
            .complete();

    static final Numbers<Note.Kind> NOTES = new Numbers<>(Note.Kind.class)
            .with(1, Note.Kind.ACKNOWLEDGE)
            .with(2, Note.Kind.UNACKNOWLEDGE)
            .with(3, Note.Kind.ASSIGN)
            .with(4, Note.Kind.COMMENT)
            .with(5, Note.Kind.CLOSE)
            .complete();

    /** Reasons of AWS and our own, and what replaces them in evidence. */
    static final CommonWords REASONS = new CommonWords()
            .with(1, "AUTH_ERROR")
            .with(2, "CLIENT_INITIATED_DISCONNECT")
            .with(3, "CLIENT_ERROR")
            .with(4, "CONNECTION_LOST")
            .with(5, "DUPLICATE_CLIENTID")
            .with(6, "FORBIDDEN_ACCESS")
            .with(7, "MQTT_KEEP_ALIVE_TIMEOUT")
            .with(8, "SERVER_ERROR")
            .with(9, "SERVER_INITIATED_DISCONNECT")
            .with(10, "API_INITIATED_DISCONNECT")
            .with(11, "THROTTLED")
            .with(12, "WEBSOCKET_TTL_EXPIRATION")
            .with(13, "CUSTOMAUTH_TTL_EXPIRATION")
            .with(14, "CONNECT_FAILED")
            .with(15, "LAST_WILL")
            .with(16, "SILENCE")
            .with(17, "UNKNOWN")
            .with(18, "AUTHORIZATION_FAILED")
            .with(19, "CONNECTED")
            .with(20, "NOT_CONNECTED")
            .with(21, "DEAF");

    /** What the texts of decisions consist of. New wording needs new numbers only to stay short. */
    static final CommonWords PHRASES = new CommonWords()
            .with(1, "It is back; the incident of its group goes on until the group is calm.")
            .with(2, "Its incident was resolved: it is back.")
            .with(3, "It is back")
            .with(4, "Its outage, ")
            .with(5, ", is part of the open incident of its group: ")
            .with(6, ", is part of its flapping incident, which is open.")
            .with(7, "; the incident of its group goes on until the group is calm.")
            .with(8, "; its incident had gone on in that of what it depends on.")
            .with(9, "; no incident was opened, because it was suppressed all the while.")
            .with(10, "; its flapping incident stays open until it is steady.")
            .with(11, "Its incident was resolved: it ")
            .with(12, "is away for a reason that is worth no incident")
            .with(13, "An incident was opened, warning: ")
            .with(14, "An incident was opened, critical: ")
            .with(15, "An incident was opened, info: ")
            .with(16, "An incident was opened: ")
            .with(17, ". Single outages are part of it until it is steady.")
            .with(18, "An incident of its group was opened, because ")
            .with(19, "An incident of its group was opened: ")
            .with(20, " devices dropped within ")
            .with(21, "Its own incident ")
            .with(22, " was merged into the incident ")
            .with(23, ", because its group has a storm.")
            .with(24, ", because it is flapping.")
            .with(25, ", because ")
            .with(26, "The incident of its group ended while it was still in trouble.")
            .with(27, "No incident is opened for ")
            .with(28, "No incident was opened: ")
            .with(29, " is worth none.")
            .with(30, "Its flapping incident was resolved: it has not dropped for ")
            .with(31, "It is flapping, and so are others of its group, so no incident is opened for it alone.")
            .with(32, "Its outage is now part of the incident ")
            .with(33, " and no longer of that of its group")
            .with(34, " devices of ")
            .with(35, " are offline: ")
            .with(36, " is offline: ")
            .with(37, " is flapping: it dropped ")
            .with(38, " times within ")
            .with(39, " (NETWORK)")
            .with(40, " (POWER)")
            .with(41, " (PLANNED)")
            .with(42, " (CREDENTIALS)")
            .with(43, " (DEVICE)")
            .with(44, " (AWS)")
            .with(45, " (UNKNOWN)")
            .with(46, "CONNECTION_LOST")
            .with(47, "MQTT_KEEP_ALIVE_TIMEOUT")
            .with(48, "CLIENT_INITIATED_DISCONNECT")
            .with(49, "SERVER_INITIATED_DISCONNECT")
            .with(50, "LAST_WILL")
            .with(51, "SILENCE")
            .with(52, "CLIENT_ERROR")
            .with(53, "SERVER_ERROR")
            .with(54, "AUTH_ERROR")
            .with(55, "FORBIDDEN_ACCESS");

    /** Kinds of signals and of evidence. */
    static final CommonWords KINDS = new CommonWords()
            .with(1, "connected")
            .with(2, "disconnected")
            .with(3, "connect_failed")
            .with(4, "last_will")
            .with(5, "sign_of_life")
            .with(6, "check")
            .with(7, "reconciled")
            .with(8, "probe")
            .with(9, "grace_ended")
            .with(10, "log_entry")
            .with(11, "cut_off")
            .with(12, SignalData.ENRICHED);

    /**
     * Advice as it appears in events. Not taken from where it is worded, because an event must read the same tomorrow
     * as today: changed words get new numbers.
     */
    static final CommonWords ADVICE = new CommonWords()
            .with(1, "Look at the device's network; devices of one site that drop together point to its uplink.")
            .with(2, "Nothing was heard for 1.5 times the keep-alive: look at power, radio and sleep.")
            .with(3, "The client closed the connection itself; nothing is wrong unless it should be there.")
            .with(4, "Another connection uses the same client id: compare principal and address of both.")
            .with(5, "Look at certificate state and IoT policy; the will topic must be allowed too.")
            .with(6, "The client broke a rule or a limit: look at its firmware, payload sizes and message rate.")
            .with(7, "AWS closed the connection, which it does for maintenance too; clients must reconnect.")
            .with(8, "Someone called DeleteConnection: CloudTrail tells who.")
            .with(9, "The connection reached its time limit; the client should be back within seconds.")
            .with(10, "AWS gave no reason: the IoT log may hold more.")
            .with(11, "It said goodbye and has not come back in time: look at its power, its schedule and its network.")
            .with(
                    12,
                    "It is connected but not subscribed to what it must be: look at what it does after it reconnects"
                            + " without its session, and at whether its policy allows the subscription.");

    private StoredNumbers() {}
}
