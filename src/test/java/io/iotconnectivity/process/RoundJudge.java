package io.iotconnectivity.process;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

import io.iotconnectivity.process.RoundFleet.Outage;
import io.iotconnectivity.process.RoundSink.Call;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what a sink was sent in a round with what was true. Pure. */
final class RoundJudge {
    private static final String OPENED = "incident.opened";
    private static final String RESOLVED = "incident.resolved";

    private final String sink;
    private final List<Call> calls;
    private final List<String> violations = new ArrayList<>();

    /**
     * @param sink its name
     * @param calls everything that it was sent, in this order
     */
    RoundJudge(String sink, List<Call> calls) {
        this.sink = sink;
        this.calls = calls;
    }

    /**
     * What is wrong.
     *
     * @param outages how many each device has had
     * @param incidents everything that had to become an incident
     * @param unknown the devices of which nobody can say what was true
     * @param maybe those of which this sink need not be told: they were over before it could be reached
     */
    List<String> violations(
            Map<String, Integer> outages, List<Outage> incidents, Set<Outage> maybe, Set<String> unknown) {
        violations.clear();
        oneBodyEach();
        List<Call> first = first().stream()
                .filter(call -> !unknown.contains(call.subject().replace("device/", "")))
                .toList();
        devices(first, outages);
        incidents(
                first,
                incidents.stream()
                        .filter(outage -> !unknown.containsAll(outage.devices()))
                        .toList(),
                maybe);
        return List.copyOf(violations);
    }

    /** How often it was sent an event that it had accepted before. */
    long repetitions() {
        return calls.stream().filter(Call::accepted).count() - first().size();
    }

    /** How often it refused one. */
    long refusals() {
        return calls.stream().filter(call -> !call.accepted()).count();
    }

    private void oneBodyEach() {
        Map<String, String> bodies = new HashMap<>();
        for (Call call : calls) {
            String body = bodies.putIfAbsent(call.id(), call.body());
            if (body != null && !body.equals(call.body())) {
                add("event " + call.id() + " has two bodies: " + body + " and " + call.body());
            }
        }
    }

    /** Each event where it was accepted for the first time. */
    private List<Call> first() {
        Map<String, Call> byId = new LinkedHashMap<>();
        calls.stream().filter(Call::accepted).forEach(call -> byId.putIfAbsent(call.id(), call));
        return List.copyOf(byId.values());
    }

    private void devices(List<Call> first, Map<String, Integer> outages) {
        Map<String, List<String>> told = first.stream()
                .filter(call -> call.type().startsWith("device."))
                .collect(groupingBy(
                        Call::subject, TreeMap::new, mapping(call -> call.type().replace("device.", ""), toList())));
        Set<String> all = new TreeSet<>(outages.keySet());
        all.addAll(told.keySet());
        for (String device : all) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < outages.getOrDefault(device, 0); i++) {
                expected.addAll(List.of("offline", "online"));
            }
            List<String> actual = told.getOrDefault(device, List.of());
            if (!actual.equals(expected)) {
                add(device + " was told as " + actual + " instead of " + expected);
            }
        }
    }

    private void incidents(List<Call> first, List<Outage> expected, Set<Outage> maybe) {
        Map<String, List<Call>> byIncident = first.stream()
                .filter(call -> call.type().startsWith("incident."))
                .collect(groupingBy(Call::incident, LinkedHashMap::new, toList()));
        byIncident.forEach(this::openedAndResolvedOnce);
        Map<String, Long> openings = new TreeMap<>();
        byIncident.values().stream()
                .map(events -> events.get(0))
                .filter(call -> call.type().equals(OPENED))
                .forEach(call -> openings.merge(call.subject(), 1L, Long::sum));
        Map<String, Integer> most = count(expected);
        Map<String, Integer> least = count(
                expected.stream().filter(outage -> !maybe.contains(outage)).toList());
        most.forEach((key, number) -> {
            long told = openings.getOrDefault(key, 0L);
            if (told > number || told < least.getOrDefault(key, 0)) {
                add(key + " was opened " + told + " times instead of " + number);
            }
        });
        byIncident.values().forEach(events -> isExpected(events, most.keySet()));
    }

    private static Map<String, Integer> count(Collection<Outage> outages) {
        Map<String, Integer> count = new TreeMap<>();
        outages.forEach(outage -> count.merge(outage.incident(), 1, Integer::sum));
        return count;
    }

    private void openedAndResolvedOnce(String incident, List<Call> events) {
        // An open ticket is updated whether or not the sink asks for it.
        List<String> types = events.stream().map(Call::type).collect(toCollection(ArrayList::new));
        types.subList(1, Math.max(1, types.size() - 1)).removeIf("incident.updated"::equals);
        if (!types.equals(List.of(OPENED, RESOLVED))) {
            add("incident " + incident + " of " + events.get(0).subject() + " was told as " + types);
        }
    }

    /** A storm may begin as incidents of its devices, which it takes over; a source may have been blind. */
    private void isExpected(List<Call> events, Set<String> expected) {
        Call last = events.get(events.size() - 1);
        boolean merged = last.resolution().equals("merged");
        if (!expected.contains(last.subject()) && !merged && !last.subject().startsWith("blind/")) {
            add("nothing that was to be told is " + last.subject() + ": " + last.body());
        }
    }

    private void add(String violation) {
        violations.add(sink + ": " + violation);
    }

    /** Who led while another instance did. */
    static List<String> rivals(List<LeadingTime> times) {
        List<LeadingTime> ordered =
                times.stream().sorted(Comparator.comparing(LeadingTime::from)).toList();
        List<String> rivals = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            for (LeadingTime later : ordered.subList(i + 1, ordered.size())) {
                if (ordered.get(i).overlaps(later)) {
                    rivals.add("two lead: " + ordered.get(i) + " and " + later);
                }
            }
        }
        return rivals;
    }
}
