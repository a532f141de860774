package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of the product in every engine: silences, storms, and what a restart makes of them. */
public abstract class IncidentContract extends IncidentStory {
    @Test
    void outageThatIsOpenAtARestartIsResolvedUnderItsOwnId() {
        connect("a");
        drop("a");
        passGrace("a");
        IncidentData opened = only(IncidentKind.DEVICE);
        restart();
        connect("a");

        assertThat(only(IncidentKind.DEVICE)).satisfies(resolved -> {
            assertThat(resolved.incidentId()).isEqualTo(opened.incidentId());
            assertThat(resolved.status()).isEqualTo(IncidentStatus.RESOLVED);
            assertThat(resolved.sequence()).isGreaterThan(opened.sequence());
        });
        assertThat(decided("a")).containsExactly(Decision.What.RESOLVED, Decision.What.OPENED);
        assertNoDeadLetters();
    }

    @Test
    void dropsFromBeforeARestartCountTowardsAStorm() {
        List<String> site = List.of("site/1", "site/2", "site/3");
        connect(site);
        drop(site.subList(0, 2));
        restart();
        clock.advance(Duration.ofSeconds(5));
        drop(site.subList(2, 3));
        clock.advance(GRACE);
        awaitStates(site, Verdict.OFFLINE);

        assertThat(only(IncidentKind.GROUP).deviceCount()).isEqualTo(3);
        assertThat(all(IncidentKind.DEVICE))
                .allMatch(merged -> merged.resolution().equals(Optional.of("merged")));
    }

    /** The clock runs on while the drops of one moment are taken in a few at a time. */
    @Test
    void stormsThatAreProcessedSlowlyAreOneIncidentAGroupThroughARestart() {
        List<String> groups = List.of("north", "east", "south", "west", "centre");
        List<List<String>> rounds = IntStream.range(0, 6)
                .mapToObj(number ->
                        groups.stream().map(group -> group + '/' + number).toList())
                .toList();
        connect(rounds.stream().flatMap(List::stream).toList());
        clock.advance(Duration.ofMinutes(20));
        Instant dropped = clock.instant();
        for (int round = 0; round < rounds.size(); round++) {
            if (round == 4) {
                restart();
            }
            accept(
                    rounds.get(round),
                    client -> new Signal.Disconnected(
                            new ClientId(client), dropped, connection(), Reason.CONNECTION_LOST));
            clock.advance(Duration.ofSeconds(40));
            awaitStates(rounds.get(round), Verdict.OFFLINE);
        }

        assertThat(all(IncidentKind.GROUP))
                .extracting(IncidentData::key)
                .containsExactlyInAnyOrderElementsOf(
                        groups.stream().map(group -> "group/" + group).toList());
        assertThat(all(IncidentKind.DEVICE))
                .allMatch(merged -> merged.resolution().equals(Optional.of("merged")));
        assertNoDeadLetters();
    }

    @Test
    void errorBudgetOfAClassHasOneIncidentThroughARestart() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        attach(told);
        engine.measured(reading(20)).join();
        await().until(() -> all(IncidentKind.SLO).size() == 1);
        String id = only(IncidentKind.SLO).incidentId();
        engine.measured(reading(20)).join();
        await().until(() -> told.size() == 1);
        restart();
        attach(told);
        await().until(() -> engine.note(id, note("n1", Note.Kind.COMMENT)).join());
        engine.measured(reading(8)).join();
        engine.measured(reading(7)).join();
        engine.measured(reading(7)).join();

        await().until(() -> only(IncidentKind.SLO).status() == IncidentStatus.RESOLVED);
        assertThat(only(IncidentKind.SLO)).satisfies(resolved -> {
            assertThat(resolved.incidentId()).isEqualTo(id);
            assertThat(resolved.classes()).containsExactly("meters");
            assertThat(resolved.handling()).isPresent();
        });
        await().until(() -> told.size() == 3);
        assertThat(told)
                .containsExactly(
                        "incident.opened slo/meters", "incident.noted slo/meters", "incident.resolved slo/meters");
        assertNoDeadLetters();
    }

    private SloReading reading(double fast) {
        SloReading.Rates still = new SloReading.Rates(0, 0);
        return new SloReading(
                clock.instant(),
                "meters",
                0.999,
                Optional.of(0.5),
                List.of(new SloReading.Rates(fast, fast), still, still),
                2,
                1,
                List.of("site/1"));
    }

    @Test
    void silencesAreSetReplacedAndEndedAndOutliveARestart() {
        Silence first = silence("one", "a.*", Duration.ofHours(2));
        Silence second = silence("two", "b.*", Duration.ofHours(1));
        engine.silence(first).join();
        engine.silence(second).join();
        assertThat(engine.ledger().silences()).containsExactly(second, first);
        restart();
        assertThat(engine.ledger().silences()).containsExactly(second, first);

        Silence longer = silence("two", "b.*", Duration.ofHours(3));
        engine.silence(longer).join();
        assertThat(engine.ledger().silences()).containsExactly(first, longer);
        clock.advance(Duration.ofMinutes(1));
        assertThat(engine.endSilence("two").join()).isTrue();
        assertThat(engine.endSilence("two").join()).isFalse();
        assertThat(engine.endSilence("three").join()).isFalse();
        restart();

        assertThat(engine.ledger().silences()).containsExactly(first);
        clock.advance(Duration.ofHours(2));
        assertThat(engine.ledger().silences()).isEmpty();
        assertThat(engine.endSilence("one").join()).isFalse();
    }

    @Test
    void silenceThatHasNotBegunIsGoneWhenItIsEnded() {
        Silence later = new Silence(
                "later",
                Optional.of(ClientPattern.of(".*")),
                Optional.empty(),
                START.plusSeconds(60),
                START.plusSeconds(120),
                "ann",
                "works");
        engine.silence(later).join();
        assertThat(engine.ledger().silences()).containsExactly(later);

        assertThat(engine.endSilence("later").join()).isTrue();
        assertThat(engine.ledger().silences()).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        drop("a");
        passGrace("a");
        assertThat(only(IncidentKind.DEVICE).status()).isEqualTo(IncidentStatus.OPEN);
    }

    @Test
    void outageIsToldOnceItsSilenceHasEndedByItself() {
        engine.silence(silence("one", "a", Duration.ofMinutes(10))).join();
        drop("a");
        drop("b");
        passGrace("a");
        awaitStates(List.of("b"), Verdict.OFFLINE);
        assertThat(all(IncidentKind.DEVICE)).extracting(IncidentData::key).containsExactly("device/b");
        restart();
        IntStream.range(0, 8).forEach(minute -> {
            clock.advance(Duration.ofMinutes(1));
            letItWork();
        });
        assertThat(decided("a")).containsExactly(Decision.What.SUPPRESSED);

        clock.advance(Duration.ofMinutes(2));
        await().untilAsserted(
                        () -> assertThat(decided("a")).containsExactly(Decision.What.OPENED, Decision.What.SUPPRESSED));
        assertThat(all(IncidentKind.DEVICE))
                .extracting(IncidentData::key)
                .containsExactlyInAnyOrder("device/a", "device/b");
    }

    @Test
    void outageIsToldWithinAMinuteOfTheEndOfItsSilence() {
        engine.silence(silence("one", "a", Duration.ofHours(10))).join();
        drop("a");
        passGrace("a");
        assertThat(all(IncidentKind.DEVICE)).isEmpty();
        assertThat(engine.endSilence("one").join()).isTrue();
        clock.advance(Duration.ofSeconds(60));

        await().untilAsserted(
                        () -> assertThat(decided("a")).containsExactly(Decision.What.OPENED, Decision.What.SUPPRESSED));
        assertThat(only(IncidentKind.DEVICE).status()).isEqualTo(IncidentStatus.OPEN);
    }

    @Test
    void silenceHoldsBackNoResolutionAndAnOutageThatEndsWithinItIsNotTold() {
        drop("a");
        passGrace("a");
        engine.silence(silence("one", ".*", Duration.ofHours(10))).join();
        drop("b");
        passGrace("b");
        connect("a");
        connect("b");

        assertThat(only(IncidentKind.DEVICE)).satisfies(incident -> {
            assertThat(incident.key()).isEqualTo("device/a");
            assertThat(incident.status()).isEqualTo(IncidentStatus.RESOLVED);
        });
        assertThat(decided("b")).containsExactly(Decision.What.NOTHING, Decision.What.SUPPRESSED);
    }

    @Test
    void devicesThatComeAndGoAreMarkedInTheSameStep() {
        for (int i = 0; i < 5; i++) {
            connect("a");
            drop("a");
            clock.advance(Duration.ofSeconds(5));
        }

        assertThat(only(IncidentKind.FLAPPING).status()).isEqualTo(IncidentStatus.OPEN);
        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().overlays())
                .isNotEmpty();
        connect("a");
        clock.advance(Duration.ofMinutes(10));
        await().untilAsserted(() -> assertThat(
                        engine.ledger().device(new ClientId("a")).orElseThrow().overlays())
                .isEmpty());
        assertThat(only(IncidentKind.FLAPPING).resolution()).contains("steady");
        assertNoDeadLetters();
    }

    @Test
    void whatPeopleDidAboutAnIncidentOutlivesARestartAndIsToldWithItsEnd() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        attach(told);
        connect("a");
        drop("a");
        passGrace("a");
        String id = only(IncidentKind.DEVICE).incidentId();
        assertThat(engine.note(id, note("1", Note.Kind.ACKNOWLEDGE)).join()).isTrue();
        assertThat(engine.note(id, note("1", Note.Kind.ACKNOWLEDGE)).join()).isTrue();
        assertThat(engine.note("none", note("2", Note.Kind.COMMENT)).join()).isFalse();
        await().until(() -> only(IncidentKind.DEVICE).handling().isPresent());
        restart();
        attach(told);
        assertThat(engine.note(id, note("3", Note.Kind.COMMENT)).join()).isTrue();
        await().until(() ->
                only(IncidentKind.DEVICE).handling().orElseThrow().notes().size() == 2);
        connect("a");
        await().until(() -> only(IncidentKind.DEVICE).status() == IncidentStatus.RESOLVED);
        assertThat(engine.note(id, note("4", Note.Kind.COMMENT)).join()).isFalse();

        IncidentData resolved = only(IncidentKind.DEVICE);
        assertThat(resolved.incidentId()).isEqualTo(id);
        assertThat(resolved.handling().orElseThrow().acknowledgedBy()).contains("ada");
        assertThat(resolved.handling().orElseThrow().notes())
                .extracting(Note::id)
                .containsExactly("1", "3");
        await().untilAsserted(() -> assertThat(told)
                .containsExactly(
                        "incident.opened device/a",
                        "incident.noted device/a",
                        "incident.noted device/a",
                        "incident.resolved device/a"));
        assertNoDeadLetters();
    }

    @Test
    void aStormSaysWhatItsDevicesHaveInCommonThroughARestartUntilItIsOver() {
        List<String> site = List.of("site/1", "site/2", "site/3");
        Common common = new Common(
                "attribute.firmware", "2.3", 3, 3, 80, 1000, 1.5e-33, Optional.empty(), "100 % of them run it");
        connect(site);
        drop(site);
        clock.advance(GRACE);
        awaitStates(site, Verdict.OFFLINE);
        String id = only(IncidentKind.GROUP).incidentId();

        assertThat(engine.compared(id, Optional.of(common)).join()).isTrue();
        assertThat(engine.compared("none", Optional.of(common)).join()).isFalse();
        await().until(() -> only(IncidentKind.GROUP).common().isPresent());
        restart();
        clock.advance(Duration.ofMinutes(2));
        connect(site);
        clock.advance(Duration.ofMinutes(5));
        await().until(() -> only(IncidentKind.GROUP).status() == IncidentStatus.RESOLVED);

        assertThat(only(IncidentKind.GROUP).common()).contains(common);
        assertNoDeadLetters();
    }

    private Note note(String id, Note.Kind kind) {
        return new Note(id, clock.instant(), kind, "ada", Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void aSiteThatDropsIsOneIncidentThroughRestartsAndEveryDeviceHasItsRow() {
        List<String> site =
                IntStream.range(0, 300).mapToObj(i -> "site/" + (1000 + i)).toList();
        Queue<String> told = new ConcurrentLinkedQueue<>();
        attach(told);
        connect(site);
        clock.advance(Duration.ofMinutes(20));
        drop(site);
        clock.advance(Duration.ofSeconds(10));
        restart();
        attach(told);
        clock.advance(GRACE);
        awaitStates(site, Verdict.OFFLINE);

        IncidentData opened = only(IncidentKind.GROUP);
        assertThat(opened.group()).contains("site");
        assertThat(opened.downCount()).isEqualTo(300);
        assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.OFFLINE, 300L);
        // What has not been told of when it is over is not told of at all.
        await().untilAsserted(() -> assertThat(told).contains("incident.opened group/site"));
        restart();
        attach(told);
        clock.advance(Duration.ofMinutes(2));
        connect(site);
        clock.advance(Duration.ofMinutes(5));
        await().until(() -> only(IncidentKind.GROUP).status() == IncidentStatus.RESOLVED);

        IncidentData resolved = only(IncidentKind.GROUP);
        assertThat(resolved.incidentId()).isEqualTo(opened.incidentId());
        assertThat(resolved.resolution()).contains("recovered");
        assertThat(resolved.deviceCount()).isEqualTo(300);
        assertThat(resolved.downCount()).isZero();
        assertThat(all(IncidentKind.DEVICE)).isEmpty();
        await().untilAsserted(() -> assertThat(told).contains("incident.resolved group/site"));
        assertThat(told.stream().distinct().filter(line -> !line.startsWith("incident.updated")))
                .containsExactly("incident.opened group/site", "incident.resolved group/site");
        site.forEach(device -> {
            assertThat(engine.ledger()
                            .device(new ClientId(device))
                            .orElseThrow()
                            .state())
                    .isEqualTo(Verdict.ONLINE);
            assertThat(engine.ledger()
                            .events(new ClientId(device), Optional.empty(), 10)
                            .items())
                    .extracting(event -> event.type().shortName())
                    .startsWith("device.online")
                    .contains("device.offline");
            assertThat(engine.ledger().decisions(new ClientId(device), 10)).isNotEmpty();
        });
        assertNoDeadLetters();
    }
}
