package io.iotconnectivity.engine;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.delivery.SinkStatus;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what the engine has stored. Never waits for steps in progress. */
public interface Ledger {
    /** The devices that {@link #each} reads in one go. */
    int AT_A_TIME = 500;

    /** Devices by verdict; verdicts that no device has are absent. */
    Map<Verdict, Long> devicesByState();

    /** Devices that are away, by reason; those with an unknown reason are omitted. */
    Map<String, Long> devicesByReason();

    /** Devices that are connected, but not subscribed to what they must be. */
    long deafDevices();

    /**
     * The groups with the most devices away, then the largest ones.
     *
     * @param most the maximum number of groups
     */
    List<GroupCount> groups(int most);

    /** The group that the device belongs to; empty if it has none or is unknown. */
    Optional<String> group(ClientId client);

    /**
     * Devices, page by page. Changes between pages move only the devices that changed.
     *
     * @param limit at least 1
     */
    Page<Presence> devices(DeviceQuery query, int limit);

    /** Passes on every device that the query finds, page by page. What changes meanwhile may be missed. */
    default void each(DeviceQuery query, Consumer<Presence> device) {
        Optional<DeviceQuery> next = Optional.of(query);
        while (next.isPresent()) {
            DeviceQuery asked = next.get();
            Page<Presence> page = devices(asked, AT_A_TIME);
            page.items().forEach(device);
            next = page.next().map(place -> asked.after(Optional.of(DevicePlace.of(place))));
        }
    }

    /**
     * The known ones of these devices.
     *
     * @param clients at most a few hundred
     */
    List<Presence> devices(Collection<ClientId> clients);

    /** When the latest AWS event was processed; empty if that is longer ago than redelivered events are recognised. */
    Optional<Instant> lastTakenIn();

    /** One device; empty if it is unknown. */
    Optional<Presence> device(ClientId client);

    /**
     * The events of one device, newest first.
     *
     * @param before only those older than the event with this id
     */
    Page<Event> events(ClientId client, Optional<String> before, int limit);

    /**
     * The position of the last event in the log, as known by this node; {@link LogPosition#BEGINNING} before the first.
     * Fast, without disk access.
     */
    LogPosition lastEvent();

    /**
     * The latest events in the log. Events of one device are in order on every node; nodes may order events of
     * different devices differently.
     *
     * @param most the maximum number of events
     */
    LogSlice latestEvents(int most);

    /**
     * All events after a position in the log, in the order of {@link #latestEvents}; events added during the call may
     * be omitted. The latest few thousand are served from memory.
     *
     * @param position may come from another node or an earlier run
     * @param most at least 1
     * @return empty if more than that many follow, or if this node does not know the position
     */
    Optional<List<LoggedEvent>> eventsAfter(LogPosition position, int most);

    /**
     * The events after a position in the log, oldest first; events added during the call may be omitted. If this node
     * does not know the position, or the events after it are no longer kept, the slice begins with the oldest event.
     *
     * @param position may come from another node or an earlier run
     * @param most the maximum number of events
     */
    LogSlice eventsFrom(LogPosition position, int most);

    /**
     * The history of the fleet, oldest first. Steps in which the engine did not run are missing.
     *
     * @param step whole minutes; steps begin at multiples of it since 1970
     */
    List<FleetStep> history(Instant from, Instant until, Duration step);

    /**
     * Dead letters, newest first. A page ends early when its payloads add up to megabytes.
     *
     * @param before only those older than this one
     */
    Page<DeadLetter> deadLetters(DeadLetterQuery query, Optional<LogPosition> before, int limit);

    /** Incidents as of their latest event, newest first. */
    Page<IncidentData> incidents(IncidentQuery query, int limit);

    /** One incident; empty if there never was one with this id, or it has been deleted. */
    Optional<IncidentData> incident(String incidentId);

    /** What was decided about incidents of a device, newest first. */
    List<Decision> decisions(ClientId client, int limit);

    /**
     * The results, at the sinks that report them, of delivering the events of a device and of its incidents, newest
     * first.
     */
    List<Sent> sent(ClientId client, int limit);

    /** The results of delivering the events of an incident, newest first. */
    List<Sent> sent(String incidentId, int limit);

    /** The silences that have not ended, ordered by end, without disabled ones. */
    List<Silence> silences();

    /** The silences that have not ended but are disabled, ordered by end. */
    List<SilenceOff> silencesOff();

    /**
     * The status of each sink, ordered by name. What counts deliveries and waiting events covers what this node
     * delivers.
     */
    List<SinkStatus> sinks();

    /**
     * One page of a list.
     *
     * @param total the number of entries on all pages
     * @param next the token for the next page; absent on the last one
     */
    record Page<T>(List<T> items, long total, Optional<String> next) {}
}
