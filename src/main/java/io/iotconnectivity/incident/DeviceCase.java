package io.iotconnectivity.incident;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.iotconnectivity.incident.Coverage.ByStorm;
import io.iotconnectivity.incident.Coverage.ByTicket;
import io.iotconnectivity.incident.Coverage.HeldBack;
import io.iotconnectivity.incident.Coverage.Uncovered;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the incident machine knows about one device.
 *
 * @param coverage the current trouble worth an incident, and what reports it
 * @param flapping its flapping incident
 * @param conflict the incident about different clients using its id
 * @param lately its recent history
 * @param past the latest storm that it was part of, while that or its trouble may continue
 * @param ended the outage that continues although its incident was resolved, because it turned out to be worth none
 * @param deaf that it is deaf, while it is worth an incident
 * @param heard the latest event that changed any of this, to recognise a duplicate
 * @param deadline when the machine must look at it again
 */
public record DeviceCase(
        ClientId client,
        @JsonIgnore Coverage coverage,
        Optional<Ticket> flapping,
        Optional<Ticket> conflict,
        Lately lately,
        Optional<PastStorm> past,
        Optional<String> ended,
        Optional<Deafness> deaf,
        Optional<Heard> heard,
        Optional<Instant> deadline) {

    public DeviceCase {
        flapping = orEmpty(flapping);
        conflict = orEmpty(conflict);
        lately = lately == null ? Lately.NOTHING : lately;
        past = orEmpty(past);
        ended = orEmpty(ended);
        deaf = orEmpty(deaf);
        heard = orEmpty(heard);
        deadline = orEmpty(deadline);
    }

    /** Creates a case from its stored form, with the parts of the coverage. */
    @JsonCreator
    static DeviceCase stored(
            @JsonProperty("client") ClientId client,
            @JsonProperty("trouble") Optional<Trouble> trouble,
            @JsonProperty("ticket") Optional<Ticket> ticket,
            @JsonProperty("storm") Optional<String> storm,
            @JsonProperty("held") Optional<Held> held,
            @JsonProperty("flapping") Optional<Ticket> flapping,
            @JsonProperty("conflict") Optional<Ticket> conflict,
            @JsonProperty("lately") Lately lately,
            @JsonProperty("past") Optional<PastStorm> past,
            @JsonProperty("ended") Optional<String> ended,
            @JsonProperty("deaf") Optional<Deafness> deaf,
            @JsonProperty("heard") Optional<Heard> heard,
            @JsonProperty("deadline") Optional<Instant> deadline) {
        Coverage coverage = Coverage.of(orEmpty(trouble), orEmpty(ticket), orEmpty(storm), orEmpty(held));
        return new DeviceCase(client, coverage, flapping, conflict, lately, past, ended, deaf, heard, deadline);
    }

    /** A case of a device that is not deaf. */
    public DeviceCase(
            ClientId client,
            Coverage coverage,
            Optional<Ticket> flapping,
            Optional<Ticket> conflict,
            Lately lately,
            Optional<PastStorm> past,
            Optional<String> ended,
            Optional<Heard> heard,
            Optional<Instant> deadline) {
        this(client, coverage, flapping, conflict, lately, past, ended, Optional.empty(), heard, deadline);
    }

    /** A storm that a device was part of. */
    public record PastStorm(String group, String incidentId) {}

    /**
     * An event of the device.
     *
     * @param sequence the sequence number of the event
     * @param at when it was processed
     */
    public record Heard(long sequence, Instant at) {}

    /** An empty case. */
    public static DeviceCase none(ClientId client) {
        return new DeviceCase(
                client,
                Coverage.WELL,
                Optional.empty(),
                Optional.empty(),
                Lately.NOTHING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether the case is empty, so that nothing needs to be stored. */
    public boolean isNone() {
        return equals(none(client));
    }

    /** The current trouble worth an incident. */
    @JsonProperty
    public Optional<Trouble> trouble() {
        return coverage.trouble();
    }

    /** Its own incident that reports the trouble. */
    @JsonProperty
    public Optional<Ticket> ticket() {
        return coverage instanceof ByTicket by ? Optional.of(by.ticket()) : Optional.empty();
    }

    /** The group whose storm the trouble is part of. */
    @JsonProperty
    public Optional<String> storm() {
        return coverage instanceof ByStorm by ? Optional.of(by.group()) : Optional.empty();
    }

    /** Why no incident reports the trouble yet. */
    @JsonProperty
    public Optional<Held> held() {
        return coverage instanceof HeldBack back ? Optional.of(back.by()) : Optional.empty();
    }

    /**
     * Distinguishes what the trouble begins now from what it began before: once a storm has been handed over, the same
     * trouble may begin another at what the clock, set back meanwhile, shows as the same moment.
     */
    String begins() {
        String id = trouble().orElseThrow().id();
        return past.map(storm -> id + '/' + storm.incidentId()).orElse(id);
    }

    /** The case with a trouble that nothing reports, unless the device is flapping: only allowed within a step. */
    DeviceCase uncovered(Trouble now) {
        return with(new Uncovered(now));
    }

    DeviceCase well() {
        return with(Coverage.WELL);
    }

    /** The case with updated trouble; what reports it stays. */
    DeviceCase with(Trouble changed) {
        return with(coverage.with(changed));
    }

    DeviceCase withTicket(Ticket open) {
        return with(new ByTicket(trouble().orElseThrow(), open));
    }

    DeviceCase withStorm(String group, String incidentId) {
        return with(new ByStorm(trouble().orElseThrow(), group))
                .withPast(Optional.of(new PastStorm(group, incidentId)));
    }

    DeviceCase with(Held by) {
        return with(new HeldBack(trouble().orElseThrow(), by));
    }

    private DeviceCase with(Coverage changed) {
        return new DeviceCase(client, changed, flapping, conflict, lately, past, ended, deaf, heard, deadline);
    }

    DeviceCase withFlapping(Optional<Ticket> open) {
        return new DeviceCase(client, coverage, open, conflict, lately, past, ended, deaf, heard, deadline);
    }

    DeviceCase withConflict(Optional<Ticket> open) {
        return new DeviceCase(client, coverage, flapping, open, lately, past, ended, deaf, heard, deadline);
    }

    DeviceCase with(Lately changed) {
        return new DeviceCase(client, coverage, flapping, conflict, changed, past, ended, deaf, heard, deadline);
    }

    DeviceCase withPast(Optional<PastStorm> changed) {
        return new DeviceCase(client, coverage, flapping, conflict, lately, changed, ended, deaf, heard, deadline);
    }

    DeviceCase withEnded(Optional<String> outage) {
        return new DeviceCase(client, coverage, flapping, conflict, lately, past, outage, deaf, heard, deadline);
    }

    DeviceCase withDeaf(Optional<Deafness> now) {
        return new DeviceCase(client, coverage, flapping, conflict, lately, past, ended, now, heard, deadline);
    }

    DeviceCase withHeard(Optional<Heard> latest) {
        return new DeviceCase(client, coverage, flapping, conflict, lately, past, ended, deaf, latest, deadline);
    }

    DeviceCase withDeadline(Optional<Instant> next) {
        return new DeviceCase(client, coverage, flapping, conflict, lately, past, ended, deaf, heard, next);
    }

    private static <T> Optional<T> orEmpty(Optional<T> stored) {
        // Cases stored before this field existed have none.
        return stored == null ? Optional.empty() : stored;
    }
}
