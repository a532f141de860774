package io.iotconnectivity.engine.codec;

import io.iotconnectivity.incident.Coverage;
import io.iotconnectivity.incident.Deafness;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.DeviceCase.Heard;
import io.iotconnectivity.incident.DeviceCase.PastStorm;
import io.iotconnectivity.incident.Held;
import io.iotconnectivity.incident.Lately;
import io.iotconnectivity.incident.Lately.Party;
import io.iotconnectivity.incident.Ticket;
import io.iotconnectivity.incident.Trouble;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The codec of a device's incident case: a {@linkplain RecordWriter sealed record} keyed by client id. Fields are in
 * ascending order, and some refer to earlier ones. Thread-safe.
 */
public final class DeviceCaseCodec {
    /** When the device was last heard of, or else the deadline; absent if there is neither. */
    private static final int BASE = 1;

    private static final int BASE_PART = 2;
    private static final int HEARD_SEQUENCE = 3;
    private static final int HEARD_AT = 4;
    private static final int DEADLINE = 5;
    private static final int TROUBLE = 6;
    private static final int TICKET = 7;
    private static final int STORM = 8;
    private static final int HELD = 9;
    private static final int FLAPPING = 10;
    private static final int CONFLICT = 11;
    private static final int DROP = 12;
    private static final int TAKE_OVER = 13;
    private static final int PARTY = 14;
    private static final int REFUSAL = 15;
    private static final int PAST = 16;
    private static final int ENDED = 17;
    private static final int DEAF = 18;

    private static final int PAST_GROUP = 1;
    private static final int PAST_INCIDENT = 2;

    private final StoredJson<DeviceCase> json = new StoredJson<>(DeviceCase.class);
    private final boolean strict;

    /**
     * @param strict whether to refuse what a later version has added
     */
    DeviceCaseCodec(boolean strict) {
        this.strict = strict;
    }

    /** Encodes a case for {@link #read}. */
    public byte[] write(DeviceCase device) {
        RecordWriter out = RecordWriter.sealed(device.client().value());
        Optional<Instant> base = device.heard().map(Heard::at).or(device::deadline);
        if (base.isPresent()) {
            out.base(BASE, base.get());
        }
        if (device.heard().isPresent()) {
            out.sequence(HEARD_SEQUENCE, device.heard().get().sequence());
            out.moment(HEARD_AT, device.heard().get().at());
        }
        out.moment(DEADLINE, device.deadline());
        String troubleId = null;
        if (device.trouble().isPresent()) {
            troubleId = device.trouble().get().id();
            TroubleFields.write(out, TROUBLE, device.trouble().get());
        }
        write(out, TICKET, device.ticket(), troubleId);
        out.text(STORM, device.storm());
        if (device.held().isPresent()) {
            TroubleFields.write(out, HELD, device.held().get());
        }
        write(out, FLAPPING, device.flapping(), null);
        write(out, CONFLICT, device.conflict(), null);
        Lately lately = device.lately();
        out.moments(DROP, lately.drops());
        out.moments(TAKE_OVER, lately.takeOvers());
        for (Party party : lately.parties()) {
            TroubleFields.write(out, PARTY, party);
        }
        out.moments(REFUSAL, lately.refusals());
        if (device.past().isPresent()) {
            int begun = out.begin(PAST);
            out.text(PAST_GROUP, device.past().get().group());
            out.text(PAST_INCIDENT, device.past().get().incidentId());
            out.end(begun);
        }
        out.text(ENDED, device.ended());
        if (device.deaf().isPresent()) {
            DeafFields.write(out, DEAF, device.deaf().get());
        }
        return out.seal(device.client().value());
    }

    private static void write(RecordWriter out, int field, Optional<Ticket> ticket, String troubleId) {
        if (ticket.isPresent()) {
            TicketFields.write(out, field, ticket.get(), troubleId);
        }
    }

    /**
     * Decodes the case of this device. Also reads what earlier versions have written.
     *
     * @throws MalformedRecord if it is damaged, or belongs to another device
     */
    public DeviceCase read(ClientId client, byte[] stored) {
        if (StoredForm.isJson(stored)) {
            DeviceCase read = StoredForm.ofJson(json, stored, this::write);
            if (!client.equals(read.client())) {
                throw new MalformedRecord("it is about another device");
            }
            return read;
        }
        return StoredForm.reading(() -> read(client, RecordReader.sealed(client.value(), stored, strict)));
    }

    private static DeviceCase read(ClientId client, RecordReader in) {
        Long sequence = null;
        Instant heardAt = null;
        Optional<Instant> deadline = Optional.empty();
        Optional<Trouble> trouble = Optional.empty();
        Optional<Ticket> ticket = Optional.empty();
        Optional<String> storm = Optional.empty();
        Optional<Held> held = Optional.empty();
        Optional<Ticket> flapping = Optional.empty();
        Optional<Ticket> conflict = Optional.empty();
        List<Instant> drops = null;
        List<Instant> takeOvers = null;
        List<Party> parties = null;
        List<Instant> refusals = null;
        Optional<PastStorm> past = Optional.empty();
        Optional<String> ended = Optional.empty();
        Optional<Deafness> deaf = Optional.empty();
        while (in.next()) {
            switch (in.field()) {
                case BASE -> in.base();
                case BASE_PART -> in.basePart();
                case HEARD_SEQUENCE -> sequence = in.sequence();
                case HEARD_AT -> heardAt = in.moment();
                case DEADLINE -> deadline = Optional.of(in.moment());
                case TROUBLE -> trouble = Optional.of(TroubleFields.read(in));
                case TICKET ->
                    ticket = Optional.of(
                            TicketFields.read(in, trouble.map(Trouble::id).orElse(null)));
                case STORM -> storm = Optional.of(in.text());
                case HELD -> held = Optional.of(TroubleFields.readHeld(in));
                case FLAPPING -> flapping = Optional.of(TicketFields.read(in, null));
                case CONFLICT -> conflict = Optional.of(TicketFields.read(in, null));
                case DROP -> drops = with(drops, in.moment());
                case TAKE_OVER -> takeOvers = with(takeOvers, in.moment());
                case PARTY -> parties = with(parties, TroubleFields.readParty(in));
                case REFUSAL -> refusals = with(refusals, in.moment());
                case PAST -> past = Optional.of(readPast(in));
                case ENDED -> ended = Optional.of(in.text());
                case DEAF -> deaf = Optional.of(DeafFields.read(in));
                default -> in.skip();
            }
        }
        Optional<Heard> heard = sequence == null
                ? Optional.empty()
                : Optional.of(new Heard(sequence, RecordReader.required(heardAt, "time of the latest event")));
        boolean nothing = drops == null && takeOvers == null && parties == null && refusals == null;
        return new DeviceCase(
                client,
                Coverage.of(trouble, ticket, storm, held),
                flapping,
                conflict,
                nothing ? Lately.NOTHING : new Lately(drops, takeOvers, parties, refusals),
                past,
                ended,
                deaf,
                heard,
                deadline);
    }

    private static PastStorm readPast(RecordReader in) {
        String group = null;
        String incidentId = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case PAST_GROUP -> group = in.text();
                case PAST_INCIDENT -> incidentId = in.text();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new PastStorm(
                RecordReader.required(group, "group of the storm"),
                RecordReader.required(incidentId, "id of the storm's incident"));
    }

    private static <T> List<T> with(List<T> some, T another) {
        List<T> more = some == null ? new ArrayList<>(4) : some;
        more.add(another);
        return more;
    }
}
