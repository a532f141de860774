package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.webhook.Desk;
import io.iotconnectivity.webhook.Desk.Luck;
import io.iotconnectivity.webhook.Vendor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever is refused, lost, accepted without a response or answered by something else, and however often the process ends: an incident that
 * is serious enough for a target has one open ticket there, and one that is over has none.
 */
class TicketsOfVendorsPropertiesTest {
    private static final CloudEvents CODEC = new CloudEvents("iot-connectivity/test");
    private static final int INCIDENTS = 3;

    private record Case(String format, Map<String, String> options, Supplier<Vendor> vendor) {}

    private static final List<Case> CASES = List.of(
            new Case("pagerduty", Map.of("routing-key", "k"), Vendor::pagerDuty),
            new Case("servicenow", Map.of(), Vendor::serviceNow),
            new Case("alertmanager", Map.of(), Vendor::alertmanager),
            new Case("teams", Map.of(), Vendor::teams),
            new Case("slack", Map.of("token", "k", "channel", "C1"), Vendor::slack),
            new Case("opsgenie", Map.of("api-key", "k"), Vendor::alerts),
            new Case("opsgenie", Map.of("api-key", "k", "look-ups", "1"), Vendor::alerts),
            new Case("jsm", Map.of("api-key", "k"), Vendor::alerts),
            new Case("jsm", Map.of("cloud-id", "c"), Vendor::alerts),
            new Case("jira", Map.of("project", "OPS"), Vendor::jira),
            new Case("jira", Map.of("project", "OPS", "data-center", "true"), Vendor::jira));

    /** Each vendor in memory tells an end from a begin, however the payload file words them. */
    @Example
    void whereNothingGoesWrongTheTicketIsOpenAndThenItIsNot() {
        for (Case target : CASES) {
            World world = new World(target, new Random(0));
            world.luckIsGood = true;
            world.append(EventType.INCIDENT_OPENED, "i0", Severity.CRITICAL);
            world.checkOpen();
            world.checkOver();
            assertThat(world.delivered).as(target.format()).containsExactlyInAnyOrder("i0-1", "i0-2", "i0-3");
        }
    }

    @Property(tries = 10)
    void openIncidentHasOneOpenTicketAndOneThatIsOverHasNone(@ForAll Random random) {
        for (Case target : CASES) {
            World world = new World(target, random);
            for (int i = 0; i < 80; i++) {
                world.act();
            }
            world.checkOpen();
            world.checkOver();
        }
    }

    private static final class World {
        private final String format;
        private final Random random;
        private final Vendor vendor;
        private final Desk desk;
        private final boolean onlyCritical;
        private boolean luckIsGood;

        private final List<Logged> log = new ArrayList<>();
        private final Map<String, Integer> told = new HashMap<>();
        private final Set<String> over = new HashSet<>();
        private final Set<String> lost = new HashSet<>();
        private final Set<String> delivered = new HashSet<>();

        private long cursor;
        private long reach;
        private final Map<Long, PendingRow> rows = new TreeMap<>();
        private final Map<String, Receipt> tickets = new HashMap<>();
        private Instant now = Instant.parse("2026-11-23T10:00:00Z");
        private SinkQueue queue;
        private final List<SubjectQueue> underWay = new ArrayList<>();
        private final List<SubjectQueue> unnoted = new ArrayList<>();

        World(Case target, Random random) {
            this.format = target.format();
            this.random = random;
            this.vendor = target.vendor().get();
            this.desk = new Desk(format, target.options(), vendor, this::luck);
            this.onlyCritical = random.nextBoolean();
            start();
        }

        private Luck luck() {
            return luckIsGood || random.nextInt(3) > 0
                    ? Luck.GOOD
                    : Luck.values()[random.nextInt(Luck.values().length)];
        }

        private void start() {
            underWay.clear();
            unnoted.clear();
            Sink sink = new Sink("s", this::wants, 3, 4, Optional.empty());
            SubjectQueues subjects = new SubjectQueues(cursor, Math.min(reach, log.size()));
            rows.values().forEach(row -> subjects.restore(row, now));
            queue = new SinkQueue(
                    sink,
                    subjects,
                    new OpenTickets(sink, new HashMap<>(tickets), event -> over.contains(id(event))),
                    new Repeats(Map.of(), now),
                    new DeliveryCounts("s", new SinkMeters(new SimpleMeterRegistry(), "s")));
        }

        private boolean wants(Event event) {
            return !onlyCritical || event.data().severity().orElseThrow() == Severity.CRITICAL;
        }

        void act() {
            switch (random.nextInt(10)) {
                case 0, 1 -> tell();
                case 2, 3 -> read();
                case 4 -> take();
                case 5, 6 -> come();
                case 7 -> now = now.plus(Duration.ofSeconds(random.nextInt(60)));
                case 8 -> note();
                default -> {
                    if (random.nextInt(4) == 0) {
                        crash();
                    }
                }
            }
        }

        private void tell() {
            String incident = "i" + random.nextInt(INCIDENTS);
            if (!told.containsKey(incident)) {
                append(EventType.INCIDENT_OPENED, incident, Severity.WARNING);
            } else if (!over.contains(incident)) {
                append(
                        random.nextInt(4) == 0 ? EventType.INCIDENT_RESOLVED : EventType.INCIDENT_UPDATED,
                        incident,
                        random.nextBoolean() ? Severity.WARNING : Severity.CRITICAL);
            }
        }

        private void append(EventType type, String incident, Severity severity) {
            int sequence = told.merge(incident, 1, Integer::sum);
            Event event =
                    switch (type) {
                        case INCIDENT_OPENED -> SampleIncidents.opened(incident, now);
                        case INCIDENT_UPDATED -> SampleIncidents.updated(incident, sequence, now);
                        default -> SampleIncidents.resolved(incident, sequence, now);
                    };
            if (type == EventType.INCIDENT_RESOLVED) {
                over.add(incident);
            }
            IncidentData data = event.incident().orElseThrow();
            log.add(new Logged(
                    log.size() + 1,
                    new Event(
                            event.id(),
                            type,
                            event.subject(),
                            now,
                            new IncidentData(
                                    data.incidentId(),
                                    data.key(),
                                    data.kind(),
                                    data.status(),
                                    Optional.of(severity),
                                    data.title(),
                                    data.openedAt(),
                                    data.since(),
                                    data.resolvedAt(),
                                    data.resolution(),
                                    data.mergedInto(),
                                    data.group(),
                                    data.deviceCount(),
                                    data.downCount(),
                                    data.devices(),
                                    data.cause(),
                                    data.reason(),
                                    data.advice(),
                                    sequence))));
        }

        private void read() {
            long next = queue.subjects().readUpTo();
            if (next < log.size()) {
                queue.read(log.get((int) next), now);
            }
        }

        private void take() {
            queue.next(now)
                    .ifPresent(subject -> (queue.prepare(subject, reach, now) ? unnoted : underWay).add(subject));
        }

        private void come() {
            if (underWay.isEmpty()) {
                return;
            }
            SubjectQueue subject = underWay.remove(0);
            Event event = subject.first().event;
            Attempt outcome = attempt(subject);
            if (outcome.delivered()) {
                delivered.add(event.id());
                queue.delivered(subject, outcome.receipt(), now);
            } else {
                queue.failed(subject, outcome, now);
            }
        }

        private Attempt attempt(SubjectQueue subject) {
            PendingEvent first = subject.first();
            return Attempt.at(
                    (events, attempt, kept) -> desk.deliver(
                            first.event.id(),
                            new String(CODEC.write(first.event), StandardCharsets.UTF_8),
                            attempt,
                            kept),
                    List.of(first.event),
                    first.attempt(),
                    queue.kept(first.event),
                    Optional.empty());
        }

        private void crash() {
            underWay.stream().filter(subject -> random.nextBoolean()).forEach(this::attempt);
            start();
        }

        private void note() {
            SubjectQueues subjects = queue.subjects();
            UnsavedProgress.Change change = subjects.change(now).orElseGet(subjects::nothing);
            cursor = change.cursor();
            reach = Math.max(reach, subjects.readUpTo() + 3);
            change.rows()
                    .forEach((seq, row) -> row.ifPresentOrElse(kept -> rows.put(seq, kept), () -> rows.remove(seq)));
            change.tickets()
                    .forEach((ticket, kept) -> kept.ifPresentOrElse(
                            receipt -> tickets.put(ticket, receipt), () -> tickets.remove(ticket)));
            for (Completion completion : change.completions()) {
                completion.lost().ifPresent(letter -> lost.add(letter.event().id()));
            }
            subjects.saved();
            underWay.addAll(unnoted);
            unnoted.clear();
        }

        private void settle() {
            luckIsGood = true;
            for (int i = 0; i < 300 && (cursor < log.size() || !rows.isEmpty()); i++) {
                now = now.plus(Duration.ofMinutes(2));
                read();
                take();
                note();
                while (!underWay.isEmpty()) {
                    come();
                }
                note();
            }
            assertThat(rows).isEmpty();
            assertThat(cursor).isEqualTo(log.size());
        }

        /** Each incident that is open becomes critical, if it is not. */
        void checkOpen() {
            List<String> open = told.keySet().stream()
                    .filter(incident -> !over.contains(incident))
                    .toList();
            open.forEach(incident -> append(EventType.INCIDENT_UPDATED, incident, Severity.CRITICAL));
            settle();
            open.forEach(incident -> assertThat(vendor.open(incident))
                    .as("%s: %s is open: %s", format, incident, story(incident))
                    .isEqualTo(1));
        }

        void checkOver() {
            told.keySet().stream()
                    .filter(incident -> !over.contains(incident))
                    .toList()
                    .forEach(incident -> append(EventType.INCIDENT_RESOLVED, incident, Severity.CRITICAL));
            settle();
            told.forEach((incident, last) -> {
                if (!lost.contains(incident + "-" + last)) {
                    assertThat(vendor.open(incident))
                            .as("%s: %s is over: %s", format, incident, story(incident))
                            .isZero();
                }
            });
        }

        private List<String> story(String incident) {
            return log.stream()
                    .map(Logged::event)
                    .filter(event -> id(event).equals(incident))
                    .map(event -> event.type().shortName() + " "
                            + event.data().severity().orElseThrow().word()
                            + (delivered.contains(event.id()) ? " delivered" : "")
                            + (lost.contains(event.id()) ? " lost" : ""))
                    .toList();
        }

        private static String id(Event event) {
            return event.data().incident().orElseThrow();
        }
    }
}
