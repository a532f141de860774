package io.iotconnectivity.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.signal.Hours;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A sink with hours and reminders, by a clock that is set by hand. */
class TellingTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");
    private static final Telling BY_DAY = telling("08:00-18:00", null);
    private static final Telling HOURLY = telling(null, Duration.ofHours(1));

    private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();
    private final List<String> told = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private Instant now = MIDNIGHT;
    private long reach;
    private AssignedPartition partition;
    private Repeats repeats;
    private SinkQueue queue;

    @Test
    void whatIsStillOpenWhenTheHoursBeginIsToldThen() {
        start(BY_DAY);
        tell(SampleIncidents.opened("x", now));
        clock("07:59");
        assertThat(told).isEmpty();
        assertThat(queue.subjects().oldestWaiting(now)).isEmpty();

        clock("08:00");

        assertThat(told).containsExactly("x-1");
    }

    @Test
    void whatHasEndedMeanwhileIsNot() {
        start(BY_DAY);
        tell(SampleIncidents.opened("x", now));
        clock("03:00");
        ends("x", 2);
        assertThat(queue.subjects().waiting()).isZero();

        clock("12:00");

        assertThat(told).isEmpty();
        assertThat(results()).containsExactly("DROPPED", "DROPPED");
    }

    @Test
    void ofSeveralUpdatesTheLatestIsTold() {
        start(BY_DAY);
        tell(SampleIncidents.opened("x", now));
        tell(SampleIncidents.updated("x", 2, now));
        clock("05:00");
        tell(SampleIncidents.updated("x", 3, now));
        assertThat(queue.subjects().waiting()).isOne();

        clock("08:00");

        assertThat(told).containsExactly("x-3");
    }

    @Test
    void theEndOfWhatWasToldIsToldAtAnyHour() {
        start(BY_DAY);
        clock("17:00");
        tell(SampleIncidents.opened("x", now));
        clock("20:00");
        tell(SampleIncidents.updated("x", 2, now));
        assertThat(told).containsExactly("x-1");

        ends("x", 3);

        assertThat(told).containsExactly("x-1", "x-3");
    }

    @Test
    void otherHoursHoldAfterARestart() {
        start(BY_DAY);
        tell(SampleIncidents.opened("x", now));
        clock("05:00");

        start(telling("04:00-18:00", null));
        deliver();

        assertThat(told).containsExactly("x-1");
    }

    @Test
    void whatWaitsForTheHoursIsNoProbeOfAPausedSink() {
        start(BY_DAY);
        tell(SampleIncidents.opened("x", now));

        assertThat(queue.nextForProbe(now)).isEmpty();
        now = now.plus(Duration.ofHours(8));
        assertThat(queue.nextForProbe(now)).isPresent();
    }

    @Test
    void whatSomebodyAddressesToTheSinkIsToldAtOnce() {
        start(BY_DAY);
        store.address("s", List.of(SampleIncidents.opened("x", now)));
        deliver();

        assertThat(told).containsExactly("x-1");
    }

    @Test
    void anIncidentThatStaysOpenIsRemindedOf() {
        start(HOURLY);
        tell(SampleIncidents.opened("x", now));
        clock("00:59");
        assertThat(told).containsExactly("x-1");

        clock("01:00");
        clock("02:00");

        assertThat(events).extracting(TellingTest::reminder).containsExactly(0, 1, 2);
        assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
        assertThat(results()).containsExactly("DELIVERED", "DELIVERED", "DELIVERED");
    }

    @Test
    void newsIsAsGoodAsAReminder() {
        start(HOURLY);
        tell(SampleIncidents.opened("x", now));
        clock("00:30");
        tell(SampleIncidents.updated("x", 2, now));
        clock("01:29");
        assertThat(told).containsExactly("x-1", "x-2");

        clock("01:30");

        assertThat(events).extracting(TellingTest::reminder).containsExactly(0, 0, 1);
    }

    @Test
    void nothingIsRemindedOfOnceItIsOverEvenIfItsEndIsNotReadYet() {
        start(HOURLY);
        tell(SampleIncidents.opened("x", now));
        store.end("x");
        clock("05:00");

        assertThat(told).containsExactly("x-1");
    }

    @Test
    void aReminderIsDueAtTheSameTimeAndHasTheSameIdAfterARestart() {
        start(HOURLY);
        tell(SampleIncidents.opened("x", now));
        String next = stored();
        clock("00:40");
        start(HOURLY);
        clock("00:59");
        assertThat(told).containsExactly("x-1");

        clock("01:00");

        assertThat(told).containsExactly("x-1", next);
    }

    @Test
    void withoutTheSettingNothingIsRemindedOfAfterARestart() {
        start(HOURLY);
        tell(SampleIncidents.opened("x", now));

        start(Telling.AT_ONCE);
        clock("05:00");

        assertThat(told).containsExactly("x-1");
        assertThat(store.load("s").stream().flatMap(state -> state.repetitions().keySet().stream()))
                .isEmpty();
    }

    @Test
    void aReminderWaitsForTheHoursOfTheSink() {
        start(telling("08:00-18:00", Duration.ofHours(4)));
        clock("16:00");
        tell(SampleIncidents.opened("x", now));
        clock("23:00");
        assertThat(told).hasSize(1);

        now = MIDNIGHT.plus(Duration.ofHours(24));
        clock("08:00");

        assertThat(events).extracting(TellingTest::reminder).containsExactly(0, 1);
    }

    private static Telling telling(String hours, Duration every) {
        return new Telling(Optional.ofNullable(hours).map(Hours::of), Optional.ofNullable(every));
    }

    private static int reminder(Event event) {
        return event.incident().orElseThrow().reminder().orElse(0);
    }

    private String stored() {
        return store.load("s").stream()
                .flatMap(state -> state.repetitions().values().stream())
                .map(what -> what.event().id())
                .findFirst()
                .orElseThrow();
    }

    /** Begins with what is stored, as after a restart. */
    private void start(Telling telling) {
        Sink sink = new Sink(
                "s",
                event -> true,
                3,
                4,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                telling);
        int number = InMemoryDeliveryStore.partitionOf(
                SampleIncidents.opened("x", now).subject());
        partition = store.seize("s", number);
        SinkState saved = partition.load();
        SubjectQueues subjects =
                new SubjectQueues(saved.progress().cursor(), saved.progress().reach(), false, true);
        saved.pending().forEach(row -> subjects.restore(row, now));
        repeats = new Repeats(saved.repetitions(), telling, now);
        queue = new SinkQueue(
                sink,
                subjects,
                new OpenTickets(sink, saved.tickets(), partition::isOver),
                repeats,
                new DeliveryCounts("s", new SinkMeters(new SimpleMeterRegistry(), "s")));
        save();
    }

    private void tell(Event event) {
        store.tell(event);
        deliver();
    }

    private void ends(String incident, int sequence) {
        store.end(incident);
        tell(SampleIncidents.resolved(incident, sequence, now));
    }

    /** It becomes this time of the day. */
    private void clock(String time) {
        Duration ofDay = Duration.between(MIDNIGHT, Instant.parse("2026-11-23T" + time + ":00Z"));
        Duration days = Duration.ofDays(Duration.between(MIDNIGHT, now).toDays());
        now = MIDNIGHT.plus(days).plus(ofDay);
        deliver();
    }

    private void deliver() {
        queue.read(partition.eventsAfter(queue.subjects().readUpTo(), 100), now);
        for (Optional<SubjectQueue> next = take(); next.isPresent(); next = take()) {
            SubjectQueue subject = next.get();
            boolean repeats = subject.repeating.isPresent();
            Event event = repeats ? subject.repeating.get().event() : subject.first().event;
            if (!repeats && queue.prepare(subject, reach, now)) {
                save();
            }
            told.add(event.id());
            events.add(event);
            if (repeats) {
                queue.repeated(subject, Receipt.NONE, now);
            } else {
                queue.delivered(subject, Receipt.NONE, now);
            }
        }
        save();
    }

    private Optional<SubjectQueue> take() {
        return queue.next(now).or(() -> queue.nextRepeat(now));
    }

    private void save() {
        SubjectQueues subjects = queue.subjects();
        UnsavedProgress.Change change = subjects.change(now).orElseGet(subjects::nothing);
        reach = subjects.readUpTo();
        partition.save(
                new Checkpoint(
                        change.cursor(),
                        reach,
                        change.rows(),
                        change.tickets(),
                        repeats.change(),
                        change.completions()),
                () -> {});
        subjects.saved();
    }

    private List<String> results() {
        return store.completions("s").stream()
                .flatMap(completion -> completion.sent().stream())
                .map(sent -> sent.result().name())
                .toList();
    }
}
