package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventSchema;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Extra;
import io.iotconnectivity.signal.ExtraField;
import io.iotconnectivity.signal.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What enrich routes know about devices is in their incidents, and decides who is told of those. */
class ExtraOfIncidentsTest {
    private static final ExtraField SITE = new ExtraField("sites", "site");
    private static final CloudEvents JSON = new CloudEvents("iot-connectivity/eu-west-1");
    private final Fleet fleet = Fleet.with(Fleet.grouped().routedBy(Set.of(SITE)));

    @Test
    void aStormNamesWhatAllItsDevicesHaveInCommonOnceNoneIsInItsGrace() {
        drop(devices("a", "Oslo", 30));

        assertThat(fleet.last(EventType.INCIDENT_OPENED).extra()).isEmpty();
        assertThat(fleet.last(EventType.INCIDENT_OPENED).extraValues()).isEqualTo(values("Oslo"));

        fleet.passesMinutes(3);

        IncidentData told = fleet.last(EventType.INCIDENT_UPDATED);
        assertThat(told.extra()).containsExactly(Map.entry("sites", new Extra(Map.of("site", "Oslo"))));
        assertThat(told.extraValues()).isEqualTo(values("Oslo"));
        assertThat(fleet.events()).allSatisfy(event -> assertThat(EventSchema.validate(JSON.write(event)))
                .as("%s", event)
                .isEmpty());
    }

    @Test
    void aStormOfSeveralSitesNamesThemAllAndSaysSoAtOnce() {
        List<String> oslo = devices("a", "Oslo", 25);
        List<String> bergen = devices("b", "Bergen", 5);
        fleet.passesMinutes(20);
        oslo.forEach(fleet::drops);
        fleet.passesSeconds(31);
        bergen.forEach(fleet::drops);
        fleet.passesSeconds(30);

        IncidentData told = fleet.last(EventType.INCIDENT_UPDATED);
        assertThat(told.key()).isEqualTo("group/plant");
        assertThat(told.extraValues()).isEqualTo(values("Oslo", "Bergen"));
        assertThat(fleet.desk().group("plant").storm().orElseThrow().extra().common())
                .isEmpty();
    }

    @Test
    void aDeviceOfWhichNothingIsKnownIsNamedSo() {
        List<String> devices = new ArrayList<>(devices("a", "Oslo", 20));
        fleet.connects("plant/other");
        devices.add("plant/other");
        fleet.passesMinutes(20);
        drop(devices);
        fleet.passesMinutes(3);

        assertThat(fleet.last(EventType.INCIDENT_UPDATED).extraValues()).isEqualTo(values("Oslo", "unknown"));
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).extra()).isEmpty();
    }

    @Test
    void moreValuesThanCanBeToldAreNotListed() {
        List<String> devices = IntStream.range(0, 30)
                .mapToObj(n -> devices("n" + n, "site " + n, 1).get(0))
                .toList();
        fleet.passesMinutes(20);
        drop(devices);
        fleet.passesMinutes(3);

        assertThat(fleet.last(EventType.INCIDENT_UPDATED).valuesOf(SITE))
                .hasSize(SharedExtra.MOST_VALUES + 1)
                .endsWith(IncidentData.OTHER_VALUES);
    }

    @Test
    void withoutASettingThatChoosesByAFieldNoValuesAreKept() {
        Fleet usual = Fleet.with(Fleet.grouped());
        List<String> devices = devices(usual, "a", "Oslo", 30);
        usual.passesMinutes(20);
        devices.forEach(usual::drops);
        usual.passesMinutes(3);

        assertThat(usual.last(EventType.INCIDENT_UPDATED).extra()).containsKey("sites");
        assertThat(usual.last(EventType.INCIDENT_UPDATED).extraValues()).isEmpty();
    }

    @Test
    void incidentsThatAreOpenedBeforeAnOutageIsAnnouncedKnowItToo() {
        List<String> devices = devices("a", "Oslo", 3);
        for (int i = 0; i < 6; i++) {
            fleet.connects(devices.get(0))
                    .passesSeconds(5)
                    .drops(devices.get(0))
                    .passesSeconds(5);
        }
        assertThat(fleet.last(EventType.INCIDENT_OPENED).kind().word()).isEqualTo("flapping");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).valuesOf(SITE)).containsExactly("Oslo");

        for (int i = 0; i < 4; i++) {
            fleet.passesSeconds(20).isTakenOver(devices.get(1), "certificate-" + i % 2, "192.0.2." + i % 2);
        }
        assertThat(fleet.last(EventType.INCIDENT_OPENED).kind().word()).isEqualTo("conflict");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).valuesOf(SITE)).containsExactly("Oslo");

        for (int i = 0; i < 4; i++) {
            fleet.passesSeconds(20).isRefused(devices.get(2));
        }
        assertThat(fleet.last(EventType.INCIDENT_OPENED).kind().word()).isEqualTo("credentials");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).valuesOf(SITE)).containsExactly("Oslo");
    }

    @Test
    void whatBecomesKnownTooLateForTheOpeningIsAnUpdateAtOnce() {
        fleet.connects("plant/a").passesMinutes(20).drops("plant/a").passesMinutes(2);
        assertThat(fleet.last(EventType.INCIDENT_OPENED).valuesOf(SITE)).containsExactly("unknown");
        int before = fleet.events().size();

        tells(fleet, "plant/a", Map.of("site", "Oslo"));
        tells(fleet, "plant/a", Map.of("site", "Oslo"));

        assertThat(fleet.events().subList(before, fleet.events().size()))
                .extracting(Event::type)
                .containsExactly(EventType.DEVICE_SIGNAL, EventType.INCIDENT_UPDATED);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).valuesOf(SITE)).containsExactly("Oslo");
        assertThat(fleet.events()).allSatisfy(event -> assertThat(EventSchema.validate(JSON.write(event)))
                .as("%s", event)
                .isEmpty());
    }

    @Test
    void whatDecidesNothingWaitsForTheNextEventOfTheIncident() {
        fleet.connects("plant/a").passesMinutes(20).drops("plant/a").passesMinutes(2);
        int before = fleet.events().size();

        tells(fleet, "plant/a", Map.of("owner", "Kari"));

        assertThat(fleet.events().subList(before, fleet.events().size()))
                .extracting(Event::type)
                .containsExactly(EventType.DEVICE_SIGNAL);
        fleet.connects("plant/a");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).extra())
                .containsExactly(Map.entry("sites", new Extra(Map.of("owner", "Kari"))));
    }

    @Test
    void aStormNamesAtOnceWhatBecomesKnownOfItsDevices() {
        List<String> devices =
                IntStream.range(0, 30).mapToObj(n -> "plant/" + n).toList();
        devices.forEach(fleet::connects);
        drop(devices);
        fleet.passesMinutes(3);
        assertThat(fleet.last(EventType.INCIDENT_OPENED).valuesOf(SITE)).containsExactly("unknown");
        int before = fleet.events().size();

        devices.forEach(device -> tells(fleet, device, Map.of("site", "Oslo")));

        assertThat(fleet.events().subList(before, fleet.events().size()))
                .filteredOn(event -> event.type() == EventType.INCIDENT_UPDATED)
                .hasSize(1);
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).valuesOf(SITE)).containsExactly("unknown", "Oslo");
    }

    @Test
    void aConflictThatIsSeenWhenTheOtherClientConnectsKnowsTheDevice() {
        String device = devices("a", "Oslo", 1).get(0);
        for (int i = 0; i < 4; i++) {
            fleet.passesSeconds(20).isTakenOver(device, "certificate", "192.0.2.1");
        }
        assertThat(fleet.events()).noneMatch(event -> event.type() == EventType.INCIDENT_OPENED);

        fleet.passesSeconds(20).connects(device, "another", "198.51.100.7");

        assertThat(fleet.last(EventType.INCIDENT_OPENED).kind().word()).isEqualTo("conflict");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).valuesOf(SITE)).containsExactly("Oslo");
    }

    @Test
    void anOutageWhoseStateIsLostGoesOnWithWhatIsKnownOfItsDevice() {
        String device = devices("a", "Oslo", 1).get(0);
        fleet.passesMinutes(20).drops(device).passesMinutes(2).losesCase(device).connects(device);

        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).valuesOf(SITE)).containsExactly("Oslo");
    }

    @Test
    void aStormWhoseStateIsLostGoesOnWithWhatItsLatestEventSaid() {
        drop(devices("a", "Oslo", 30));
        fleet.passesMinutes(3).losesGroup("plant");

        SharedExtra extra = fleet.desk().group("plant").storm().orElseThrow().extra();

        assertThat(extra.common()).containsKey("sites");
        assertThat(extra.values()).containsExactly(Map.entry(SITE, List.of("Oslo")));
    }

    private void drop(List<String> devices) {
        fleet.passesMinutes(20);
        devices.forEach(fleet::drops);
        fleet.passesSeconds(30);
    }

    private List<String> devices(String name, String site, int count) {
        return devices(fleet, name, site, count);
    }

    /** Connected devices of one group, of which an enrich route has told. */
    private static List<String> devices(Fleet fleet, String name, String site, int count) {
        List<String> devices = IntStream.range(0, count)
                .mapToObj(n -> "plant/" + name + "-" + n)
                .toList();
        for (String device : devices) {
            fleet.connects(device);
            tells(fleet, device, Map.of("site", site));
        }
        return devices;
    }

    private static void tells(Fleet fleet, String device, Map<String, String> fields) {
        fleet.take(new Signal.Enriched(new ClientId(device), fleet.now(), "sites", Optional.of(new Extra(fields))));
    }

    private static Map<String, Map<String, List<String>>> values(String... sites) {
        return Map.of("sites", Map.of("site", List.of(sites)));
    }
}
