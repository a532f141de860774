package io.iotconnectivity.breakdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Common;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CommonalityTest {
    private static final Dimension FIRMWARE = Dimension.attribute("firmware");
    private static final Dimension MODEL = Dimension.attribute("model");

    private record Device(Traits traits, boolean isAffected) {}

    @Test
    void saysWhatTheAffectedDevicesRunAndOthersDoNot() {
        List<Device> fleet = new ArrayList<>();
        add(fleet, 47, "2.3", true);
        add(fleet, 3, "2.2", true);
        add(fleet, 33, "2.3", false);
        add(fleet, 917, "2.2", false);

        Common common = compare(fleet).orElseThrow();

        assertThat(common.text()).isEqualTo("94 % of them run firmware 2.3; 8 % of the fleet do");
        assertThat(common.dimension()).isEqualTo("attribute.firmware");
        assertThat(common.value()).isEqualTo("2.3");
        assertThat(common.devices()).isEqualTo(47);
        assertThat(common.devicesOf()).isEqualTo(50);
        assertThat(common.fleet()).isEqualTo(80);
        assertThat(common.fleetOf()).isEqualTo(1000);
        assertThat(common.chance()).isLessThan(1e-30);
    }

    @Test
    void saysOfAGroupThatTheOthersAreThoseOfTheGroup() {
        List<Device> group = new ArrayList<>();
        add(group, 20, "2.3", true);
        add(group, 20, "2.2", false);

        assertThat(Commonality.of(counts(group), Optional.of("site-3"), false)
                        .orElseThrow()
                        .text())
                .isEqualTo("100 % of them run firmware 2.3; 50 % of the group do");
    }

    @Test
    void saysNothingOfAWholeFleetThatIsAway() {
        List<Device> fleet = new ArrayList<>();
        add(fleet, 100, "2.3", true);
        add(fleet, 2, "2.2", false);

        assertThat(compare(fleet)).isEmpty();
    }

    @Test
    void saysNothingOfAFewDevices() {
        List<Device> fleet = new ArrayList<>();
        add(fleet, 4, "2.3", true);
        add(fleet, 1000, "2.2", false);

        assertThat(compare(fleet)).isEmpty();
    }

    @Test
    void namesNoTraitThatOnlyAMinorityHas() {
        List<Device> fleet = new ArrayList<>();
        add(fleet, 49, "2.3", true);
        add(fleet, 51, "2.2", true);
        add(fleet, 10_000, "2.1", false);

        assertThat(compare(fleet).orElseThrow().value()).isEqualTo("2.2");
    }

    @Test
    void countsDevicesOfWhichNothingIsKnownAsHavingNoTrait() {
        List<Device> fleet = new ArrayList<>();
        add(fleet, 40, "2.3", true);
        for (int i = 0; i < 60; i++) {
            fleet.add(new Device(Traits.NONE, true));
        }
        add(fleet, 1000, "2.2", false);

        assertThat(compare(fleet)).isEmpty();
    }

    @Test
    void namesTheTraitThatSetsThemApartMost() {
        List<Device> fleet = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            fleet.add(new Device(new Traits(Map.of(FIRMWARE, i < 94 ? "2.3" : "2.2", MODEL, "a")), true));
        }
        for (int i = 0; i < 900; i++) {
            fleet.add(new Device(
                    new Traits(Map.of(FIRMWARE, i < 18 ? "2.3" : "2.2", MODEL, i < 600 ? "a" : "b")), false));
        }

        // All of them are of model a, but so are most others.
        assertThat(compare(fleet).orElseThrow().value()).isEqualTo("2.3");
    }

    @Test
    void leavesOutWhatNamesSingleDevices() {
        TraitCounts counts = new TraitCounts();
        for (int i = 0; i <= TraitCounts.MOST_VALUES; i++) {
            counts.add(new Traits(Map.of(Dimension.attribute("serial"), "s" + i)), i < 100);
        }
        for (int i = 0; i < 100; i++) {
            counts.add(new Traits(Map.of(Dimension.attribute("serial"), "s1")), true);
        }

        assertThat(Commonality.of(counts, Optional.empty(), true)).isEmpty();
    }

    @Test
    void putsNothingFromOutsideOnALineOfItsOwn() {
        List<Device> fleet = new ArrayList<>();
        add(fleet, 50, "2.3\nIncident: forged", true);
        add(fleet, 950, "2.2", false);

        assertThat(compare(fleet).orElseThrow().text()).doesNotContain("\n");
    }

    @Property(tries = 300)
    void neverNamesWhatAsManyOfTheOthersHave(
            @ForAll @IntRange(min = 1, max = 20) int values,
            @ForAll @IntRange(min = 1, max = 30) int each,
            @ForAll @IntRange(min = 1, max = 10) int times) {
        List<Device> fleet = new ArrayList<>();
        for (int value = 0; value < values; value++) {
            add(fleet, each, "v" + value, true);
            add(fleet, each * times, "v" + value, false);
        }

        assertThat(compare(fleet)).isEmpty();
    }

    @Property(tries = 200)
    void doesNotDependOnTheOrder(@ForAll Random random) {
        List<Device> fleet = randomFleet(random, 400, 0.1);
        plant(fleet, random);
        Optional<Common> before = compare(fleet);

        Collections.shuffle(fleet, random);

        assertThat(compare(fleet)).isEqualTo(before);
    }

    @Property(tries = 200)
    void findsAPlantedCause(@ForAll Random random) {
        List<Device> fleet = randomFleet(random, 2000, 0);
        plant(fleet, random);

        assertThat(compare(fleet).map(Common::value)).contains("planted");
    }

    @Test
    void namesNothingByChanceMoreOftenThanItMay() {
        Random random = new Random(15);
        int fleets = 3000;
        int named = 0;
        for (int i = 0; i < fleets; i++) {
            named += compare(randomFleet(random, 20 + random.nextInt(200), 0.1 + random.nextDouble() / 2))
                            .isPresent()
                    ? 1
                    : 0;
        }

        assertThat(named).isLessThanOrEqualTo((int) (fleets * Commonality.MOST_CHANCE));
    }

    /** Each way to choose the affected ones among a few devices is as likely as any other. */
    @Test
    void namesNothingInMoreThanOneOfAHundredOfAllChoices() {
        for (int drawn = 5; drawn <= 11; drawn++) {
            for (int marked = 1; marked < 16; marked++) {
                assertThat(shareOfChoicesThatAreNamed(16, drawn, marked)).isLessThanOrEqualTo(Commonality.MOST_CHANCE);
            }
        }
    }

    private static double shareOfChoicesThatAreNamed(int all, int drawn, int marked) {
        int choices = 0;
        int named = 0;
        for (int chosen = 0; chosen < 1 << all; chosen++) {
            if (Integer.bitCount(chosen) == drawn) {
                choices++;
                int both = Integer.bitCount(chosen & (1 << marked) - 1);
                named += isNamed(all, drawn, marked, both) ? 1 : 0;
            }
        }
        return (double) named / choices;
    }

    private static final Map<List<Integer>, Boolean> KNOWN = new HashMap<>();

    private static boolean isNamed(int all, int drawn, int marked, int both) {
        return KNOWN.computeIfAbsent(List.of(all, drawn, marked, both), first -> {
            List<Device> fleet = new ArrayList<>();
            add(fleet, both, "a", true);
            add(fleet, drawn - both, "b", true);
            add(fleet, marked - both, "a", false);
            add(fleet, all - marked - (drawn - both), "b", false);
            return compare(fleet).isPresent();
        });
    }

    private static void plant(List<Device> fleet, Random random) {
        for (int i = 0; i < fleet.size(); i++) {
            Map<Dimension, String> values = new HashMap<>(fleet.get(i).traits().values());
            boolean isPlanted = random.nextInt(10) == 0;
            if (isPlanted) {
                values.put(MODEL, "planted");
            }
            boolean isAffected = isPlanted ? random.nextInt(10) > 0 : random.nextInt(200) == 0;
            fleet.set(i, new Device(new Traits(values), isAffected));
        }
    }

    private static List<Device> randomFleet(Random random, int size, double affected) {
        int values = 2 + random.nextInt(6);
        List<Device> fleet = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            fleet.add(new Device(
                    new Traits(Map.of(
                            FIRMWARE,
                            "f" + random.nextInt(values),
                            MODEL,
                            "m" + random.nextInt(values),
                            Dimension.NETWORK,
                            "n" + random.nextInt(3 * values))),
                    random.nextDouble() < affected));
        }
        return fleet;
    }

    private static void add(List<Device> fleet, int count, String firmware, boolean isAffected) {
        for (int i = 0; i < count; i++) {
            fleet.add(new Device(new Traits(Map.of(FIRMWARE, firmware)), isAffected));
        }
    }

    private static Optional<Common> compare(List<Device> fleet) {
        return Commonality.of(counts(fleet), Optional.empty(), true);
    }

    private static TraitCounts counts(List<Device> fleet) {
        TraitCounts counts = new TraitCounts();
        fleet.forEach(device -> counts.add(device.traits(), device.isAffected()));
        return counts;
    }
}
