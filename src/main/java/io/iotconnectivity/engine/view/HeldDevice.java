package io.iotconnectivity.engine.view;

import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that is held of one device: its state as it is stored, and the values derived from it that devices are searched by. There is
 * one for each device in memory, so it uses primitives, bytes and nulls. The arrays must not be changed.
 *
 * @param since in milliseconds since 1970; {@link #NEVER} if unknown
 * @param reason why it is away; null if it is not, or if unknown
 * @param group null if it has none
 * @param keepAlive in seconds; 0 if unknown
 * @param updatedAt when its last signal was accepted, in milliseconds since 1970
 * @param isAsking whether an enquiry about it is unanswered
 * @param isDeaf whether it is connected, but not subscribed to what it must be
 * @param deadline when the rules want to be asked again, in milliseconds since 1970, rounded up; {@link #NEVER} if they do not
 * @param isPast whether the deadline in the presence has been worked on and must not come again; {@code deadline} is then {@link #NEVER}
 * @param presence as the codec wrote it
 * @param incidentCase as the codec wrote it; null if nothing is held about incidents
 * @param caseDeadline as {@code deadline}, of its case
 * @param isCasePast as {@code isPast}, of its case
 * @param storm the group whose storm its outage is part of; null if it is part of none
 * @param lastEvent the number of its latest event in the log; 0 if it has none
 * @param lastDecision the number of the latest decision about it; 0 if there is none
 * @param sequence of its last event, as {@link Presence#sequence} has it
 */
public record HeldDevice(
        String clientId,
        Verdict state,
        long since,
        String reason,
        String group,
        int keepAlive,
        long updatedAt,
        boolean isAsking,
        boolean isDeaf,
        long deadline,
        boolean isPast,
        byte[] presence,
        byte[] incidentCase,
        long caseDeadline,
        boolean isCasePast,
        String storm,
        long lastEvent,
        long lastDecision,
        long sequence) {
    /** Represents an unknown time, or one that never comes. */
    public static final long NEVER = Long.MIN_VALUE;

    /**
     * A device of which nothing is held about incidents.
     *
     * @param stored the presence as the codec wrote it
     * @param lastEvent the number of its latest event in the log; 0 if it has none
     * @param lastDecision the number of the latest decision about it; 0 if there is none
     */
    public static HeldDevice of(
            Presence presence, byte[] stored, Optional<String> group, long lastEvent, long lastDecision) {
        return new HeldDevice(
                presence.client().value(),
                presence.state(),
                presence.since().map(Instant::toEpochMilli).orElse(NEVER),
                presence.reason().map(Reason::name).orElse(null),
                group.orElse(null),
                presence.findings()
                        .keepAlive()
                        .map(known -> (int) known.toSeconds())
                        .orElse(0),
                presence.updatedAt().toEpochMilli(),
                !presence.unanswered().isEmpty(),
                presence.overlays().contains(Overlay.DEAF),
                roundedUp(presence.deadline()),
                false,
                stored,
                null,
                NEVER,
                false,
                null,
                lastEvent,
                lastDecision,
                presence.sequence());
    }

    /** A device with only the values that lists are sorted by. */
    static HeldDevice sortedBy(String clientId, Verdict state, long since, String reason) {
        return new HeldDevice(
                clientId, state, since, reason, null, 0, 0, false, false, NEVER, false, null, null, NEVER, false, null,
                0, 0, 0);
    }

    /**
     * The same device with this case.
     *
     * @param stored the case as the codec wrote it; null if nothing is held
     */
    public HeldDevice with(DeviceCase held, byte[] stored) {
        return withCase(stored, roundedUp(held.deadline()), false, held.storm().orElse(null));
    }

    /** The same device with the case of another entry. */
    public HeldDevice withCaseOf(HeldDevice other) {
        return withCase(other.incidentCase, other.caseDeadline, other.isCasePast, other.storm);
    }

    /**
     * The same device, of whose case only the storm is known.
     *
     * @param group null if it is part of none
     */
    public HeldDevice withStorm(String group) {
        return withCase(incidentCase, caseDeadline, isCasePast, group);
    }

    /** The same device whose deadline does not come until it is set again. */
    public HeldDevice withoutDeadline() {
        return with(
                clientId,
                reason,
                group,
                NEVER,
                true,
                incidentCase,
                caseDeadline,
                isCasePast,
                storm,
                lastEvent,
                lastDecision);
    }

    /** As {@link #withoutDeadline}, of its case. */
    public HeldDevice withoutCaseDeadline() {
        return withCase(incidentCase, NEVER, true, storm);
    }

    /** The same device with other numbers of its latest event and decision. */
    public HeldDevice withLast(long event, long decision) {
        return with(
                clientId,
                reason,
                group,
                deadline,
                isPast,
                incidentCase,
                caseDeadline,
                isCasePast,
                storm,
                event,
                decision);
    }

    private HeldDevice withCase(byte[] stored, long until, boolean past, String covering) {
        return with(clientId, reason, group, deadline, isPast, stored, until, past, covering, lastEvent, lastDecision);
    }

    /** The same device with interned copies of texts that many devices share. */
    HeldDevice sharing() {
        return reason == null && group == null && storm == null
                ? this
                : sharing(clientId, shared(reason), shared(group), shared(storm));
    }

    /** As {@link #sharing()}, reusing the texts of the entry that it replaces. */
    HeldDevice sharing(HeldDevice before) {
        return sharing(
                before.clientId,
                shared(reason, before.reason),
                shared(group, before.group),
                shared(storm, before.storm));
    }

    private HeldDevice sharing(String id, String away, String member, String covering) {
        return with(
                id,
                away,
                member,
                deadline,
                isPast,
                incidentCase,
                caseDeadline,
                isCasePast,
                covering,
                lastEvent,
                lastDecision);
    }

    private HeldDevice with(
            String id,
            String away,
            String member,
            long until,
            boolean past,
            byte[] storedCase,
            long untilOfCase,
            boolean pastOfCase,
            String covering,
            long event,
            long decision) {
        return new HeldDevice(
                id,
                state,
                since,
                away,
                member,
                keepAlive,
                updatedAt,
                isAsking,
                isDeaf,
                until,
                past,
                presence,
                storedCase,
                untilOfCase,
                pastOfCase,
                covering,
                event,
                decision,
                sequence);
    }

    private static String shared(String text, String before) {
        return text != null && text.equals(before) ? before : shared(text);
    }

    private static String shared(String text) {
        return text == null ? null : text.intern();
    }

    /** In milliseconds since 1970, up to the next one, so that no deadline is taken to have come before it has; {@link #NEVER} if there is none. */
    public static long roundedUp(Optional<Instant> deadline) {
        return deadline.map(moment -> moment.plusNanos(999_999).toEpochMilli()).orElse(NEVER);
    }

    /** Whether the device is SUSPECT, OFFLINE or STALE. */
    public boolean isAway() {
        return state == Verdict.SUSPECT || state == Verdict.OFFLINE || state == Verdict.STALE;
    }
}
