package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.presence.Close;
import io.iotconnectivity.presence.Enquiry;
import io.iotconnectivity.presence.Findings;
import io.iotconnectivity.presence.Link;
import io.iotconnectivity.presence.Outage;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Overlay;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The codec of a device's presence: a {@linkplain RecordWriter sealed record} keyed by client id. Fields are in
 * ascending order, and some refer to earlier ones. Thread-safe.
 */
public final class PresenceCodec {
    /** When it was updated: the reference for the other times. */
    private static final int BASE = 1;

    private static final int BASE_PART = 2;
    /** Relative to the base in milliseconds; absent if it is 0. */
    private static final int SEQUENCE = 3;

    private static final int THING = 4;
    private static final int STATE = 5;
    private static final int SINCE = 6;
    private static final int LINK = 7;
    private static final int LAST_CLOSE = 8;
    private static final int WILL = 9;
    private static final int DEADLINE = 10;
    private static final int OUTAGE = 11;

    private static final int FLAGS = 12;
    private static final int UNVERIFIED = 1;
    private static final int WILL_ALONE = 2;
    private static final int CHECK_ASKED = 4;
    private static final int PROBE_ASKED = 8;
    private static final int GRACE_OVER = 16;
    private static final int LISTING_ASKED = 32;

    private static final int LOG_ASKED = 13;
    private static final int FINDINGS = 14;
    private static final int LAST_SEEN = 15;
    private static final int REFUSAL_ASKED = 16;
    private static final int OVERLAY = 17;
    /** Only if it is out of range for a base. */
    private static final int UPDATED_AT = 18;

    private static final int DEVICE_CLASS = 19;
    /** An enrich route that was asked. */
    private static final int EXTRA_ASKED = 30;

    private static final int LIFE_CHANGE = 20;

    private static final int INCIDENT_ID = 1;
    /** Absent if it equals the time at which the verdict began. */
    private static final int OUTAGE_SINCE = 2;

    private static final int SEVERITY = 3;
    private static final int CAUSE = 4;

    private final StoredJson<Presence> json = new StoredJson<>(Presence.class);
    private final boolean strict;

    /** Skips what a later version has added. */
    public PresenceCodec() {
        this(false);
    }

    private PresenceCodec(boolean strict) {
        this.strict = strict;
    }

    /** Refuses what a later version has added, since it would be lost when the record is written again. */
    public static PresenceCodec strict() {
        return new PresenceCodec(true);
    }

    /** Encodes a state for {@link #read}. */
    public byte[] write(Presence presence) {
        RecordWriter out = RecordWriter.sealed(presence.client().value());
        boolean near = out.base(BASE, presence.updatedAt());
        if (presence.sequence() != 0) {
            out.sequence(SEQUENCE, presence.sequence());
        }
        out.text(THING, presence.thing());
        out.constant(STATE, StoredNumbers.VERDICTS, presence.state());
        out.moment(SINCE, presence.since());
        if (presence.link().isPresent()) {
            LinkFields.write(
                    out, LINK, presence.link().get(), presence.thing(), near ? presence.updatedAt() : Instant.EPOCH);
        }
        if (presence.lastClose().isPresent()) {
            LinkFields.write(out, LAST_CLOSE, presence.lastClose().get(), presence.link());
        }
        out.moment(WILL, presence.will());
        out.moment(DEADLINE, presence.deadline());
        if (presence.outage().isPresent()) {
            write(out, presence.outage().get(), presence.since());
        }
        Enquiry enquiry = presence.enquiry();
        out.flags(
                FLAGS,
                (presence.verified() ? 0 : UNVERIFIED)
                        | (presence.willAlone() ? WILL_ALONE : 0)
                        | (enquiry.check() ? CHECK_ASKED : 0)
                        | (enquiry.probe() ? PROBE_ASKED : 0)
                        | (enquiry.graceOver() ? GRACE_OVER : 0)
                        | (enquiry.listing() ? LISTING_ASKED : 0));
        QuestionFields.write(out, LOG_ASKED, enquiry.log());
        QuestionFields.write(out, FINDINGS, presence.findings());
        out.moment(LAST_SEEN, presence.lastSeen());
        QuestionFields.write(out, REFUSAL_ASKED, enquiry.refused());
        for (Overlay overlay : presence.overlays()) {
            out.constant(OVERLAY, StoredNumbers.OVERLAYS, overlay);
        }
        if (!near) {
            out.moment(UPDATED_AT, presence.updatedAt());
        }
        out.text(DEVICE_CLASS, presence.deviceClass());
        enquiry.extra().forEach(route -> out.text(EXTRA_ASKED, route));
        LifeFields.write(out, LIFE_CHANGE, presence.lifeChange());
        return out.seal(presence.client().value());
    }

    private static void write(RecordWriter out, Outage outage, Optional<Instant> since) {
        int begun = out.begin(OUTAGE);
        out.text(INCIDENT_ID, outage.incidentId());
        out.moment(OUTAGE_SINCE, outage.since(), since.orElse(null));
        out.constant(SEVERITY, StoredNumbers.SEVERITIES, outage.severity());
        out.constant(CAUSE, StoredNumbers.CAUSES, outage.cause());
        out.end(begun);
    }

    /**
     * Decodes the presence of this device. Also reads what earlier versions have written.
     *
     * @throws MalformedRecord if it is damaged, or belongs to another device
     */
    public Presence read(ClientId client, byte[] stored) {
        if (StoredForm.isJson(stored)) {
            Presence read = StoredForm.ofJson(json, stored, this::write);
            if (!client.equals(read.client())) {
                throw new MalformedRecord("it is about another device");
            }
            return read;
        }
        return StoredForm.reading(() -> read(client, RecordReader.sealed(client.value(), stored, strict)));
    }

    /**
     * The class in the presence of this device, without the rest; null if it is the default one. What is damaged, or was
     * written before there were classes, has none.
     */
    public static String deviceClass(String client, byte[] stored) {
        if (StoredForm.isJson(stored)) {
            return null;
        }
        try {
            RecordReader in = RecordReader.sealed(client, stored);
            while (in.next()) {
                if (in.field() == DEVICE_CLASS) {
                    return in.text();
                }
                in.skip();
            }
        } catch (RuntimeException damaged) {
            return null;
        }
        return null;
    }

    private static Presence read(ClientId client, RecordReader in) {
        long sequence = 0;
        Optional<String> thing = Optional.empty();
        Verdict state = null;
        Optional<Instant> since = Optional.empty();
        Optional<Link> link = Optional.empty();
        Optional<Close> lastClose = Optional.empty();
        Optional<Instant> will = Optional.empty();
        Optional<Instant> deadline = Optional.empty();
        Optional<Outage> outage = Optional.empty();
        int flags = 0;
        Optional<Enquiry.LogRequest> log = Optional.empty();
        Findings findings = Findings.NONE;
        Optional<Instant> lastSeen = Optional.empty();
        Optional<Enquiry.LogRequest> refused = Optional.empty();
        Set<Overlay> overlays = Set.of();
        Optional<String> deviceClass = Optional.empty();
        Instant updatedAt = null;
        Set<String> extraAsked = new HashSet<>(0);
        Optional<LifeChange> lifeChange = Optional.empty();
        while (in.next()) {
            switch (in.field()) {
                case BASE -> in.base();
                case BASE_PART -> in.basePart();
                case SEQUENCE -> sequence = in.sequence();
                case THING -> thing = Optional.of(in.text());
                case STATE -> state = in.constant(StoredNumbers.VERDICTS);
                case SINCE -> since = Optional.of(in.moment());
                case LINK -> link = Optional.of(LinkFields.read(in, thing));
                case LAST_CLOSE -> lastClose = Optional.of(LinkFields.readClose(in, link));
                case WILL -> will = Optional.of(in.moment());
                case DEADLINE -> deadline = Optional.of(in.moment());
                case OUTAGE -> outage = Optional.of(readOutage(in, since));
                case FLAGS -> flags = in.flags();
                case LOG_ASKED -> log = QuestionFields.readRequest(in);
                case FINDINGS -> findings = QuestionFields.readFindings(in);
                case LAST_SEEN -> lastSeen = Optional.of(in.moment());
                case REFUSAL_ASKED -> refused = QuestionFields.readRequest(in);
                case OVERLAY -> overlays = with(overlays, in.constant(StoredNumbers.OVERLAYS));
                case UPDATED_AT -> updatedAt = in.moment();
                case DEVICE_CLASS -> deviceClass = Optional.of(in.text());
                case EXTRA_ASKED -> extraAsked.add(in.text());
                case LIFE_CHANGE -> lifeChange = Optional.of(LifeFields.read(in));
                default -> in.skip();
            }
        }
        return new Presence(
                client,
                RecordReader.required(state, "state"),
                since,
                link,
                lastClose,
                will,
                deadline,
                outage,
                (flags & UNVERIFIED) == 0,
                (flags & WILL_ALONE) != 0,
                new Enquiry(
                        (flags & CHECK_ASKED) != 0,
                        log,
                        (flags & PROBE_ASKED) != 0,
                        (flags & GRACE_OVER) != 0,
                        refused,
                        extraAsked,
                        (flags & LISTING_ASKED) != 0),
                findings,
                lastSeen,
                thing,
                overlays,
                deviceClass,
                lifeChange,
                sequence,
                updatedAt == null ? in.baseMoment() : updatedAt);
    }

    private static Outage readOutage(RecordReader in, Optional<Instant> stateSince) {
        String incidentId = null;
        Instant since = stateSince.orElse(null);
        Severity severity = null;
        Cause cause = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case INCIDENT_ID -> incidentId = in.text();
                case OUTAGE_SINCE -> since = in.moment();
                case SEVERITY -> severity = in.constant(StoredNumbers.SEVERITIES);
                case CAUSE -> cause = in.constant(StoredNumbers.CAUSES);
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Outage(
                RecordReader.required(incidentId, "id of the incident"),
                RecordReader.required(since, "beginning of the outage"),
                RecordReader.required(severity, "severity"),
                RecordReader.required(cause, "cause"));
    }

    private static Set<Overlay> with(Set<Overlay> overlays, Overlay another) {
        Set<Overlay> more = EnumSet.of(another);
        more.addAll(overlays);
        return more;
    }

    /**
     * A device whose state is unreadable: nothing is known about it, but its next event gets an unused sequence number.
     *
     * @param sequence the sequence number of its last event
     */
    public static Presence anew(ClientId client, long sequence, Instant updatedAt) {
        Presence none = Presence.unseen(client);
        return new Presence(
                client,
                none.state(),
                none.since(),
                none.link(),
                none.lastClose(),
                none.will(),
                none.deadline(),
                none.outage(),
                none.verified(),
                none.willAlone(),
                none.enquiry(),
                none.findings(),
                none.lastSeen(),
                none.thing(),
                none.overlays(),
                none.deviceClass(),
                sequence,
                updatedAt);
    }
}
