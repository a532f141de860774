package io.iotconnectivity.engine;

import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a ledger answers, as far as two engines that are told the same at slightly different times answer the same. */
public final class LedgerAnswers {
    private static final int PAGE = 7;
    private static final int ALL = 1_000;

    private LedgerAnswers() {}

    /** The answers to all questions, by question. */
    public static Map<String, Object> of(Ledger ledger) {
        Map<String, Object> answers = new TreeMap<>();
        answers.put("states", new TreeMap<>(ledger.devicesByState()));
        answers.put("reasons", new TreeMap<>(ledger.devicesByReason()));
        answers.put("groups", ledger.groups(PAGE));
        for (String order : List.of("clientId", "-clientId", "state", "reason")) {
            answers.put("devices by " + order, devices(ledger, DeviceQuery.ALL.sortedBy(DeviceOrder.of(order))));
        }
        for (Verdict verdict : Verdict.values()) {
            answers.put("those " + verdict, devices(ledger, DeviceQuery.ALL.withState(Optional.of(verdict))));
        }
        answers.put(
                "those that were lost", devices(ledger, DeviceQuery.ALL.withReason(Optional.of("CONNECTION_LOST"))));
        answers.put("those of site-1", devices(ledger, DeviceQuery.ALL.withGroup(Optional.of("site-1"))));
        answers.put("those with /1", devices(ledger, DeviceQuery.ALL.containing(Optional.of("/1"))));
        answers.put(
                "incidents",
                ledger
                        .incidents(new IncidentQuery(Optional.empty(), Optional.empty(), Optional.empty()), ALL)
                        .items()
                        .stream()
                        .map(incident -> incident.key()
                                + ' '
                                + incident.status()
                                + ' '
                                + incident.kind()
                                + ' '
                                + incident.deviceCount()
                                + ' '
                                + incident.downCount())
                        .sorted()
                        .toList());
        answers.put(
                "open incidents",
                ledger.incidents(
                                new IncidentQuery(Optional.of(IncidentStatus.OPEN), Optional.empty(), Optional.empty()),
                                1)
                        .total());
        answers.put("silences", ledger.silences().stream().map(Silence::id).toList());
        answers.put("silences that are off", ledger.silencesOff());
        answers.put(
                "dead letters",
                ledger.deadLetters(DeadLetterQuery.ALL, Optional.empty(), ALL).items().stream()
                        .map(letter -> letter.direction()
                                + ' '
                                + letter.origin()
                                + ' '
                                + letter.reason()
                                + ' '
                                + letter.topic()
                                + ' '
                                + letter.clientId()
                                + ' '
                                + letter.eventId()
                                + ' '
                                + letter.originalSize()
                                + ' '
                                + new String(letter.payload(), StandardCharsets.UTF_8))
                        .toList());
        for (Presence device : ledger.devices(DeviceQuery.ALL, ALL).items()) {
            ClientId client = device.client();
            answers.put("group of " + client, ledger.group(client));
            Page<Event> events = ledger.events(client, Optional.empty(), ALL);
            answers.put(
                    "events of " + client,
                    events.total() + " "
                            + events.items().stream()
                                    .map(event -> event.type().shortName())
                                    .toList());
            answers.put(
                    "distinct events of " + client,
                    events.items().stream().map(Event::id).distinct().count());
            answers.put(
                    "decisions about " + client,
                    ledger.decisions(client, ALL).stream().map(Decision::what).toList());
        }
        return answers;
    }

    private static List<String> devices(Ledger ledger, DeviceQuery query) {
        List<String> found = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Presence> page = ledger.devices(query.after(next.map(DevicePlace::of)), PAGE);
            found.addAll(page.items().stream()
                    .map(device -> device.client().value() + ' ' + device.state() + ' '
                            + device.reason().map(Reason::name).orElse("-") + " of " + page.total())
                    .toList());
            next = page.next();
        } while (next.isPresent());
        return found;
    }

    /** Outages and recoveries in the history of the last hour. */
    public static String changes(Ledger ledger, Instant now) {
        List<FleetStep> steps = ledger.history(now.minus(Duration.ofHours(1)), now, Duration.ofMinutes(1));
        return steps.stream().collect(Collectors.summingLong(FleetStep::outages)) + " outages, "
                + steps.stream().collect(Collectors.summingLong(FleetStep::recoveries)) + " recoveries";
    }
}
