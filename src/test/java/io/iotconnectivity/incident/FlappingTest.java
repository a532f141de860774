package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.presence.StalePolicy;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Overlay;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlappingTest {
    private final Fleet fleet = Fleet.with(Fleet.grouped());

    private void flap(String id, int times) {
        for (int i = 0; i < times; i++) {
            fleet.drops(id).passesSeconds(10).connects(id).passesSeconds(20);
        }
    }

    @Test
    void aDeviceThatComesAndGoesIsOneIncident() {
        fleet.connects("a");
        flap("a", 12);
        fleet.passesMinutes(30);

        assertThat(fleet.told()).containsExactly("opened flapping/a", "resolved flapping/a");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).title())
                .isEqualTo("a is flapping: it dropped 5 times within 10 min");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("steady");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).title())
                .isEqualTo("a was flapping: it dropped 5 times within 10 min");
        assertThat(fleet.decisions().get(1).text())
                .isEqualTo("Its flapping incident was resolved: it dropped once within 10 min.");
        assertThat(fleet.events())
                .filteredOn(
                        event -> event.type() == EventType.DEVICE_FLAPPING || event.type() == EventType.DEVICE_STEADY)
                .extracting(event -> event.type().shortName())
                .containsExactly("device.flapping", "device.steady");
        assertThat(fleet.presence("a").overlays()).isEmpty();
    }

    @Test
    void fourDropsAreNotEnough() {
        fleet.connects("a");
        flap("a", 4);
        fleet.passesMinutes(11);
        flap("a", 4);

        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void outagesOfAnUnstableDeviceHaveNoIncidentOfTheirOwn() {
        fleet.connects("a");
        flap("a", 5);
        fleet.drops("a").passesMinutes(3).connects("a").passesSeconds(10);

        assertThat(fleet.told()).containsExactly("opened flapping/a");
        assertThat(fleet.decisions())
                .extracting(Decision::text)
                .containsExactly(
                        "An incident was opened: a is flapping: it dropped 5 times within 10 min."
                                + " Single outages are part of it until it is steady.",
                        "Its outage, CONNECTION_LOST (NETWORK), is part of its flapping incident, which is open.",
                        "It is back; its flapping incident stays open until it is steady.");
        assertThat(fleet.decided("a"))
                .containsExactly(Decision.What.OPENED, Decision.What.JOINED, Decision.What.NOTHING);
        assertThat(fleet.presence("a").overlays()).containsExactly(Overlay.FLAPPING);
    }

    @Test
    void oneThatIsAwayWhenItIsSteadyAgainHasAnIncidentOfItsOwn() {
        fleet.connects("a");
        flap("a", 5);
        fleet.drops("a").passesMinutes(30);

        assertThat(fleet.told()).containsExactly("opened flapping/a", "resolved flapping/a", "opened device/a");

        fleet.connects("a");
        assertThat(fleet.told()).endsWith("resolved device/a");
    }

    @Test
    void oneDropNowAndThenBetweenTheThresholdsDoesNotRattle() {
        fleet.connects("a");
        flap("a", 5);
        for (int i = 0; i < 10; i++) {
            fleet.passesMinutes(4);
            flap("a", 1);
        }

        assertThat(fleet.told()).containsExactly("opened flapping/a");
    }

    @Test
    void plannedDropsAndThoseThatAwsMadeAreNoSign() {
        fleet.connects("a");
        for (int i = 0; i < 10; i++) {
            fleet.drops("a", i % 2 == 0 ? Reason.CLIENT_INITIATED_DISCONNECT : Reason.SERVER_INITIATED_DISCONNECT)
                    .passesSeconds(5)
                    .connects("a")
                    .passesSeconds(5);
        }

        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void aSilenceKeepsItBack() {
        fleet.connects("a").silence("a", Duration.ofHours(1));
        flap("a", 8);

        assertThat(fleet.told()).isEmpty();
        assertThat(fleet.decided("a")).containsExactly(Decision.What.SUPPRESSED);

        fleet.endsSilences();
        flap("a", 1);
        assertThat(fleet.told()).containsExactly("opened flapping/a");
    }

    @Test
    void aWholeGroupThatComesAndGoesIsNoFlood() {
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 100; i++) {
                fleet.connects("site/" + i);
            }
            fleet.passesSeconds(20);
            for (int i = 0; i < 100; i++) {
                fleet.drops("site/" + i);
            }
            fleet.passesSeconds(10);
        }

        assertThat(fleet.incidents(EventType.INCIDENT_OPENED))
                .singleElement()
                .satisfies(opened -> assertThat(opened.key()).isEqualTo("flapping/group:site"));
    }

    @Test
    void aDeviceThatComesAndGoesIsDownWhenItsIncidentOpensAndNotWhenItIsSteady() {
        fleet.connects("a");
        flap("a", 5);
        fleet.passesMinutes(20);

        assertThat(fleet.last(EventType.INCIDENT_OPENED).downCount()).isOne();
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).downCount()).isZero();
        assertThat(fleet.desk().groups()).isEmpty();
    }

    @Test
    void aSilenceOfADeviceThatComesAndGoesIsPartOfItsFlappingIncident() {
        Fleet silent = Fleet.with(silentAfterTwoMinutes(), Fleet.grouped());
        silent.connects("a");
        for (int i = 0; i < 4; i++) {
            silent.drops("a").passesSeconds(3).connects("a").passesSeconds(3);
        }
        silent.passesMinutes(2);
        assertThat(silent.told()).containsExactly("opened device/a");

        silent.drops("a").passesSeconds(3);
        assertThat(silent.told()).containsExactly("opened device/a", "opened flapping/a", "resolved device/a");
        assertThat(silent.last(EventType.INCIDENT_RESOLVED).mergedInto())
                .contains(silent.last(EventType.INCIDENT_OPENED).incidentId());
        assertThat(silent.decided("a"))
                .containsExactly(Decision.What.OPENED, Decision.What.OPENED, Decision.What.MERGED);
    }

    @Test
    void aDeviceThatComesAndGoesIsNotCountedForAStorm() {
        Policy quick = silentAfterTwoMinutes()
                .with(Reason.CLIENT_ERROR, new ReasonPolicy(Cause.DEVICE, Duration.ofSeconds(10), Severity.WARNING));
        Fleet silent = Fleet.with(quick, Fleet.grouped(3, Optional.empty()));
        silent.connects("site/a");
        for (int i = 0; i < 4; i++) {
            silent.drops("site/a").passesSeconds(3).connects("site/a").passesSeconds(3);
        }
        silent.passesSeconds(60).connects("site/b").connects("site/c").passesSeconds(60);
        assertThat(silent.told()).containsExactly("opened device/site/a");
        silent.drops("site/a").passesSeconds(5);
        silent.drops("site/b", Reason.CLIENT_ERROR)
                .drops("site/c", Reason.CLIENT_ERROR)
                .passesSeconds(15);

        assertThat(silent.told())
                .contains("opened flapping/site/a", "opened device/site/b", "opened device/site/c")
                .doesNotContain("opened group/site");
    }

    private static Policy silentAfterTwoMinutes() {
        Policy usual = Policy.defaults();
        return new Policy(
                usual.reasons(),
                usual.defaultGrace(),
                usual.settle(),
                true,
                usual.asking(),
                new StalePolicy(List.of(), Optional.of(Duration.ofMinutes(2))));
    }

    @Test
    void afterARestartAsWellADeviceThatComesAndGoesMakesNoStorm() {
        Fleet small = Fleet.with(Fleet.grouped(2, Optional.empty()));
        small.connects("site/a").connects("site/b");
        for (int i = 0; i < 5; i++) {
            small.drops("site/a").passesSeconds(3).connects("site/a").passesSeconds(3);
        }
        small.passesSeconds(60).drops("site/a").passesSeconds(10).restarts();
        small.passesSeconds(10).drops("site/b").passesMinutes(1);

        assertThat(small.told()).containsExactly("opened flapping/site/a", "opened device/site/b");
    }

    @Test
    void aDeviceOfAGroupThatHasAStormIsNotToldOfAloneAndThatIsSaidOnce() {
        Fleet small = Fleet.with(Fleet.grouped(3, Optional.empty()));
        List.of("site/a", "site/b", "site/c", "site/d").forEach(small::connects);
        List.of("site/a", "site/b", "site/c").forEach(small::drops);
        small.passesMinutes(2);
        for (int i = 0; i < 7; i++) {
            small.drops("site/d").passesSeconds(3).connects("site/d").passesSeconds(3);
        }

        assertThat(small.told()).doesNotContain("opened flapping/site/d");
        assertThat(small.decisions())
                .filteredOn(decision -> decision.client().value().equals("site/d"))
                .extracting(Decision::text)
                .containsExactly(
                        "It is flapping, and so are others of its group, so no incident is opened for it alone.");
    }

    @Test
    void aDeviceThatIsExemptIsToldOfAloneAlsoDuringTheStormOfItsGroup() {
        Fleet small = Fleet.with(Fleet.grouped(3, Optional.of(ClientPattern.of("site/d"))));
        List.of("site/a", "site/b", "site/c", "site/d").forEach(small::connects);
        List.of("site/a", "site/b", "site/c").forEach(small::drops);
        small.passesMinutes(2);
        for (int i = 0; i < 5; i++) {
            small.drops("site/d").passesSeconds(3).connects("site/d").passesSeconds(3);
        }

        assertThat(small.told()).contains("opened flapping/site/d");
    }

    @Test
    void nextDevicesOfAGroupThatComeAndGoWaitUntilTheFirstIsAWindowAgo() {
        Fleet small = Fleet.with(Fleet.grouped(2, Optional.empty()));
        IntStream.range(0, 9).forEach(i -> small.connects("site/" + i));
        flaps(small, "site/0");
        small.passesSeconds(70);
        flaps(small, "site/1");
        small.passesSeconds(70);
        // A storm that begins and ends meanwhile makes no difference.
        small.drops("site/7")
                .drops("site/8")
                .passesSeconds(40)
                .connects("site/7")
                .connects("site/8");
        small.passesSeconds(70);
        assertThat(small.told()).contains("resolved group/site");
        flaps(small, "site/2");
        assertThat(small.told()).doesNotContain("opened flapping/site/2");

        // The first was told of at its fifth drop, 24 s after the beginning.
        small.passes(Duration.between(small.now(), Fleet.START.plusSeconds(600)));
        flaps(small, "site/3");
        assertThat(small.told()).contains("opened flapping/site/3");
    }

    private static void flaps(Fleet fleet, String id) {
        for (int i = 0; i < 5; i++) {
            fleet.drops(id).passesSeconds(3).connects(id).passesSeconds(3);
        }
    }
}
