package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.signal.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The loss of a parent that is noticed after that of its children. */
class TakeoverTest {
    private static final String GATEWAY = "gateway";

    private final Fleet fleet = Fleet.with(depending(20, "gateway"));

    private static IncidentPolicy depending(int storm, String parent) {
        IncidentPolicy usual = Fleet.grouped(storm, Optional.empty());
        return new IncidentPolicy(
                usual.grouping(),
                usual.storms(),
                usual.flapping(),
                usual.conflict(),
                usual.credentials(),
                usual.updateEvery(),
                new Suppressions(List.of(), List.of(Dependency.of("site/.*", parent))));
    }

    @Test
    void itsIncidentTakesOverThoseOfItsChildren() {
        fleet.connects(GATEWAY).connects("site/1").connects("other");
        fleet.drops("site/1").drops("other").passesMinutes(2).drops(GATEWAY).passesMinutes(1);

        assertThat(fleet.told())
                .containsExactlyInAnyOrder(
                        "opened device/site/1",
                        "opened device/other",
                        "opened device/gateway",
                        "resolved device/site/1");
        IncidentData merged = fleet.last(EventType.INCIDENT_RESOLVED);
        assertThat(merged.resolution()).contains("merged");
        assertThat(merged.mergedInto())
                .contains(fleet.last(EventType.INCIDENT_OPENED).incidentId());
        assertThat(fleet.decided("site/1")).containsExactly(Decision.What.OPENED, Decision.What.MERGED);
        assertThat(fleet.decisions()).anySatisfy(decision -> assertThat(decision.text())
                .endsWith("because gateway, which it depends on, is away."));
    }

    @Test
    void childrenThatAreStillAwayWhenItReturnsHaveIncidentsOfTheirOwn() {
        fleet.connects(GATEWAY).connects("site/1").connects("site/2");
        fleet.drops("site/1").drops("site/2").passesMinutes(1).drops(GATEWAY).passesMinutes(5);
        String before = fleet.incidents(EventType.INCIDENT_OPENED).get(0).incidentId();
        fleet.connects(GATEWAY).connects("site/2").passesMinutes(2);

        IncidentData again = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(again.key()).isEqualTo("device/site/1");
        assertThat(again.incidentId()).isNotEqualTo(before);
        assertThat(open(fleet)).containsExactly("device/site/1");
    }

    @Test
    void anIncidentThatIsOlderIsAnotherMatter() {
        fleet.connects(GATEWAY).connects("site/1");
        fleet.drops("site/1").passesMinutes(6).drops(GATEWAY).passesMinutes(1);

        assertThat(open(fleet)).containsExactly("device/gateway", "device/site/1");
    }

    @Test
    void aParentThatIsBackWithinItsGraceTakesOverNothing() {
        fleet.connects(GATEWAY).connects("site/1");
        fleet.drops("site/1")
                .passesMinutes(1)
                .drops(GATEWAY)
                .passesSeconds(10)
                .connects(GATEWAY)
                .passesMinutes(5);

        assertThat(fleet.told()).containsExactly("opened device/site/1");
    }

    @Test
    void aStormOfChildrenGoesOnInTheIncidentOfTheParent() {
        List<String> site = IntStream.range(0, 25).mapToObj(i -> "site/" + i).toList();
        fleet.connects(GATEWAY);
        site.forEach(fleet::connects);
        site.forEach(fleet::drops);
        fleet.passesMinutes(2);
        assertThat(open(fleet)).containsExactly("group/site");
        fleet.drops(GATEWAY).passesMinutes(1);

        assertThat(open(fleet)).containsExactly("device/gateway");
        assertThat(fleet.incidents(EventType.INCIDENT_RESOLVED))
                .filteredOn(incident -> incident.key().equals("group/site"))
                .singleElement()
                .satisfies(storm -> assertThat(storm.mergedInto())
                        .contains(fleet.last(EventType.INCIDENT_OPENED).incidentId()));

        fleet.connects(GATEWAY).passesMinutes(3);
        assertThat(open(fleet)).as("those that are still away").containsExactly("group/site");
    }

    @Test
    void aGroupThatIsTheParentTakesOverToo() {
        Fleet core = Fleet.with(depending(3, "group:core"));
        List<String> switches = List.of("core/1", "core/2", "core/3");
        core.connects("site/1");
        switches.forEach(core::connects);
        core.drops("site/1").passesMinutes(2);
        switches.forEach(core::drops);
        core.passesMinutes(1);

        assertThat(open(core)).containsExactly("group/core");
    }

    @Test
    void childrenAreKnownAlsoAfterARestart() {
        fleet.connects(GATEWAY).connects("site/1");
        fleet.drops("site/1").passesMinutes(2).restarts().drops(GATEWAY).passesMinutes(1);

        assertThat(open(fleet)).containsExactly("device/gateway");
    }

    /**
     * Whichever loss is noticed first: in the end one incident is open, that of the parent, and nobody was paged
     * twice.
     */
    @Property(tries = 300)
    void theOrderOfTheNoticesMakesNoDifference(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 8) int children, @ForAll boolean restarts) {
        Fleet site = Fleet.with(depending(random.nextBoolean() ? 3 : 20, GATEWAY));
        List<String> devices = new ArrayList<>(List.of(GATEWAY));
        IntStream.range(0, children).forEach(i -> devices.add("site/" + i));
        devices.forEach(site::connects);
        Collections.shuffle(devices, random);
        int left = 280;
        for (String device : devices) {
            site.drops(device);
            int pause = random.nextInt(Math.min(left, 120) + 1);
            left -= pause;
            site.passesSeconds(pause);
            if (restarts && random.nextInt(4) == 0) {
                site.restarts();
            }
        }
        site.passesMinutes(5);

        assertThat(open(site)).containsExactly("device/gateway");
        assertThat(site.incidents(EventType.INCIDENT_OPENED))
                .extracting(IncidentData::key)
                .doesNotHaveDuplicates();

        devices.forEach(site::connects);
        site.passesMinutes(5);
        assertThat(open(site)).isEmpty();
    }

    private static List<String> open(Fleet fleet) {
        Map<String, IncidentData> latest = new LinkedHashMap<>();
        fleet.events().forEach(event -> event.incident().ifPresent(told -> latest.put(told.incidentId(), told)));
        return latest.values().stream()
                .filter(incident -> incident.status() == IncidentStatus.OPEN)
                .map(IncidentData::key)
                .sorted()
                .toList();
    }

    @Test
    void onlyTheFirstOfAStormTakesOverForAllOfIt() {
        Policy slow = Policy.defaults()
                .with(Reason.THROTTLED, new ReasonPolicy(Cause.DEVICE, Duration.ofMinutes(5), Severity.WARNING));
        Fleet core = Fleet.with(slow, depending(3, "group:core"));
        List.of("site/1", "core/1", "core/2", "core/3", "core/4", "core/5").forEach(core::connects);
        core.drops("site/1");
        core.passesSeconds(100).drops("core/4", Reason.THROTTLED);
        core.passesSeconds(80).drops("core/5", Reason.THROTTLED);
        core.passesSeconds(190);
        List.of("core/1", "core/2", "core/3").forEach(core::drops);
        core.passesMinutes(5);

        // It was lost more than five minutes before the first, but not before those that waited longer.
        assertThat(open(core)).containsExactly("device/site/1", "group/core");
        assertThat(core.desk().stormMembers("core")).hasSize(5);
    }

    @Test
    void aParentThatComesAndGoesTakesOverWhenItStaysAway() {
        fleet.connects(GATEWAY).connects("site/1");
        for (int i = 0; i < 5; i++) {
            fleet.drops(GATEWAY).passesSeconds(3).connects(GATEWAY).passesSeconds(3);
        }
        fleet.drops("site/1").passesMinutes(1);
        assertThat(open(fleet)).containsExactly("device/site/1", "flapping/gateway");

        fleet.drops(GATEWAY).passesMinutes(1);
        assertThat(open(fleet)).containsExactly("flapping/gateway");
    }

    @Test
    void aStormGoesOnForThoseThatDoNotDependOnTheParent() {
        IncidentPolicy usual = Fleet.grouped(3, Optional.empty());
        Fleet part = Fleet.with(new IncidentPolicy(
                usual.grouping(),
                usual.storms(),
                usual.flapping(),
                usual.conflict(),
                usual.credentials(),
                usual.updateEvery(),
                new Suppressions(List.of(), List.of(Dependency.of("site/[12]", GATEWAY)))));
        List<String> site = List.of("site/1", "site/2", "site/3", "site/4");
        part.connects(GATEWAY);
        site.forEach(part::connects);
        site.forEach(part::drops);
        part.passesMinutes(1).drops(GATEWAY).passesMinutes(1);

        assertThat(open(part)).containsExactly("device/gateway", "group/site");
        assertThat(part.desk().stormMembers("site")).hasSize(2);
        assertThat(part.decisions())
                .filteredOn(decision -> decision.client().value().equals("site/1"))
                .last()
                .satisfies(merged -> {
                    assertThat(merged.what()).isEqualTo(Decision.What.MERGED);
                    assertThat(merged.text())
                            .startsWith("Its outage is now part of the incident ")
                            .endsWith("no longer of that of its group, because gateway, which it depends on, is away.");
                });
    }

    @Test
    void aStormThatWasTakenOverIsGoneAndItsDevicesMakeAnotherTogetherWhenTheParentIsBackAtOnce() {
        List<String> site = IntStream.range(0, 25).mapToObj(i -> "site/" + i).toList();
        fleet.connects(GATEWAY);
        site.forEach(fleet::connects);
        site.forEach(fleet::drops);
        fleet.passesMinutes(2).drops(GATEWAY).passesSeconds(31);
        assertThat(open(fleet)).containsExactly("device/gateway");
        assertThat(fleet.desk().group("site").storm()).isEmpty();

        fleet.connects(GATEWAY).passesMinutes(3);
        assertThat(open(fleet)).containsExactly("group/site");
        assertThat(fleet.told()).noneMatch(told -> told.contains("device/site/"));
    }
}
