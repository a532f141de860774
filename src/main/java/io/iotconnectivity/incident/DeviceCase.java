package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the incident machine holds of one device.
 *
 * <p>A trouble is told of by exactly one of these: an incident of the device's own, the storm of its group, or the incident
 * that the device comes and goes; or it is held back.
 *
 * @param trouble what is wrong with it now and worth an incident
 * @param ticket the incident of its own that tells of the trouble
 * @param storm the group whose storm the trouble is part of
 * @param held why no incident tells of the trouble yet
 * @param flapping the incident that it comes and goes
 * @param conflict the incident that differing clients use its id
 * @param lately what happened to it
 * @param past the latest storm that it was part of, while that may go on
 * @param ended the outage that goes on although the incident of it is over, because it turned out to be worth none
 * @param heard the latest event that changed any of this, to recognise one that comes again
 * @param deadline when the machine wants to be asked again
 */
public record DeviceCase(
        ClientId client,
        Optional<Trouble> trouble,
        Optional<Ticket> ticket,
        Optional<String> storm,
        Optional<Held> held,
        Optional<Ticket> flapping,
        Optional<Ticket> conflict,
        Lately lately,
        Optional<PastStorm> past,
        Optional<String> ended,
        Optional<Heard> heard,
        Optional<Instant> deadline) {

    public DeviceCase {
        trouble = orEmpty(trouble);
        ticket = orEmpty(ticket);
        storm = orEmpty(storm);
        held = orEmpty(held);
        flapping = orEmpty(flapping);
        conflict = orEmpty(conflict);
        lately = lately == null ? Lately.NOTHING : lately;
        past = orEmpty(past);
        ended = orEmpty(ended);
        heard = orEmpty(heard);
        deadline = orEmpty(deadline);
    }

    /** A storm that a device was part of. */
    public record PastStorm(String group, String incidentId) {}

    /**
     * An event of the device.
     *
     * @param sequence of the event
     * @param at when we took it in
     */
    public record Heard(long sequence, Instant at) {}

    /** Nothing is held of the device. */
    public static DeviceCase none(ClientId client) {
        return new DeviceCase(
                client,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Lately.NOTHING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether nothing is held, so that nothing need be stored. */
    public boolean isNone() {
        return equals(none(client));
    }

    /** The trouble with nothing that tells of it, which only a step in the making may leave so. */
    DeviceCase uncovered(Trouble now) {
        return new DeviceCase(
                client,
                Optional.of(now),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                flapping,
                conflict,
                lately,
                past,
                ended,
                heard,
                deadline);
    }

    DeviceCase well() {
        return new DeviceCase(
                client,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                flapping,
                conflict,
                lately,
                past,
                ended,
                heard,
                deadline);
    }

    DeviceCase with(Trouble changed) {
        return new DeviceCase(
                client,
                Optional.of(changed),
                ticket,
                storm,
                held,
                flapping,
                conflict,
                lately,
                past,
                ended,
                heard,
                deadline);
    }

    DeviceCase withTicket(Ticket open) {
        return new DeviceCase(
                client,
                trouble,
                Optional.of(open),
                storm,
                held,
                flapping,
                conflict,
                lately,
                past,
                ended,
                heard,
                deadline);
    }

    DeviceCase withStorm(String group, String incidentId) {
        PastStorm joined = new PastStorm(group, incidentId);
        return new DeviceCase(
                client,
                trouble,
                ticket,
                Optional.of(group),
                held,
                flapping,
                conflict,
                lately,
                Optional.of(joined),
                ended,
                heard,
                deadline);
    }

    DeviceCase with(Held by) {
        return new DeviceCase(
                client,
                trouble,
                ticket,
                storm,
                Optional.of(by),
                flapping,
                conflict,
                lately,
                past,
                ended,
                heard,
                deadline);
    }

    DeviceCase withFlapping(Optional<Ticket> open) {
        return new DeviceCase(
                client, trouble, ticket, storm, held, open, conflict, lately, past, ended, heard, deadline);
    }

    DeviceCase withConflict(Optional<Ticket> open) {
        return new DeviceCase(
                client, trouble, ticket, storm, held, flapping, open, lately, past, ended, heard, deadline);
    }

    DeviceCase with(Lately changed) {
        return new DeviceCase(
                client, trouble, ticket, storm, held, flapping, conflict, changed, past, ended, heard, deadline);
    }

    DeviceCase withPast(Optional<PastStorm> changed) {
        return new DeviceCase(
                client, trouble, ticket, storm, held, flapping, conflict, lately, changed, ended, heard, deadline);
    }

    DeviceCase withEnded(Optional<String> outage) {
        return new DeviceCase(
                client, trouble, ticket, storm, held, flapping, conflict, lately, past, outage, heard, deadline);
    }

    DeviceCase withHeard(Optional<Heard> latest) {
        return new DeviceCase(
                client, trouble, ticket, storm, held, flapping, conflict, lately, past, ended, latest, deadline);
    }

    DeviceCase withDeadline(Optional<Instant> next) {
        return new DeviceCase(
                client, trouble, ticket, storm, held, flapping, conflict, lately, past, ended, heard, next);
    }

    private static <T> Optional<T> orEmpty(Optional<T> stored) {
        // What was stored before there was such a thing has none.
        return stored == null ? Optional.empty() : stored;
    }
}
