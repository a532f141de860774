package io.iotconnectivity.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.engine.NoIncidents;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.engine.SimpleRules;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Cases;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.incident.Outcome;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Ticket;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeciderTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final ClientId CLIENT = new ClientId("a");

    private final NotedState state = new NotedState();
    private final Script script = new Script();
    private Rules rules = new SimpleRules();

    @Test
    void stateIsKeptFirstThenEachEventIsAppendedAndDecidedOn() {
        script.onEvent = (event, cases, now) -> {
            assertThat(cases.verdict(CLIENT)).isEqualTo(Verdict.ONLINE);
            cases.put(group("site", Optional.empty()));
            return new Outcome(List.of(SampleIncidents.opened("i", now)), List.of(), List.of());
        };
        take(connected());

        assertThat(state.notes).containsExactly("keep a ONLINE", "append a-000001", "cases after a-000001");
        assertThat(state.groups).containsKey("site");
    }

    @Test
    void whatChangesNoCaseIsNotWritten() {
        script.onEvent = (event, cases, now) -> {
            cases.put(group("site", Optional.empty()));
            cases.put(GroupCase.none("site"));
            cases.seeing("no source");
            return Outcome.NONE;
        };
        take(connected());

        assertThat(state.groups).isEmpty();
        assertThat(state.notes).startsWith("keep a ONLINE", "append a-000001");
    }

    @Test
    void answersAreTakenInByTheSameCall() {
        rules = (before, signal, now) -> signal instanceof Signal.Marked
                ? new SimpleRules().step(before, disconnected(), now)
                : new SimpleRules().step(before, signal, now);
        script.onEvent = (event, cases, now) -> event.type() == EventType.DEVICE_ONLINE ? marks() : Outcome.NONE;
        take(connected());

        assertThat(state.notes)
                .containsExactly("keep a ONLINE", "append a-000001", "keep a SUSPECT", "append a-000002");
    }

    @Test
    void rulesThatAnswerEachOtherWithoutEndAreStopped() {
        rules = (before, signal, now) -> new SimpleRules().step(before, connected(), now);
        script.onEvent = (event, cases, now) -> marks();
        take(connected());

        assertThat(state.notes.stream().filter("keep a ONLINE"::equals)).hasSize(Decider.MOST_ROUNDS);
        assertThat(state.notes).endsWith("failed a: the rules answer each other without end");
    }

    @Test
    void rulesThatFailOnASignalChangeNothing() {
        rules = (before, signal, now) -> {
            throw new IllegalStateException("cannot cope");
        };
        take(connected());

        assertThat(state.notes)
                .containsExactly("failed a: the rules failed on it: java.lang.IllegalStateException: cannot cope");
        assertThat(state.presences).isEmpty();
    }

    @Test
    void rulesThatOverflowTheStackFailOnTheirStepOnly() {
        rules = (before, signal, now) -> {
            throw new StackOverflowError();
        };
        script.onEvent = (event, cases, now) -> {
            throw new StackOverflowError();
        };
        take(connected());
        rules = new SimpleRules();
        take(connected());

        assertThat(state.notes)
                .containsExactly(
                        "failed a: the rules failed on it: java.lang.StackOverflowError",
                        "keep a ONLINE",
                        "append a-000001",
                        "undecided device.online: the rules about incidents failed on it: java.lang.StackOverflowError");
    }

    @Test
    void eventThatCannotBeKeptFailsTheWholeStep() {
        state.unkeepable = event -> event.type() == EventType.DEVICE_ONLINE;
        take(connected());

        assertThat(state.notes)
                .singleElement()
                .asString()
                .startsWith("failed a: the rules failed on it")
                .endsWith("cannot be kept");
    }

    @Test
    void rulesAboutIncidentsThatFailChangeNoCaseAndTheDevicesOwnStepStands() {
        script.onEvent = (event, cases, now) -> {
            cases.put(group("site", Optional.empty()));
            throw new IllegalStateException("cannot decide");
        };
        take(connected());

        assertThat(state.presence(CLIENT).state()).isEqualTo(Verdict.ONLINE);
        assertThat(state.groups).isEmpty();
        assertThat(state.undecided).singleElement().satisfies(what -> {
            assertThat(what.client()).contains(CLIENT);
            assertThat(what.event()).contains(state.events.get(0));
            assertThat(what.body()).isEqualTo(state.encode(state.events.get(0)));
        });
    }

    @Test
    void stepThatTheStateRefusesChangesNoCase() {
        state.unkeepable = event -> event.incident().isPresent();
        script.onEvent = (event, cases, now) -> {
            cases.put(group("site", Optional.empty()));
            return new Outcome(List.of(SampleIncidents.opened("i", now)), List.of(), List.of());
        };
        take(connected());

        assertThat(state.groups).isEmpty();
        assertThat(state.undecided).hasSize(1);
    }

    @Test
    void stateThatIsUnavailableIsNoFailureOfTheRules() {
        state.broken = true;
        script.onEvent = (event, cases, now) -> {
            cases.device(CLIENT);
            return Outcome.NONE;
        };

        assertThatThrownBy(() -> take(connected())).isInstanceOf(StateUnavailable.class);
        assertThatThrownBy(() -> decider().caseDue(CLIENT, state, NOW)).isInstanceOf(StateUnavailable.class);
        assertThat(state.undecided).isEmpty();
    }

    @Test
    void deadlineOfADeviceComesAsASignal() {
        take(disconnected());
        state.notes.clear();
        Instant due = NOW.plus(SimpleRules.GRACE);
        decider().deviceDue(CLIENT, state, due.minusMillis(1));
        assertThat(state.notes).containsExactly("later DEVICE a");
        state.notes.clear();

        decider().deviceDue(CLIENT, state, due);

        assertThat(state.notes).containsExactly("due DEVICE a", "keep a OFFLINE", "append a-000002");
    }

    @Test
    void deadlineThatItsRulesDoNotMoveOnDoesNotComeAgain() {
        take(disconnected());
        state.groups.put("site", group("site", Optional.of(NOW)));
        rules = (before, signal, now) -> {
            throw new IllegalStateException("cannot cope");
        };
        state.notes.clear();
        decider().deviceDue(CLIENT, state, NOW.plus(SimpleRules.GRACE));
        decider().groupDue("site", state, NOW);

        assertThat(state.notes)
                .containsExactly(
                        "due DEVICE a",
                        "failed a: the rules failed on it: java.lang.IllegalStateException: cannot cope",
                        "drop DEVICE a",
                        "due GROUP site",
                        "drop GROUP site");
    }

    @Test
    void deadlineThatHasBeenMovedOnIsNotAskedAboutAndTheStateIsTold() {
        state.groups.put("site", group("site", Optional.of(NOW.plusMillis(1))));
        decider().groupDue("site", state, NOW);
        assertThat(state.notes).containsExactly("later GROUP site");

        state.notes.clear();
        state.groups.clear();
        decider().groupDue("site", state, NOW);
        decider().caseDue(CLIENT, state, NOW);
        decider().deviceDue(CLIENT, state, NOW);

        assertThat(state.notes).containsExactly("drop GROUP site", "drop CASE a", "drop DEVICE a");
    }

    @Test
    void deadlineThatTheRulesFailOnIsDroppedAndTold() {
        state.groups.put("site", group("site", Optional.of(NOW)));
        script.onGroup = (name, cases, now) -> {
            throw new IllegalStateException("no idea");
        };
        decider().groupDue("site", state, NOW);

        assertThat(state.notes)
                .containsExactly(
                        "due GROUP site",
                        "undecided the deadline of group site: the rules about incidents failed on it:"
                                + " java.lang.IllegalStateException: no idea",
                        "drop GROUP site");
    }

    @Test
    void sightIsToldOnlyIfSomethingComesOfIt() {
        Sight sight = new Sight("mqtt", Sight.State.AWAY, Sight.Carries.CONNECTIONS, NOW, Optional.empty());
        decider().sighted(sight, state, NOW);
        assertThat(state.notes).isEmpty();

        script.onSight = (seen, cases, now) -> {
            cases.put(blind());
            return new Outcome(List.of(SampleIncidents.opened("blind", now)), List.of(), List.of());
        };
        decider().sighted(sight, state, NOW);

        assertThat(state.notes).containsExactly("sighted mqtt", "cases after nothing");
        assertThat(state.blind).containsExactly(blind());
    }

    @Test
    void verdictOfADeviceSaysThatItCouldNotBeCheckedWhileASourceIsBlind() {
        state.blind = List.of(blind());
        take(disconnected());
        decider().deviceDue(CLIENT, state, NOW.plus(SimpleRules.GRACE));

        assertThat(state.events.get(1).device().orElseThrow().blind()).isPresent();
    }

    private static BlindSource blind() {
        Ticket ticket = new Ticket(
                "i",
                IncidentKind.BLIND,
                "blind/mqtt",
                NOW,
                Optional.empty(),
                Optional.empty(),
                "blind",
                1,
                NOW,
                Optional.empty());
        return new BlindSource("mqtt", ticket, NOW, Sight.State.AWAY, Sight.Carries.CONNECTIONS, Optional.empty());
    }

    private static GroupCase group(String name, Optional<Instant> deadline) {
        return new GroupCase(
                name,
                Optional.empty(),
                Optional.of(new GroupCase.Flaps(1, NOW)),
                List.of(),
                Optional.empty(),
                deadline);
    }

    private static Outcome marks() {
        return new Outcome(List.of(), List.of(), List.of(new Signal.Marked(CLIENT, NOW, Overlay.FLAPPING, true)));
    }

    private static Signal connected() {
        return new Signal.Connected(CLIENT, NOW, Connection.UNKNOWN);
    }

    private static Signal disconnected() {
        return new Signal.Disconnected(CLIENT, NOW, Connection.UNKNOWN, Reason.CONNECTION_LOST);
    }

    private Decider decider() {
        return new Decider(rules, script);
    }

    private void take(Signal signal) {
        decider().take(signal, state, NOW);
    }

    private interface Rule<T> {
        Outcome of(T asked, Cases cases, Instant now);
    }

    private static final class Script extends NoIncidents {
        private Rule<Event> onEvent = (event, cases, now) -> Outcome.NONE;
        private Rule<String> onGroup = (group, cases, now) -> Outcome.NONE;
        private Rule<Sight> onSight = (sight, cases, now) -> Outcome.NONE;

        @Override
        public Outcome on(Event event, Cases cases, Instant now) {
            return onEvent.of(event, cases, now);
        }

        @Override
        public Outcome due(String group, Cases cases, Instant now) {
            return onGroup.of(group, cases, now);
        }

        @Override
        public Outcome sighted(Sight sight, Cases cases, Instant now) {
            return onSight.of(sight, cases, now);
        }
    }
}
