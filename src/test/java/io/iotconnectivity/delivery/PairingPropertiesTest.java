package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever fails, however often the process ends, and whatever the filter says in between: a sink is told the end of exactly the
 * incidents that it was told of, and nothing that is told again and again is told behind its end.
 */
class PairingPropertiesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final int INCIDENTS = 5;
    private static final int MOST_ATTEMPTS = 4;

    @Property(tries = 1000)
    void everyOpeningThatReachedTheSinkHasItsEndAndNoEndIsToldWithoutOne(@ForAll Random random) {
        World world = new World(random);
        for (int i = 0; i < 400; i++) {
            world.act();
        }
        world.settle();

        for (int n = 0; n < INCIDENTS; n++) {
            world.check("i" + n);
        }
    }

    private static final class World {
        private final Random random;
        private final Map<String, Integer> told = new HashMap<>();
        private final List<Logged> log = new ArrayList<>();
        private final Set<String> over = new HashSet<>();
        /** What arrived at the sink, in order, and what may have. */
        private final List<Event> arrived = new ArrayList<>();

        private final Set<String> uncertain = new HashSet<>();
        /** Settings change in good order only: what a crash leaves in doubt is judged by the filter that then holds. */
        private final boolean crashes;

        private boolean filtered;

        private boolean crashed;

        private long cursor;
        private long reach;
        private final Map<Long, PendingRow> rows = new TreeMap<>();
        private final Map<String, Receipt> tickets = new HashMap<>();
        private final Map<String, Repetition> repetitions = new HashMap<>();
        private Repeats repeats;
        private final Map<String, Set<Sent.Result>> sent = new HashMap<>();
        private final Set<String> lost = new HashSet<>();

        private Instant now = START;
        private Predicate<Event> filter = event -> true;
        private SinkQueue queue;
        private long durableReach;
        private final List<SubjectQueue> underWay = new ArrayList<>();
        private final List<SubjectQueue> unnoted = new ArrayList<>();

        World(Random random) {
            this.random = random;
            this.crashes = random.nextBoolean();
            start();
        }

        private void start() {
            underWay.clear();
            unnoted.clear();
            Sink sink = new Sink("s", filter, MOST_ATTEMPTS, 4, Optional.empty());
            SubjectQueues subjects = new SubjectQueues(cursor, Math.min(reach, log.size()));
            rows.forEach((seq, row) -> subjects.restore(new SinkState.Pending(log.get((int) (seq - 1)), row), now));
            durableReach = reach;
            repeats = new Repeats(new HashMap<>(repetitions), now);
            queue = new SinkQueue(
                    sink,
                    subjects,
                    new OpenTickets(sink, new HashMap<>(tickets), event -> over.contains(id(event))),
                    repeats,
                    new DeliveryCounts("s", new SinkMeters(new SimpleMeterRegistry(), "s")));
        }

        void act() {
            switch (random.nextInt(12)) {
                case 0, 1 -> tell();
                case 2, 3 -> read();
                case 4, 5 -> take();
                case 6, 7 -> come(random.nextInt(5));
                case 8 -> now = now.plus(Duration.ofSeconds(random.nextInt(30)));
                case 9, 10 -> note();
                default -> end();
            }
        }

        private void tell() {
            String incident = "i" + random.nextInt(INCIDENTS);
            int sequence = told.merge(incident, 1, Integer::sum);
            if (sequence == 1) {
                append(SampleIncidents.opened(incident, now));
            } else if (!over.contains(incident)) {
                if (random.nextInt(3) == 0) {
                    over.add(incident);
                    append(SampleIncidents.resolved(incident, sequence, now));
                } else {
                    append(SampleIncidents.updated(incident, sequence, now));
                }
            }
        }

        private void append(Event event) {
            log.add(new Logged(log.size() + 1, event));
        }

        private void read() {
            long next = queue.subjects().readUpTo();
            if (next < log.size()) {
                queue.read(log.get((int) next), now);
            }
        }

        private void take() {
            queue.next(now).or(() -> queue.nextRepeat(now)).ifPresent(subject -> {
                if (subject.repeating.isPresent()) {
                    underWay.add(subject);
                    return;
                }
                boolean waits = queue.prepare(subject, durableReach, now);
                (waits ? unnoted : underWay).add(subject);
            });
        }

        private void come(int outcome) {
            if (underWay.isEmpty()) {
                return;
            }
            SubjectQueue subject = underWay.remove(random.nextInt(underWay.size()));
            if (subject.repeating.isPresent()) {
                comeAgain(subject, outcome);
                return;
            }
            Event event = subject.first().event;
            switch (outcome) {
                case 0 -> queue.failed(subject, failed(Attempt.Result.FAILED, false), now);
                case 1 -> {
                    uncertain.add(event.id());
                    if (random.nextBoolean()) {
                        arrived.add(event);
                    }
                    queue.failed(subject, failed(Attempt.Result.FAILED, true), now);
                }
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        boolean maybe = random.nextBoolean();
                        if (maybe) {
                            uncertain.add(event.id());
                            arrived.add(event);
                        }
                        queue.failed(subject, failed(Attempt.Result.HOPELESS, maybe), now);
                    } else {
                        underWay.add(subject);
                    }
                }
                default -> {
                    arrived.add(event);
                    queue.delivered(subject, receipt(event), now);
                }
            }
        }

        private void comeAgain(SubjectQueue subject, int outcome) {
            Event event = subject.repeating.orElseThrow().event();
            if (outcome < 3) {
                queue.notRepeated(subject, failed(Attempt.Result.FAILED, true), now);
                return;
            }
            assertThat(arrived)
                    .as("told again is what has been told, and not behind its end")
                    .contains(event)
                    .noneMatch(other -> other.type() == EventType.INCIDENT_RESOLVED
                            && id(other).equals(id(event)));
            queue.repeated(subject, receipt(event), now);
        }

        private static Receipt receipt(Event event) {
            return new Receipt(Optional.of(event.id()), Optional.empty(), Optional.of(Duration.ofSeconds(20)));
        }

        private static Attempt failed(Attempt.Result result, boolean maybe) {
            return new Attempt(result, Receipt.NONE, "no", Optional.empty(), false, maybe);
        }

        private void note() {
            SubjectQueues subjects = queue.subjects();
            note(subjects.change(now).orElseGet(subjects::nothing), Math.max(durableReach, subjects.readUpTo() + 3));
            subjects.saved();
            durableReach = reach;
            underWay.addAll(unnoted);
            unnoted.clear();
        }

        private void note(UnsavedProgress.Change change, long upTo) {
            cursor = change.cursor();
            reach = upTo;
            change.rows()
                    .forEach((seq, row) -> row.ifPresentOrElse(kept -> rows.put(seq, kept), () -> rows.remove(seq)));
            change.tickets()
                    .forEach((ticket, kept) -> kept.ifPresentOrElse(receipt -> tickets.put(ticket, receipt), () -> {
                        tickets.remove(ticket);
                        repetitions.remove(ticket);
                    }));
            repeats.change()
                    .forEach((ticket, kept) -> kept.ifPresentOrElse(
                            what -> repetitions.put(ticket, what), () -> repetitions.remove(ticket)));
            for (Completion completion : change.completions()) {
                completion.lost().ifPresent(letter -> lost.add(letter.event().id()));
                completion.sent().ifPresent(what -> sent.computeIfAbsent(what.eventId(), id -> new HashSet<>())
                        .add(what.result()));
            }
        }

        private void end() {
            switch (random.nextInt(8)) {
                case 0 -> {
                    if (crashes) {
                        crash();
                    }
                }
                case 1 -> {
                    stop();
                    int wanted = crashes ? 3 : random.nextInt(4);
                    filtered |= wanted != 3;
                    filter = switch (wanted) {
                        case 0 -> event -> false;
                        case 1 -> event -> event.type() != EventType.INCIDENT_OPENED;
                        case 2 -> event -> event.type() == EventType.INCIDENT_OPENED;
                        default -> event -> true;
                    };
                    start();
                }
                default -> {}
            }
        }

        /** Calls that are under way may arrive, and nobody hears of it. */
        private void crash() {
            crashed = true;
            for (SubjectQueue subject : underWay) {
                if (subject.repeating.isEmpty() && random.nextBoolean()) {
                    arrived.add(subject.first().event);
                }
            }
            start();
        }

        private void stop() {
            unnoted.forEach(subject -> queue.subjects().undone(subject, now));
            unnoted.clear();
            while (!underWay.isEmpty()) {
                SubjectQueue subject = underWay.remove(0);
                if (subject.repeating.isPresent()) {
                    queue.notRepeated(subject, failed(Attempt.Result.FAILED, true), now);
                    continue;
                }
                uncertain.add(subject.first().event.id());
                if (random.nextBoolean()) {
                    arrived.add(subject.first().event);
                }
                queue.undone(subject, failed(Attempt.Result.FAILED, true), now);
            }
            SubjectQueues subjects = queue.subjects();
            subjects.parkInDoubt();
            note(subjects.change(now).orElseGet(subjects::nothing), subjects.inDoubtUpTo());
        }

        /** Everything goes well from now on. */
        void settle() {
            for (int n = 0; n < INCIDENTS; n++) {
                if (told.containsKey("i" + n) && over.add("i" + n)) {
                    append(SampleIncidents.resolved("i" + n, told.merge("i" + n, 1, Integer::sum), now));
                }
            }
            for (int i = 0; i < 1000 && (cursor < log.size() || !rows.isEmpty()); i++) {
                now = now.plus(Duration.ofMinutes(2));
                read();
                take();
                note();
                while (!underWay.isEmpty()) {
                    come(4);
                }
                note();
            }
            assertThat(rows).isEmpty();
            assertThat(cursor).isEqualTo(log.size());
        }

        void check(String incident) {
            List<Event> all =
                    arrived.stream().filter(event -> id(event).equals(incident)).toList();
            List<Event> ends = all.stream()
                    .filter(event -> event.type() == EventType.INCIDENT_RESOLVED)
                    .toList();
            List<Event> begins = all.stream()
                    .filter(event -> event.type() != EventType.INCIDENT_RESOLVED)
                    .toList();
            List<String> of = log.stream()
                    .map(Logged::event)
                    .filter(event -> id(event).equals(incident))
                    .map(Event::id)
                    .toList();
            if (of.isEmpty()) {
                return;
            }
            String last = of.get(of.size() - 1);
            if (!begins.isEmpty()) {
                assertThat(!ends.isEmpty() || lost.contains(last))
                        .as("%s was told to the sink, so its end is too: %s", incident, all)
                        .isTrue();
            }
            if (!ends.isEmpty()) {
                assertThat(all.subList(all.indexOf(ends.get(0)), all.size()))
                        .as("nothing but its end is told after the end of %s", incident)
                        .allMatch(event -> event.type() == EventType.INCIDENT_RESOLVED);
                boolean mayHaveBegun = crashed || of.stream().anyMatch(uncertain::contains);
                assertThat(all.get(0).type() != EventType.INCIDENT_RESOLVED || mayHaveBegun)
                        .as("the end of %s is told after its begin: %s", incident, all)
                        .isTrue();
            }
            if (tickets.containsKey(incident)) {
                assertThat(lost).as("what is kept waits for its lost end").contains(last);
            }
            if (!filtered) {
                Set<String> ids = all.stream().map(Event::id).collect(Collectors.toSet());
                assertThat(of)
                        .allMatch(id -> ids.contains(id)
                                || lost.contains(id)
                                || sent.getOrDefault(id, Set.of()).contains(Sent.Result.DROPPED));
            }
        }

        private static String id(Event event) {
            return event.data().incident().orElseThrow();
        }
    }
}
