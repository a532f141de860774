package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Advice;
import io.iotconnectivity.presence.ClassRule;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.signal.ClientPattern;
import io.iotconnectivity.signal.Hours;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the class of a device means to incidents. Every story begins at midnight, on a Monday. */
class ClassIncidentTest {
    private static final DeviceClass OFFICE = DeviceClass.named("office").within(Hours.of("Mon-Fri 08:00-18:00"));

    @Test
    void outageOutsideOfTheHoursGetsItsIncidentWhenTheyBegin() {
        Fleet fleet = fleet(OFFICE).connects("c1").drops("c1").passesMinutes(7 * 60 + 59);

        assertThat(fleet.told()).isEmpty();
        assertThat(fleet.decisions().get(0).text())
                .isEqualTo(
                        "No incident is opened for CONNECTION_LOST (NETWORK), because devices of class office matter only"
                                + " Mon-Fri 08:00-18:00, next from 2026-11-23T08:00:00Z.");
        fleet.passesMinutes(2);
        assertThat(fleet.told()).containsExactly("opened device/c1");
        fleet.passesMinutes(11 * 60).connects("c1");
        assertThat(fleet.told()).containsExactly("opened device/c1", "resolved device/c1");
    }

    @Test
    void outageThatIsOverBeforeTheHoursBeginGetsNone() {
        Fleet fleet = fleet(OFFICE)
                .connects("c1")
                .drops("c1")
                .passesMinutes(60)
                .connects("c1")
                .passesMinutes(600);

        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void devicesOutsideOfTheirHoursMakeNoStormOfOneThatMatters() {
        Fleet fleet = fleet(OFFICE);
        connect(fleet, 30).connects("other").passesMinutes(20);
        drop(fleet, 30).drops("other").passesMinutes(2);

        assertThat(fleet.told()).containsExactly("opened device/other");
    }

    @Test
    void deviceOfAnExemptClassHasAnIncidentOfItsOwnInAStorm() {
        Fleet fleet = fleet(DeviceClass.named("core").exempt());
        connect(fleet, 1);
        for (int i = 0; i < 30; i++) {
            fleet.connects("d" + i);
        }
        fleet.passesMinutes(20);
        drop(fleet, 1);
        for (int i = 0; i < 30; i++) {
            fleet.drops("d" + i);
        }
        fleet.passesMinutes(2);

        assertThat(fleet.told()).containsExactlyInAnyOrder("opened device/c0", "opened group/fleet");
        assertThat(fleet.desk().stormMembers("fleet")).hasSize(30);
    }

    @Test
    void devicesThatGoToSleepTogetherAreNoStormAndOneIncidentEachWhenTheyAreOverdue() {
        Fleet fleet = fleet(DeviceClass.named("sleepers").sleeping(Duration.ofHours(2)));
        connect(fleet, 30).connects("other").passesMinutes(20);
        for (int i = 0; i < 30; i++) {
            fleet.drops("c" + i, Reason.CLIENT_INITIATED_DISCONNECT);
        }
        fleet.drops("other").passesMinutes(60);
        assertThat(fleet.told()).containsExactly("opened device/other");

        connect(fleet, 29).passesMinutes(61);
        assertThat(fleet.told()).containsExactly("opened device/other", "opened device/c29");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).severity()).hasValue(Severity.WARNING);
        assertThat(fleet.last(EventType.INCIDENT_OPENED).advice()).hasValue(Advice.OVERDUE);
        assertThat(fleet.last(EventType.INCIDENT_OPENED).title()).contains(" is overdue: ");
    }

    private static Fleet connect(Fleet fleet, int devices) {
        for (int i = 0; i < devices; i++) {
            fleet.connects("c" + i);
        }
        return fleet;
    }

    private static Fleet drop(Fleet fleet, int devices) {
        for (int i = 0; i < devices; i++) {
            fleet.drops("c" + i);
        }
        return fleet;
    }

    /** A fleet in which the devices whose id begins with c are of this class. */
    private static Fleet fleet(DeviceClass of) {
        Policy usual = Policy.defaults();
        Policy own = new Policy(
                usual.reasons(),
                usual.defaultGrace(),
                usual.settle(),
                true,
                usual.asking(),
                usual.silence(),
                Optional.of(of));
        Policy policy = of.expectedBack()
                .map(time -> own.with(
                        Reason.CLIENT_INITIATED_DISCONNECT, new ReasonPolicy(Cause.PLANNED, time, Severity.WARNING)))
                .orElse(own);
        ClassRule rule = new ClassRule(
                Optional.of(ClientPattern.of("c.*")), Optional.empty(), Optional.empty(), "class.c.clients = c.*");
        return Fleet.with(
                new DeviceClasses(usual, List.of(new DeviceClasses.Entry(rule, policy))), IncidentPolicy.defaults());
    }
}
