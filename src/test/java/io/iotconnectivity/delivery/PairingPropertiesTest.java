package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.signal.Hours;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever fails, however often a process ends or loses a partition, and however the filter changes: a sink receives
 * the end of exactly the incidents whose opening it received, and nothing is repeated after the end.
 */
class PairingPropertiesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final int INCIDENTS = 5;
    private static final int MOST_ATTEMPTS = 4;
    private static final String SINK = "s";

    /** Ten o'clock is within them. */
    private static final Hours HOURS = Hours.of("00:00-10:02, 10:03-10:04, 10:06-24:00");

    private static final Duration REPEAT_EVERY = Duration.ofSeconds(40);

    @Property(tries = 1000)
    void everyOpeningThatReachedTheSinkHasItsEndAndNoEndIsToldWithoutOne(@ForAll Random random) {
        check(new World(random, false));
    }

    /** Settings change with every clean stop. */
    @Property(tries = 1000)
    void hoursAndRemindersChangeNoPairingAndNoReminderOutlivesItsIncident(@ForAll Random random) {
        check(new World(random, true));
    }

    private static void check(World world) {
        for (int i = 0; i < 400; i++) {
            world.act();
        }
        world.settle();

        for (int n = 0; n < INCIDENTS; n++) {
            world.check("i" + n);
        }
    }

    /** A sink whose partitions have a worker each. */
    private static final class World {
        private final Random random;
        private final Map<String, Integer> told = new HashMap<>();
        private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();
        private final Set<String> over = new HashSet<>();
        /** What arrived at the sink, in order, and what may have. */
        private final List<Event> arrived = new ArrayList<>();

        private final Set<String> uncertain = new HashSet<>();
        /**
         * Settings change only after a clean stop: what a crash leaves in doubt is judged by the filter that is set
         * afterwards.
         */
        private final boolean crashes;

        /** Whether the sink has hours and reminders at times. */
        private final boolean routes;

        private Telling telling = Telling.AT_ONCE;
        /** When the sink last accepted an event of each incident for certain. */
        private final Map<String, Instant> accepted = new HashMap<>();

        private boolean filtered;

        private boolean crashed;

        private Instant now = START;
        private Predicate<Event> filter = event -> true;
        private final Worker[] workers = new Worker[InMemoryDeliveryStore.PARTITIONS];

        World(Random random, boolean routes) {
            this.random = random;
            this.routes = routes;
            this.crashes = random.nextBoolean();
            startAll();
        }

        private void startAll() {
            telling = routes
                    ? new Telling(
                            Optional.of(HOURS).filter(set -> random.nextInt(4) > 0),
                            Optional.of(REPEAT_EVERY).filter(set -> random.nextInt(4) > 0))
                    : Telling.AT_ONCE;
            for (int i = 0; i < workers.length; i++) {
                workers[i] = new Worker(i);
            }
        }

        void act() {
            Worker worker = workers[random.nextInt(workers.length)];
            switch (random.nextInt(12)) {
                case 0, 1 -> tell();
                case 2, 3 -> worker.read();
                case 4, 5 -> worker.take();
                case 6, 7 -> worker.come(random.nextInt(5));
                case 8 -> now = now.plus(Duration.ofSeconds(random.nextInt(30)));
                case 9, 10 -> worker.note();
                default -> end();
            }
        }

        private void tell() {
            String incident = "i" + random.nextInt(INCIDENTS);
            int sequence = told.merge(incident, 1, Integer::sum);
            if (sequence == 1) {
                store.tell(SampleIncidents.opened(incident, now));
            } else if (!over.contains(incident)) {
                if (random.nextInt(3) == 0) {
                    over.add(incident);
                    store.end(incident);
                    store.tell(SampleIncidents.resolved(incident, sequence, now));
                } else {
                    store.tell(SampleIncidents.updated(incident, sequence, now));
                }
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
                    for (Worker worker : workers) {
                        worker.stop();
                    }
                    int wanted = crashes ? 3 : random.nextInt(4);
                    filtered |= wanted != 3;
                    filter = switch (wanted) {
                        case 0 -> event -> false;
                        case 1 -> event -> event.type() != EventType.INCIDENT_OPENED;
                        case 2 -> event -> event.type() == EventType.INCIDENT_OPENED;
                        default -> event -> true;
                    };
                    startAll();
                }
                case 2 -> rebalance(random.nextInt(workers.length));
                default -> {}
            }
        }

        /** Calls in flight may arrive without anyone learning of it. */
        private void crash() {
            crashed = true;
            for (Worker worker : workers) {
                worker.abandon();
            }
            startAll();
        }

        /** One partition moves to another process: its worker ends first, or is not even asked. */
        private void rebalance(int number) {
            Worker before = workers[number];
            if (!crashes || random.nextBoolean()) {
                before.stop();
                workers[number] = new Worker(number);
                return;
            }
            crashed = true;
            workers[number] = new Worker(number);
            before.abandon();
            SinkState state = store.load(SINK).get(number);
            before.note();
            assertThat(store.load(SINK).get(number))
                    .as("nothing more is saved by a worker that has lost its partition")
                    .isEqualTo(state);
        }

        /** Nothing fails from now on. */
        void settle() {
            for (int n = 0; n < INCIDENTS; n++) {
                if (told.containsKey("i" + n) && over.add("i" + n)) {
                    store.end("i" + n);
                    store.tell(SampleIncidents.resolved("i" + n, told.merge("i" + n, 1, Integer::sum), now));
                }
            }
            for (Worker worker : workers) {
                worker.settle();
            }
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
            Set<String> lost = lost();
            List<String> of = store.log().stream()
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
            if (store.load(SINK).stream().anyMatch(state -> state.tickets().containsKey(incident))) {
                assertThat(lost).as("what is kept waits for its lost end").contains(last);
            }
            if (!filtered) {
                Set<String> dropped = dropped();
                Set<String> ids = all.stream().map(Event::id).collect(Collectors.toSet());
                assertThat(of).allMatch(id -> ids.contains(id) || lost.contains(id) || dropped.contains(id));
            }
        }

        private static String id(Event event) {
            return event.data().incident().orElseThrow();
        }

        private Set<String> lost() {
            return store.completions(SINK).stream()
                    .flatMap(completion -> completion.lost().stream())
                    .map(letter -> letter.event().id())
                    .collect(Collectors.toSet());
        }

        private Set<String> dropped() {
            return store.completions(SINK).stream()
                    .flatMap(completion -> completion.sent().stream())
                    .filter(sent -> sent.result() == Sent.Result.DROPPED)
                    .map(Sent::eventId)
                    .collect(Collectors.toSet());
        }

        /** Delivers one partition, from its last checkpoint. */
        private final class Worker {
            private final AssignedPartition partition;
            private final SinkQueue queue;
            private final Repeats repeats;
            private final List<SubjectQueue> underWay = new ArrayList<>();
            private final List<SubjectQueue> unnoted = new ArrayList<>();
            private long durableReach;

            Worker(int number) {
                partition = store.seize(SINK, number);
                SinkState saved = partition.load();
                Sink sink = new Sink(
                        SINK,
                        filter,
                        MOST_ATTEMPTS,
                        4,
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        telling);
                SubjectQueues subjects = new SubjectQueues(
                        saved.progress().cursor(), saved.progress().reach(), false, routes);
                saved.pending().forEach(row -> subjects.restore(row, now));
                durableReach = saved.progress().reach();
                repeats = new Repeats(saved.repetitions(), telling, now);
                queue = new SinkQueue(
                        sink,
                        subjects,
                        new OpenTickets(sink, saved.tickets(), partition::isOver),
                        repeats,
                        new DeliveryCounts(SINK, new SinkMeters(new SimpleMeterRegistry(), SINK)));
            }

            void read() {
                queue.read(partition.eventsAfter(queue.subjects().readUpTo(), 1), now);
            }

            void take() {
                queue.next(now).or(() -> queue.nextRepeat(now)).ifPresent(subject -> {
                    if (subject.repeating.isPresent()) {
                        isInTime(subject.repeating.get());
                        underWay.add(subject);
                        return;
                    }
                    if (!telling.isAllowed(now) && !subject.first().maybe) {
                        assertThat(subject.first().event.type())
                                .as("told outside the hours of the sink")
                                .isEqualTo(EventType.INCIDENT_RESOLVED);
                    }
                    boolean waits = queue.prepare(subject, durableReach, now);
                    (waits ? unnoted : underWay).add(subject);
                });
            }

            private void isInTime(Repeats.Due due) {
                String incident = id(due.event());
                assertThat(over).as("what is repeated is not over").doesNotContain(incident);
                if (!due.isReminder()) {
                    return;
                }
                assertThat(telling.repeatEvery()).as("reminders are wanted").isPresent();
                assertThat(telling.isAllowed(now)).as("the sink may be told").isTrue();
                if (!crashes) {
                    assertThat(accepted.get(incident).plus(REPEAT_EVERY))
                            .as("there was no news for a while")
                            .isBeforeOrEqualTo(now);
                }
            }

            void come(int outcome) {
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
                        accepted.put(id(event), now);
                        queue.delivered(subject, receipt(event), now);
                    }
                }
            }

            void comeAgain(SubjectQueue subject, int outcome) {
                Event event = subject.repeating.orElseThrow().event();
                if (outcome < 3) {
                    queue.notRepeated(subject, failed(Attempt.Result.FAILED, true), now);
                    return;
                }
                if (!Reminder.is(event)) {
                    assertThat(arrived).as("told again is what has been told").contains(event);
                }
                accepted.put(id(event), now);
                assertThat(arrived)
                        .as("told again is nothing behind its end")
                        .noneMatch(other -> other.type() == EventType.INCIDENT_RESOLVED
                                && id(other).equals(id(event)));
                queue.repeated(subject, receipt(event), now);
            }

            private Receipt receipt(Event event) {
                boolean asks = !routes || id(event).hashCode() % 2 == 0;
                return new Receipt(
                        Optional.of(event.id()),
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(20)).filter(again -> asks));
            }

            private Attempt failed(Attempt.Result result, boolean maybe) {
                return new Attempt(result, Receipt.NONE, "no", Optional.empty(), false, maybe);
            }

            void note() {
                SubjectQueues subjects = queue.subjects();
                long upTo = Math.max(durableReach, subjects.readUpTo() + 3);
                save(subjects.change(now).orElseGet(subjects::nothing), upTo);
                subjects.saved();
                durableReach = upTo;
                underWay.addAll(unnoted);
                unnoted.clear();
            }

            void save(UnsavedProgress.Change change, long upTo) {
                partition.save(
                        new Checkpoint(
                                change.cursor(),
                                upTo,
                                change.rows(),
                                change.tickets(),
                                repeats.change(),
                                change.completions()),
                        () -> {});
            }

            /** The process ends, or has lost the partition. */
            void abandon() {
                for (SubjectQueue subject : underWay) {
                    if (subject.repeating.isEmpty() && random.nextBoolean()) {
                        arrived.add(subject.first().event);
                    }
                }
                underWay.clear();
                unnoted.clear();
            }

            void stop() {
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
                save(subjects.change(now).orElseGet(subjects::nothing), subjects.inDoubtUpTo());
            }

            void settle() {
                for (int i = 0; i < 1000 && !isDone(); i++) {
                    now = now.plus(Duration.ofMinutes(2));
                    read();
                    take();
                    note();
                    while (!underWay.isEmpty()) {
                        come(4);
                    }
                    note();
                }
                assertThat(isDone()).isTrue();
            }

            private boolean isDone() {
                SinkState saved = partition.load();
                return saved.pending().isEmpty()
                        && partition.waitingAfter(saved.progress().cursor()) == 0;
            }
        }
    }
}
