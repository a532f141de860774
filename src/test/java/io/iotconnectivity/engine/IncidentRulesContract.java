package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Coverage;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Lately;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Trouble;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every engine makes of what the rules about incidents answer; the rules are told what to answer. */
public abstract class IncidentRulesContract extends EngineContract {
    private final ScriptedIncidents script = new ScriptedIncidents();
    private Rules rules = new SimpleRules();

    @Override
    protected Engine open() {
        return open((before, signal, now) -> rules.step(before, signal, now), script);
    }

    @Test
    void incidentIsToldAfterTheEventThatBroughtItAboutAndStoredTogetherWithIt() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Queue<Boolean> storedWithIt = new ConcurrentLinkedQueue<>();
        engine.attach(new Sink("log", event -> true, 5, 1, Optional.empty()), (events, attempt, receipt) -> {
            Event event = events.get(0);
            told.add(event.type().shortName() + " " + event.subject());
            if (event.type() == EventType.DEVICE_OFFLINE) {
                storedWithIt.add(engine.ledger().incident("a").isPresent());
            }
            return Receipt.NONE;
        });
        goesOffline("a");
        // What is over before a sink could be told of it is not told at all.
        await().until(() -> told.contains("incident.opened device/a"));
        accept(connected("a", 2));

        // A sink may get events of different subjects in any order; the log has them as they came about.
        await().untilAsserted(() -> assertThat(told)
                .containsExactlyInAnyOrder(
                        "device.signal a",
                        "device.offline a",
                        "incident.opened device/a",
                        "device.online a",
                        "incident.resolved device/a"));
        assertThat(engine.ledger().latestEvents(10).events())
                .extracting(logged -> logged.event().type().shortName())
                .containsExactly(
                        "device.signal", "device.offline", "incident.opened", "device.online", "incident.resolved");
        assertThat(storedWithIt).containsExactly(true);
    }

    @Test
    void incidentIsReadAsItsLatestEventTellsOfIt() {
        goesOffline("a");
        assertThat(engine.ledger().incident("a").orElseThrow().status()).isEqualTo(IncidentStatus.OPEN);
        restart();
        accept(connected("a", 2));

        assertThat(engine.ledger().incident("a")).hasValueSatisfying(incident -> {
            assertThat(incident.status()).isEqualTo(IncidentStatus.RESOLVED);
            assertThat(incident.resolution()).contains("recovered");
            assertThat(incident.sequence()).isEqualTo(2);
        });
        assertThat(engine.ledger().incident("b")).isEmpty();
    }

    @Test
    void incidentsAreListedNewestFirstPageByPage() {
        for (String client : List.of("i1", "i2", "i3", "i4", "i5")) {
            accept(disconnected(client, 1));
        }
        clock.advance(SimpleRules.GRACE);
        await().until(() -> incidents(Optional.empty(), Optional.empty(), Optional.empty(), 9)
                        .total()
                == 5);
        accept(connected("i2", 2));
        accept(connected("i4", 2));

        Page<IncidentData> first = engine.ledger().incidents(IncidentQuery.ALL, 2);
        assertThat(ids(first)).containsExactly("i5", "i4");
        assertThat(first.total()).isEqualTo(5);
        Page<IncidentData> rest = incidents(Optional.empty(), Optional.empty(), first.next(), 10);
        assertThat(ids(rest)).containsExactly("i3", "i2", "i1");
        assertThat(rest.next()).isEmpty();
        assertThat(ids(incidents(Optional.of(IncidentStatus.OPEN), Optional.empty(), Optional.empty(), 10)))
                .containsExactly("i5", "i3", "i1");
        assertThat(ids(incidents(
                        Optional.of(IncidentStatus.RESOLVED), Optional.of(IncidentKind.DEVICE), Optional.of("i4"), 10)))
                .containsExactly("i2");
        assertThat(ids(incidents(Optional.empty(), Optional.of(IncidentKind.GROUP), Optional.empty(), 10)))
                .isEmpty();
    }

    @Test
    void decisionsAreListedNewestFirstAndOutliveARestart() {
        script.onEvent = (event, cases, now) -> new Outcome(
                List.of(),
                List.of(new Decision(
                        new ClientId(event.subject()), now, Decision.What.NOTHING, Optional.of("x"), event.id())),
                List.of());
        for (int i = 1; i <= 3; i++) {
            accept(connected("a", i));
            accept(connected("b", i));
        }
        restart();

        assertThat(engine.ledger().decisions(new ClientId("a"), 2))
                .containsExactly(
                        new Decision(new ClientId("a"), START, Decision.What.NOTHING, Optional.of("x"), "a-000003"),
                        new Decision(new ClientId("a"), START, Decision.What.NOTHING, Optional.of("x"), "a-000002"));
    }

    @Test
    void whatARuleHasReplacedTheNextOneSees() {
        Queue<Optional<String>> seen = new ConcurrentLinkedQueue<>();
        script.onEvent = (event, cases, now) -> {
            ClientId client = new ClientId(event.subject());
            seen.add(cases.device(client).ended());
            cases.put(held(client, event.id(), Optional.of("site"), Optional.empty()));
            assertThat(cases.device(client).ended()).contains(event.id());
            assertThat(cases.stormMembers("site")).contains(client);
            return Outcome.NONE;
        };
        CompletableFuture.allOf(
                        engine.accept(connected("a", 1)),
                        engine.accept(connected("a", 2)),
                        engine.accept(connected("b", 1)))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        restart();
        script.onEvent = (event, cases, now) -> {
            seen.add(cases.device(new ClientId("a")).ended());
            assertThat(cases.stormMembers("site")).containsExactly(new ClientId("a"), new ClientId("b"));
            assertThat(cases.stormMembers("other")).isEmpty();
            cases.put(DeviceCase.none(new ClientId("a")));
            assertThat(cases.stormMembers("site")).containsExactly(new ClientId("b"));
            assertThat(cases.verdict(new ClientId("b"))).isEqualTo(Verdict.ONLINE);
            assertThat(cases.verdict(new ClientId("x"))).isEqualTo(Verdict.UNKNOWN);
            return Outcome.NONE;
        };
        accept(connected("c", 1));

        assertThat(seen)
                .containsExactly(Optional.empty(), Optional.of("a-000001"), Optional.empty(), Optional.of("a-000002"));
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void deadlinesOfCasesComeAfterARestartAndNotBefore() {
        Instant deadline = START.plus(Duration.ofMinutes(10));
        ClientId client = new ClientId("a");
        DeviceCase device = held(client, "x", Optional.empty(), Optional.of(deadline));
        GroupCase group = new GroupCase(
                "site",
                Optional.empty(),
                Optional.of(new GroupCase.Flaps(3, START)),
                List.of(),
                Optional.empty(),
                Optional.of(deadline));
        script.onEvent = (event, cases, now) -> {
            cases.put(device);
            cases.put(group);
            return Outcome.NONE;
        };
        accept(connected("a", 1));
        script.onEvent = (event, cases, now) -> Outcome.NONE;
        script.onDevice = (asked, cases, now) -> {
            assertThat(cases.device(asked)).isEqualTo(device);
            cases.put(DeviceCase.none(asked));
            return new Outcome(List.of(SampleIncidents.opened("of the device", now)), List.of(), List.of());
        };
        script.onGroup = (asked, cases, now) -> {
            assertThat(cases.group(asked)).isEqualTo(group);
            cases.put(GroupCase.none(asked));
            return new Outcome(List.of(SampleIncidents.opened("of the group", now)), List.of(), List.of());
        };
        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        restart();
        accept(connected("b", 599));
        accept(connected("c", 599));
        assertThat(script.asked).isEmpty();

        clock.advance(Duration.ofMillis(1));

        await().untilAsserted(() -> assertThat(ids(engine.ledger().incidents(IncidentQuery.ALL, 10)))
                .containsExactly("of the group", "of the device"));
        restart();
        accept(connected("b", 2));
        accept(connected("c", 2));
        assertThat(script.asked).containsExactlyInAnyOrder("device a", "group site");
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void deadlineThatItsRulesDoNotMoveOnIsAskedAboutOnce() {
        script.onEvent = (event, cases, now) -> {
            cases.put(held(new ClientId(event.subject()), "x", Optional.empty(), Optional.of(now)));
            cases.put(new GroupCase(
                    event.subject(),
                    Optional.empty(),
                    Optional.of(new GroupCase.Flaps(1, now)),
                    List.of(),
                    Optional.empty(),
                    Optional.of(now)));
            return Outcome.NONE;
        };
        accept(connected("a", 1));
        await().until(() -> script.asked.size() >= 2);
        clock.advance(Duration.ofMinutes(1));
        script.onEvent = (event, cases, now) -> Outcome.NONE;
        restart();
        clock.advance(Duration.ofMinutes(1));
        accept(connected("b", 1));
        accept(connected("b", 2));

        assertThat(script.asked).containsExactly("device a", "group a");
    }

    @Test
    void stepThatTheRulesFailOnChangesNothingAboutIncidentsAndTheDevicesOwnStands() {
        script.onEvent = (event, cases, now) -> {
            ClientId client = new ClientId(event.subject());
            cases.put(held(client, event.id(), Optional.of("site"), Optional.empty()));
            cases.put(new GroupCase(
                    "site",
                    Optional.empty(),
                    Optional.of(new GroupCase.Flaps(1, now)),
                    List.of(),
                    Optional.empty(),
                    Optional.empty()));
            throw new IllegalStateException("cannot decide");
        };
        accept(connected("a", 1));
        Queue<Boolean> none = new ConcurrentLinkedQueue<>();
        script.onEvent = (event, cases, now) -> {
            none.add(cases.device(new ClientId("a")).isNone());
            none.add(cases.group("site").isNone());
            none.add(cases.stormMembers("site").isEmpty());
            return new Outcome(List.of(SampleIncidents.opened("next", now)), List.of(), List.of());
        };
        accept(connected("a", 2));

        assertThat(none).containsExactly(true, true, true);
        assertThat(engine.ledger().incident("next")).isPresent();
        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().sequence())
                .isEqualTo(2);
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.direction()).isEqualTo("in");
            assertThat(letter.origin()).isEqualTo("incidents");
            assertThat(letter.clientId()).contains("a");
            assertThat(letter.eventId()).contains("a-000001");
            assertThat(letter.reason()).contains("cannot decide");
        });
    }

    @Test
    void rulesThatOverflowTheStackOrAnswerNonsenseFailOnTheirStepOnly() {
        script.onEvent = (event, cases, now) -> {
            if (event.subject().equals("deep")) {
                return overflow(0) > 0 ? Outcome.NONE : null;
            }
            // An event that is about no incident.
            return new Outcome(List.of(event), List.of(), List.of());
        };
        accept(connected("deep", 1));
        accept(connected("odd", 1));

        assertThat(deadLetters())
                .extracting(letter -> letter.clientId().orElseThrow())
                .containsExactly("odd", "deep");
        assertThat(engine.ledger().devicesByState()).containsEntry(Verdict.ONLINE, 2L);
    }

    @Test
    void deadlineThatTheRulesFailOnIsADeadLetterOnce() {
        script.onEvent = (event, cases, now) -> {
            cases.put(held(new ClientId(event.subject()), "x", Optional.empty(), Optional.of(now)));
            cases.put(new GroupCase(
                    "site",
                    Optional.empty(),
                    Optional.of(new GroupCase.Flaps(1, now)),
                    List.of(),
                    Optional.empty(),
                    Optional.of(now)));
            return Outcome.NONE;
        };
        script.onDevice = (client, cases, now) -> {
            throw new IllegalStateException("no idea of a device");
        };
        script.onGroup = (group, cases, now) -> {
            throw new IllegalStateException("no idea of a group");
        };
        accept(connected("a", 1));
        await().until(() -> deadLetters().size() >= 2);
        script.onEvent = (event, cases, now) -> Outcome.NONE;
        clock.advance(Duration.ofMinutes(5));
        restart();
        accept(connected("b", 1));
        accept(connected("b", 2));

        assertThat(deadLetters())
                .extracting(DeadLetter::reason)
                .satisfiesExactly(
                        group -> assertThat(group).contains("no idea of a group"),
                        device -> assertThat(device).contains("no idea of a device"));
        assertThat(script.asked).containsExactly("device a", "group site");
    }

    @Test
    void rulesThatAnswerEachOtherWithoutEndAreStopped() {
        rules = (before, signal, now) -> new SimpleRules()
                .step(
                        before,
                        signal instanceof Signal.Marked
                                ? new Signal.Connected(signal.client(), now, Connection.UNKNOWN)
                                : signal,
                        now);
        script.onEvent = (event, cases, now) -> new Outcome(
                List.of(),
                List.of(),
                List.of(new Signal.Marked(new ClientId(event.subject()), now, Overlay.FLAPPING, true)));
        accept(connected("a", 1));
        accept(connected("b", 1));

        assertThat(deadLetters())
                .extracting(letter -> letter.clientId().orElseThrow())
                .containsExactly("b", "a");
        assertThat(deadLetters())
                .allSatisfy(letter -> assertThat(letter.reason()).contains("without end"));
        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().state())
                .isEqualTo(Verdict.ONLINE);
    }

    @Test
    void moreCasesThanOneBatchTakesAreAllAskedAbout() {
        script.onEvent = (event, cases, now) -> {
            cases.put(held(new ClientId(event.subject()), "x", Optional.empty(), Optional.of(START.plusSeconds(60))));
            return Outcome.NONE;
        };
        CompletableFuture.allOf(IntStream.range(0, 700)
                        .mapToObj(i -> engine.accept(connected("d" + i, 1)))
                        .toArray(CompletableFuture[]::new))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        script.onDevice = (client, cases, now) -> {
            cases.put(DeviceCase.none(client));
            return Outcome.NONE;
        };
        clock.advance(Duration.ofSeconds(60));

        await().until(() -> script.asked.size() >= 700);
        assertThat(script.asked).doesNotHaveDuplicates().hasSize(700);
    }

    @Test
    void recorderThatFailsChangesNothing() {
        engine.recordWith(committed -> {
            throw new IllegalStateException("disk full");
        });
        Queue<String> told = new ConcurrentLinkedQueue<>();
        engine.attach(new Sink("log", event -> true, 5, 1, Optional.empty()), (events, attempt, receipt) -> {
            told.add(events.get(0).id());
            return Receipt.NONE;
        });
        accept(connected("a", 1));
        accept(connected("a", 2));

        await().untilAsserted(() -> assertThat(told).containsExactly("a-000001", "a-000002"));
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void rulesThatBreakTheEngineAreSeenAtItsHealthAndNobodyWaitsForEver() {
        script.onEvent = (event, cases, now) -> {
            throw new NoClassDefFoundError("half an update");
        };
        CompletableFuture<Void> accepted = engine.accept(connected("a", 1));

        await().until(accepted::isCompletedExceptionally);
        assertThat(engine.health().problem().orElseThrow())
                .contains("half an update")
                .contains("restart");
        await().until(() -> engine.accept(connected("a", 2)).isCompletedExceptionally());
    }

    private Page<IncidentData> incidents(
            Optional<IncidentStatus> status, Optional<IncidentKind> kind, Optional<String> before, int limit) {
        return engine.ledger().incidents(new IncidentQuery(status, kind, before), limit);
    }

    private static List<String> ids(Page<IncidentData> page) {
        return page.items().stream().map(IncidentData::incidentId).toList();
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    private static Trouble trouble() {
        return new Trouble(
                "outage",
                Trouble.How.OFFLINE,
                Optional.empty(),
                Severity.WARNING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
    }

    private static DeviceCase held(ClientId client, String mark, Optional<String> storm, Optional<Instant> deadline) {
        return new DeviceCase(
                client,
                storm.<Coverage>map(group -> new Coverage.ByStorm(trouble(), group))
                        .orElse(Coverage.WELL),
                Optional.empty(),
                Optional.empty(),
                Lately.NOTHING,
                Optional.empty(),
                Optional.of(mark),
                Optional.empty(),
                deadline);
    }

    private void goesOffline(String client) {
        accept(disconnected(client, 1));
        clock.advance(SimpleRules.GRACE);
        await().until(() ->
                engine.ledger().device(new ClientId(client)).orElseThrow().state() == Verdict.OFFLINE);
    }
}
