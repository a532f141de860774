package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.engine.Ledger.Page;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Grouping;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which devices every engine lists, in which order, and how it counts them. */
public abstract class DeviceListContract extends ListedFleet {
    @Test
    void devicesAreFilteredByStateReasonAndGroupTogether() {
        fleet();

        assertThat(ids(DeviceQuery.ALL.withReason(Optional.of("CONNECTION_LOST"))))
                .containsExactly("north/2", "south/2");
        assertThat(ids(DeviceQuery.ALL.withGroup(Optional.of("north")))).containsExactly("north/1", "north/2");
        assertThat(ids(DeviceQuery.ALL
                        .withReason(Optional.of("CONNECTION_LOST"))
                        .withState(Optional.of(Verdict.OFFLINE))
                        .withGroup(Optional.of("south"))
                        .containing(Optional.of("SOUTH"))))
                .containsExactly("south/2");
        assertThat(ids(DeviceQuery.ALL.withState(Optional.of(Verdict.ONLINE)))).containsExactly("north/1", "south/1");
    }

    @Test
    void devicesAreSortedByEachOfTheirPropertiesWithThoseLastThatHaveNone() {
        fleet();

        assertThat(sorted("-clientId")).containsExactly("south/2", "south/1", "north/2", "north/1", "Zed");
        assertThat(sorted("-since")).containsExactly("north/2", "Zed", "south/2", "south/1", "north/1");
        assertThat(sorted("since")).containsExactly("north/1", "south/1", "south/2", "Zed", "north/2");
        assertThat(sorted("reason")).containsExactly("north/2", "south/2", "Zed", "north/1", "south/1");
        assertThat(sorted("-reason")).containsExactly("Zed", "north/2", "south/2", "north/1", "south/1");
        assertThat(sorted("state")).containsExactly("Zed", "south/2", "north/2", "north/1", "south/1");
        assertThat(sorted("-state")).containsExactly("north/1", "south/1", "north/2", "Zed", "south/2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clientId", "-clientId", "since", "-since", "reason", "-reason", "state", "-state"})
    void pagesGoOnBehindTheLastDeviceOfTheOneBefore(String order) {
        fleet();
        List<String> all = sorted(order);

        List<String> paged = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Presence> page = engine.ledger()
                    .devices(DeviceQuery.ALL.sortedBy(DeviceOrder.of(order)).after(next.map(DevicePlace::of)), 2);
            assertThat(page.total()).isEqualTo(5);
            assertThat(page.items()).hasSizeBetween(1, 2);
            paged.addAll(ids(page));
            next = page.next();
        } while (next.isPresent());

        assertThat(paged).isEqualTo(all);
    }

    @Test
    void pagesGoOnAlthoughTheDeviceThatTheyEndedWithHasMoved() {
        fleet();
        DeviceQuery latestFirst = DeviceQuery.ALL.sortedBy(DeviceOrder.of("-since"));
        Page<Presence> first = engine.ledger().devices(latestFirst, 2);
        assertThat(ids(first)).containsExactly("north/2", "Zed");

        clock.advance(Duration.ofSeconds(5));
        connect("Zed");

        assertThat(ids(engine.ledger().devices(latestFirst.after(first.next().map(DevicePlace::of)), 10)))
                .containsExactly("south/2", "south/1", "north/1");
    }

    @Test
    void devicesAreCountedByReasonAndByGroup() {
        fleet();

        assertThat(engine.ledger().devicesByReason())
                .isEqualTo(Map.of("CONNECTION_LOST", 2L, "MQTT_KEEP_ALIVE_TIMEOUT", 1L));
        assertThat(engine.ledger().groups(10))
                .containsExactly(
                        new GroupCount("north", 2, 1), new GroupCount("south", 2, 1), new GroupCount("", 1, 1));
        assertThat(engine.ledger().group(new ClientId("north/1"))).contains("north");
        assertThat(engine.ledger().group(new ClientId("Zed"))).isEmpty();

        connect("south/2");

        assertThat(engine.ledger().devicesByReason())
                .isEqualTo(Map.of("CONNECTION_LOST", 1L, "MQTT_KEEP_ALIVE_TIMEOUT", 1L));
        assertThat(engine.ledger().groups(1)).containsExactly(new GroupCount("north", 2, 1));
    }

    @Test
    void listsAndCountsAreTheSameAfterARestart() {
        fleet();
        List<String> before = sorted("-since");
        List<GroupCount> groups = engine.ledger().groups(10);

        engine.close();
        engine = open(BY_SITE);

        assertThat(sorted("-since")).isEqualTo(before);
        assertThat(engine.ledger().groups(10)).isEqualTo(groups);
        assertThat(engine.ledger().devicesByReason())
                .isEqualTo(Map.of("CONNECTION_LOST", 2L, "MQTT_KEEP_ALIVE_TIMEOUT", 1L));
    }

    @Test
    void groupsFollowTheSettingsAfterARestart() {
        fleet();
        engine.close();
        engine = open(Grouping.byClientId(ClientPattern.of("[a-z]+/(?<group>\\d)")));

        await().untilAsserted(() ->
                assertThat(ids(DeviceQuery.ALL.withGroup(Optional.of("2")))).containsExactly("north/2", "south/2"));
        assertThat(engine.ledger().groups(10))
                .containsExactly(new GroupCount("2", 2, 2), new GroupCount("", 1, 1), new GroupCount("1", 2, 0));

        engine.close();
        engine = open(Grouping.NONE);

        await().untilAsserted(() -> assertThat(engine.ledger().groups(10)).containsExactly(new GroupCount("", 5, 3)));
    }

    @Test
    void groupsFollowWhatDevicesAreGroupedByWhileTheEngineRuns() {
        engine.close();
        List<String> moved = new ArrayList<>();
        engine = open(device -> Optional.of(moved.contains(device.clientId()) ? "new" : "old"));
        fleet();

        moved.add("south/1");
        engine.regroup();

        await().untilAsserted(() ->
                assertThat(ids(DeviceQuery.ALL.withGroup(Optional.of("new")))).containsExactly("south/1"));
        assertThat(engine.ledger().groups(10))
                .containsExactly(new GroupCount("old", 4, 3), new GroupCount("new", 1, 0));
    }
}
