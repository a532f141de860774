package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Sentence;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.presence.CutOff;
import io.iotconnectivity.presence.Link;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Devices that are taken out of service, come back, or are forgotten, in every engine. */
public abstract class LifeContract extends IncidentStory {
    private static final LifeChange BY_ANNA =
            LifeChange.byOperator(Optional.of("anna"), Optional.of("replaced by pump-8"));

    @Test
    void retiredDeviceKeepsItsStoryThroughARestartAndComesBackByConnecting() {
        connect(List.of("a", "b"));
        drop("a");
        passGrace("a");
        accept(new Signal.Retired(new ClientId("a"), clock.instant(), BY_ANNA));
        awaitStates(List.of("a"), Verdict.RETIRED);
        await().untilAsserted(
                        () -> assertThat(only(IncidentKind.DEVICE).resolution()).contains("retired"));
        restart();

        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().lifeChange())
                .contains(BY_ANNA);
        assertThat(engine.ledger().devicesByState())
                .containsExactlyInAnyOrderEntriesOf(Map.of(Verdict.ONLINE, 1L, Verdict.RETIRED, 1L));
        assertThat(decided("a")).containsExactly(Decision.What.RESOLVED, Decision.What.OPENED);
        assertThat(engine.ledger()
                        .events(new ClientId("a"), Optional.empty(), 1)
                        .items())
                .allSatisfy(event -> {
                    assertThat(event.type()).isEqualTo(EventType.DEVICE_RETIRED);
                    assertThat(event.device().orElseThrow().lifeChange()).contains(BY_ANNA);
                });
        clock.advance(Duration.ofHours(2));
        connect("a");
        awaitStates(List.of("a"), Verdict.ONLINE);
        assertThat(engine.ledger().device(new ClientId("a")).orElseThrow().lifeChange())
                .isEmpty();
        assertNoDeadLetters();
    }

    @Test
    void deviceThatWasCutOffTellsWhoAskedForItAlsoAfterARestart() {
        connect("a");
        accept(List.of("a"), client -> new Signal.CutOff(new ClientId(client), clock.instant(), BY_ANNA));
        accept(
                List.of("a"),
                client -> new Signal.Disconnected(
                        new ClientId(client), clock.instant(), connection(), Reason.API_INITIATED_DISCONNECT));
        restart();
        passGrace("a");

        assertThat(engine.ledger()
                        .device(new ClientId("a"))
                        .flatMap(Presence::link)
                        .flatMap(Link::cutOff)
                        .map(CutOff::by))
                .contains(BY_ANNA);
        List<Event> events =
                engine.ledger().events(new ClientId("a"), Optional.empty(), 10).items();
        assertThat(events)
                .extracting(Event::type)
                .containsSubsequence(EventType.DEVICE_OFFLINE, EventType.DEVICE_SIGNAL, EventType.DEVICE_CUT_OFF);
        assertThat(Sentence.of(events.get(0))).contains("disconnected by anna: replaced by pump-8");
        assertNoDeadLetters();
    }

    @Test
    void forgottenDeviceLeavesNothingBehindAndIsNewWhenItConnects() {
        connect(List.of("site/a", "site/b"));
        drop("site/a");
        passGrace("site/a");
        IncidentData opened = only(IncidentKind.DEVICE);
        clock.advance(Duration.ofHours(2));
        accept(new Signal.Forgotten(new ClientId("site/a"), clock.instant(), clock.instant()));
        await().until(() -> engine.ledger().device(new ClientId("site/a")).isEmpty());
        await().untilAsserted(() -> assertThat(only(IncidentKind.DEVICE)).satisfies(ended -> {
            assertThat(ended.incidentId()).isEqualTo(opened.incidentId());
            assertThat(ended.resolution()).contains("forgotten");
        }));
        restart();

        assertThat(engine.ledger().device(new ClientId("site/a"))).isEmpty();
        assertThat(engine.ledger().devicesByState()).isEqualTo(Map.of(Verdict.ONLINE, 1L));
        assertThat(engine.ledger().devices(DeviceQuery.ALL, 10).total()).isEqualTo(1);
        assertThat(engine.ledger().groups(10)).containsExactly(new GroupCount("site", 1, 0));
        assertThat(eventIds("site/a")).isEmpty();
        assertThat(decided("site/a")).isEmpty();
        connect("site/a");
        await().until(() -> eventIds("site/a").size() == 1);
        awaitStates(List.of("site/a"), Verdict.ONLINE);
        assertNoDeadLetters();
    }
}
