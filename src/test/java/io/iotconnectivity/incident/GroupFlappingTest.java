package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A site that drops again and again below the grace. */
class GroupFlappingTest {
    private static final List<String> SITE =
            IntStream.range(0, 30).mapToObj(i -> "site/" + i).toList();

    private final Fleet fleet = Fleet.with(Fleet.grouped());

    @Test
    void aSiteThatDropsAgainAndAgainIsOneIncidentOfTheGroupAndNoneOfADevice() {
        SITE.forEach(fleet::connects);
        for (int i = 0; i < 8; i++) {
            blinks(fleet, SITE);
            fleet.passesSeconds(50);
        }

        assertThat(fleet.told()).containsExactly("opened flapping/group:site");
        IncidentData opened = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(opened.kind()).isEqualTo(IncidentKind.FLAPPING);
        assertThat(opened.group()).contains("site");
        assertThat(opened.title())
                .isEqualTo("20 devices of site are flapping together: they dropped 5 times within 10 min");
        assertThat(opened.devices()).hasSize(20);

        fleet.passesMinutes(11);

        assertThat(fleet.told()).containsExactly("opened flapping/group:site", "resolved flapping/group:site");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).resolution()).contains("steady");
        assertThat(fleet.desk().groups()).isEmpty();
    }

    @Test
    void aDeviceThatDropsOnItsOwnAsWellHasAnIncidentOfItsOwn() {
        SITE.forEach(fleet::connects);
        for (int i = 0; i < 5; i++) {
            blinks(fleet, SITE);
            fleet.passesSeconds(65);
            blinks(fleet, List.of("site/7"));
            fleet.passesSeconds(10);
        }

        assertThat(fleet.told()).containsExactlyInAnyOrder("opened flapping/group:site", "opened flapping/site/7");
    }

    @Test
    void fewerDevicesThanMakeAStormHaveTheirOwn() {
        List<String> few = SITE.subList(0, 3);
        few.forEach(fleet::connects);
        for (int i = 0; i < 5; i++) {
            blinks(fleet, few);
            fleet.passesSeconds(50);
        }

        assertThat(fleet.told()).hasSize(3).allMatch(event -> event.startsWith("opened flapping/site/"));
    }

    @Test
    void manyDevicesThatDropOnceEachOverALongTimeAreNotFlapping() {
        SITE.forEach(fleet::connects);
        for (int i = 0; i < 200; i++) {
            fleet.connects("site/more-" + i);
        }
        for (int i = 0; i < 200; i++) {
            blinks(fleet, List.of("site/more-" + i));
        }

        assertThat(fleet.told()).isEmpty();
    }

    /** The end is reckoned from the drops as the devices date them; one that is dated earlier may be learned of later. */
    @Test
    void aGroupWhoseDropsAreNotLearnedOfInTheirOrderIsOverOnce() {
        SITE.forEach(fleet::connects);
        for (int i = 0; i < 5; i++) {
            blinks(fleet, SITE);
            fleet.passesSeconds(70);
            if (i == 2) {
                fleet.clockJumps(Duration.ofMinutes(-3));
            }
        }
        assertThat(fleet.last(EventType.INCIDENT_OPENED).since()).contains(Fleet.START);

        // The story fails by itself if a deadline that has come stays where it is.
        fleet.passesMinutes(20);

        assertThat(fleet.told()).containsExactly("opened flapping/group:site", "resolved flapping/group:site");
        assertThat(fleet.desk().groups()).isEmpty();
    }

    @Test
    void aDeviceThatFlapsInAGroupWhereOthersDropNowAndThenIsTold() {
        SITE.forEach(fleet::connects);
        IntStream.range(0, 100).forEach(i -> fleet.connects("site/more-" + i));
        blinks(fleet, SITE);
        fleet.passesSeconds(30);
        for (int i = 0; i < 12; i++) {
            blinks(fleet, List.of("site/more-" + i));
            fleet.passesSeconds(20);
            blinks(fleet, List.of("site/7"));
            fleet.passesSeconds(20);
        }

        assertThat(fleet.told()).containsExactly("opened flapping/site/7");
    }

    @Test
    void devicesThatAreExemptKeepTheirOwn() {
        Fleet exempt = Fleet.with(Fleet.grouped(5, Optional.of(ClientPattern.of("site/0"))));
        List<String> site = SITE.subList(0, 8);
        site.forEach(exempt::connects);
        for (int i = 0; i < 5; i++) {
            blinks(exempt, site);
            exempt.passesSeconds(50);
        }

        assertThat(exempt.told()).containsExactlyInAnyOrder("opened flapping/group:site", "opened flapping/site/0");
    }

    /** In any order and at any pace, the drops make one incident, that of the group, and it ends. */
    @Property(tries = 100)
    void whateverTheOrderOfTheDropsTheGroupHasOneIncident(
            @ForAll Random random, @ForAll @IntRange(min = 5, max = 12) int rounds) {
        Fleet site = Fleet.with(Fleet.grouped(5, Optional.empty()));
        List<String> devices = new ArrayList<>(SITE.subList(0, 5 + random.nextInt(10)));
        devices.forEach(site::connects);
        for (int i = 0; i < rounds; i++) {
            Collections.shuffle(devices, random);
            for (String device : devices) {
                site.drops(device).passesSeconds(random.nextInt(3)).connects(device);
            }
            site.passesSeconds(15 + random.nextInt(30));
        }
        assertThat(site.told()).containsExactly("opened flapping/group:site");

        site.passesMinutes(11);
        assertThat(site.told()).containsExactly("opened flapping/group:site", "resolved flapping/group:site");
        assertThat(site.desk().groups()).isEmpty();
    }

    private static void blinks(Fleet fleet, List<String> devices) {
        devices.forEach(fleet::drops);
        fleet.passesSeconds(4);
        devices.forEach(fleet::connects);
    }

    @Test
    void aSiteThatIsSilencedHasNoIncidentUntilTheSilenceEnds() {
        SITE.forEach(fleet::connects);
        fleet.silence(".*", Duration.ofHours(1));
        for (int i = 0; i < 5; i++) {
            blinks(fleet, SITE);
            fleet.passesSeconds(50);
        }
        assertThat(fleet.told()).isEmpty();
        assertThat(fleet.decisions())
                .extracting(Decision::text)
                .containsExactly("Its group is flapping, but no incident is opened, because it is silenced"
                        + " by ann until 2026-11-23T01:00:00Z: works.");

        fleet.endsSilences();
        blinks(fleet, SITE);
        assertThat(fleet.told()).containsExactly("opened flapping/group:site");
        assertThat(fleet.decisions().get(1).text())
                .startsWith("An incident of its group was opened: 20 devices of site are flapping together");
    }

    @Test
    void sitesThatComeAndGoInTurnsHaveAnIncidentEach() {
        List<String> other = IntStream.range(0, 30).mapToObj(i -> "other/" + i).toList();
        SITE.forEach(fleet::connects);
        other.forEach(fleet::connects);
        for (int i = 0; i < 5; i++) {
            for (int half = 0; half < 2; half++) {
                blinks(fleet, SITE.subList(half * 15, half * 15 + 15));
                blinks(fleet, other.subList(half * 15, half * 15 + 15));
            }
            fleet.passesSeconds(50);
        }

        assertThat(fleet.told()).containsExactlyInAnyOrder("opened flapping/group:site", "opened flapping/group:other");
    }

    @Test
    void anIncidentNamesNoMoreThanFiftyOfThoseThatComeAndGo() {
        Fleet large = Fleet.with(Fleet.grouped(60, Optional.empty()));
        List<String> site = IntStream.range(0, 60).mapToObj(i -> "site/" + i).toList();
        site.forEach(large::connects);
        for (int i = 0; i < 5; i++) {
            blinks(large, site);
            large.passesSeconds(50);
        }

        assertThat(large.last(EventType.INCIDENT_OPENED).deviceCount()).isEqualTo(60);
        assertThat(large.last(EventType.INCIDENT_OPENED).devices()).hasSize(50);
    }

    @Test
    void aDeviceThatFlapsWhileNoMoreThanHalfACrowdDropIsTold() {
        Fleet small = Fleet.with(Fleet.grouped(4, Optional.empty()));
        List<String> crowd = List.of("site/1", "site/2", "site/3", "site/4");
        crowd.forEach(small::connects);
        IntStream.range(0, 20).forEach(i -> small.connects("site/more-" + i));
        blinks(small, crowd);
        small.passesSeconds(30);
        for (int i = 0; i < 7; i++) {
            blinks(small, List.of("site/more-" + i));
            small.passesSeconds(36);
            blinks(small, List.of("site/1"));
            small.passesSeconds(36);
        }

        assertThat(small.told()).containsExactly("opened flapping/site/1");
    }
}
