package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.presence.ClassRule;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.signal.ClientPattern;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClassesOfIncidentsTest {
    private static final Policy USUAL = Policy.defaults();
    private final Fleet fleet =
            Fleet.with(new DeviceClasses(USUAL, List.of(entry("trucks"), entry("meters"))), Fleet.grouped());

    @Test
    void theIncidentOfADeviceNamesItsClassFromItsBeginningToItsEnd() {
        fleet.connects("trucks-1").drops("trucks-1").passesMinutes(5);
        assertThat(fleet.last(EventType.INCIDENT_OPENED).classes()).containsExactly("trucks");

        fleet.connects("trucks-1").passesMinutes(5);

        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).classes()).containsExactly("trucks");
    }

    @Test
    void theDefaultClassIsNotNamed() {
        fleet.connects("pump-1").drops("pump-1").passesMinutes(5);

        assertThat(fleet.last(EventType.INCIDENT_OPENED).classes()).isEmpty();
    }

    @Test
    void aFlappingDeviceHasAClass() {
        for (int i = 0; i < 6; i++) {
            fleet.connects("trucks-1").passesSeconds(5).drops("trucks-1").passesSeconds(5);
        }

        assertThat(fleet.last(EventType.INCIDENT_OPENED).key()).isEqualTo("flapping/trucks-1");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).classes()).containsExactly("trucks");
    }

    @Test
    void aStormNamesTheClassesOfAllThatWerePartOfIt() {
        List<String> devices = IntStream.range(0, 30)
                .boxed()
                .flatMap(n -> Stream.of("site/trucks-" + n, "site/pump-" + n))
                .toList();
        devices.forEach(fleet::connects);
        fleet.passesMinutes(20);
        devices.forEach(fleet::drops);
        fleet.passesMinutes(3);

        assertThat(fleet.last(EventType.INCIDENT_UPDATED).key()).isEqualTo("group/site");
        assertThat(fleet.desk().group("site").storm().orElseThrow().classes()).containsExactly("default", "trucks");
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).classes()).containsExactly("default", "trucks");
    }

    @Test
    void aStormOfOneClassNamesThat() {
        List<String> devices =
                IntStream.range(0, 30).mapToObj(n -> "site/meters-" + n).toList();
        devices.forEach(fleet::connects);
        fleet.passesMinutes(20);
        devices.forEach(fleet::drops);
        fleet.passesMinutes(3);

        assertThat(fleet.last(EventType.INCIDENT_OPENED).classes()).containsExactly("meters");
    }

    static DeviceClasses.Entry entry(String name) {
        ClassRule rule = new ClassRule(
                Optional.of(ClientPattern.of("(.*/)?" + name + "-.*")), Optional.empty(), Optional.empty(), "");
        Policy policy = new Policy(
                USUAL.reasons(),
                USUAL.defaultGrace(),
                USUAL.settle(),
                USUAL.presenceEvents(),
                USUAL.asking(),
                USUAL.silence(),
                Optional.of(DeviceClass.named(name)));
        return new DeviceClasses.Entry(rule, policy);
    }
}
