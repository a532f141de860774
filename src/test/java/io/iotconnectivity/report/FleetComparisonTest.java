package io.iotconnectivity.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.breakdown.Dimension;
import io.iotconnectivity.breakdown.NetworkTraits;
import io.iotconnectivity.engine.EngineDouble;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.AddressGrouping;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.presence.Story;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.web.ListedLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class FleetComparisonTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant DROPPED = Story.START.plus(HOUR);

    private final ListedLedger ledger = new ListedLedger();
    private final HandClock clock = new HandClock(DROPPED.plusSeconds(31));
    private final Map<String, String> firmware = new HashMap<>();
    private final List<Optional<Common>> found = new ArrayList<>();
    private final Set<String> failing = new HashSet<>();
    private boolean isRead = true;

    private final EngineDouble engine = new EngineDouble() {
        @Override
        public Ledger ledger() {
            return ledger;
        }

        @Override
        public CompletableFuture<Boolean> compared(String incidentId, Optional<Common> common) {
            if (failing.remove(incidentId)) {
                return CompletableFuture.failedFuture(new StoreException("no disk"));
            }
            found.add(common);
            ledger.incidents.replaceAll(known -> known.incidentId().equals(incidentId) ? known.with(common) : known);
            return CompletableFuture.completedFuture(true);
        }
    };

    private final Membership membership = new Membership() {
        @Override
        public List<String> classes() {
            return List.of(DEFAULT_CLASS);
        }

        @Override
        public Optional<String> group(Presence device) {
            return ledger.group(device.client());
        }

        @Override
        public Kind kind(Presence device) {
            return new Kind(DEFAULT_CLASS, false);
        }
    };

    @AutoClose
    private final FleetComparison comparison = new FleetComparison(
            engine,
            new DeviceTraits(
                    membership,
                    device -> Map.of(
                            Dimension.attribute("firmware"),
                            firmware.get(device.client().value())),
                    Set.of(Dimension.attribute("firmware")),
                    () -> isRead,
                    new AddressGrouping(24),
                    NetworkTraits.NONE),
            clock);

    private void devices(String name, int count, String runs, boolean areAway) {
        for (int i = 0; i < count; i++) {
            Story story = Story.device(name + i).connects(1).passes(HOUR);
            if (areAway) {
                story.drops(1, Reason.CONNECTION_LOST).passes(Duration.ofSeconds(40));
            }
            firmware.put(name + i, runs);
            story.events().forEach(event -> ledger.logs(event, true));
            ledger.devices.add(story.presence());
        }
    }

    private void storm(int count, Optional<String> group) {
        ledger.incidents.clear();
        ledger.incidents.add(storm("storm", count, group));
    }

    private static IncidentData storm(String id, int count, Optional<String> group) {
        return new IncidentData(
                id,
                "group/" + group.orElse("fleet"),
                IncidentKind.GROUP,
                IncidentStatus.OPEN,
                Optional.of(Severity.WARNING),
                "many are away",
                DROPPED.plusSeconds(30),
                Optional.of(DROPPED),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                group,
                count,
                count,
                List.of(),
                Optional.empty(),
                Optional.of("CONNECTION_LOST"),
                Optional.empty(),
                1);
    }

    private void look() {
        clock.advance(Duration.ofSeconds(30));
        comparison.look();
    }

    @Test
    void theIncidentIsToldWhatItsDevicesHaveInCommon() {
        devices("new", 47, "2.3", true);
        devices("old", 3, "2.2", true);
        devices("other-new", 11, "2.3", false);
        devices("other-old", 419, "2.2", false);
        storm(50, Optional.empty());

        look();
        look();

        assertThat(found).hasSize(1);
        assertThat(found.get(0).orElseThrow().text()).isEqualTo("94 % of them run firmware 2.3; 12 % of the fleet do");
    }

    @Test
    void devicesOfAGroupAreComparedWithTheirGroup() {
        devices("new", 20, "2.3", true);
        devices("old", 30, "2.2", false);
        for (int i = 0; i < 30; i++) {
            ledger.groupOf.put("new" + i, "site-3");
            ledger.groupOf.put("old" + i, "site-3");
        }
        devices("elsewhere", 300, "2.3", false);
        storm(20, Optional.of("site-3"));

        look();

        assertThat(found.get(0).orElseThrow().text()).isEqualTo("100 % of them run firmware 2.3; 40 % of the group do");
    }

    @Test
    void devicesWithoutAGroupAreComparedWithEachOtherWhichTheSentenceSays() {
        devices("new", 20, "2.3", true);
        devices("old", 30, "2.2", false);
        devices("elsewhere", 300, "2.2", false);
        for (int i = 0; i < 300; i++) {
            ledger.groupOf.put("elsewhere" + i, "site-3");
        }
        storm(20, Optional.empty());

        look();

        assertThat(found.get(0).orElseThrow().text())
                .isEqualTo("100 % of them run firmware 2.3; 40 % of the devices without a group do");
    }

    @Test
    void whatHasNothingInCommonIsToldNothing() {
        devices("new", 20, "2.3", true);
        devices("other", 200, "2.3", false);
        storm(20, Optional.empty());

        look();

        assertThat(found).isEmpty();
    }

    @Test
    void whoeverWasAwayBeforeIsNoPartOfIt() {
        devices("new", 20, "2.3", true);
        devices("other", 200, "2.2", false);
        for (int i = 0; i < 100; i++) {
            firmware.put("gone" + i, "2.2");
            ledger.devices.add(Story.device("gone" + i)
                    .connects(1)
                    .drops(1, Reason.CONNECTION_LOST)
                    .passes(HOUR)
                    .presence());
        }
        storm(20, Optional.empty());

        look();

        assertThat(found.get(0).orElseThrow().devicesOf()).isEqualTo(20);
    }

    @Test
    void nothingIsComparedBeforeTheThingsAreKnownOrTheStormHasSettled() {
        devices("new", 20, "2.3", true);
        devices("other", 200, "2.2", false);
        storm(20, Optional.empty());

        isRead = false;
        comparison.look();
        assertThat(found).isEmpty();
        isRead = true;
        comparison.look();
        assertThat(found).isEmpty();
        look();

        assertThat(found).hasSize(1);
    }

    private void stormOfGroup(String group) {
        devices(group + "-new", 12, "2.3", true);
        devices(group + "-old", 12, "2.2", false);
        for (int i = 0; i < 12; i++) {
            ledger.groupOf.put(group + "-new" + i, group);
            ledger.groupOf.put(group + "-old" + i, group);
        }
        ledger.incidents.add(storm(group, 12, Optional.of(group)));
    }

    @Test
    void whatCouldNotBeToldIsToldLaterAndKeepsNoOtherWaiting() {
        stormOfGroup("site-1");
        stormOfGroup("site-2");
        failing.add("site-1");

        assertThatThrownBy(this::look).hasRootCauseInstanceOf(StoreException.class);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).orElseThrow().group()).contains("site-2");
        look();
        look();

        assertThat(found).hasSize(2);
        assertThat(found.get(1).orElseThrow().group()).contains("site-1");
    }

    @Test
    void manyStormsAreComparedAFewAtATime() {
        for (int i = 0; i < 12; i++) {
            stormOfGroup("site-" + i);
        }

        look();
        assertThat(found).hasSize(10);
        look();

        assertThat(found).hasSize(12);
    }

    @Test
    void aStormThatHasGrownIsComparedAgain() {
        devices("new", 20, "2.3", true);
        devices("other", 300, "2.2", false);
        storm(20, Optional.empty());
        look();
        devices("old", 100, "2.2", true);
        IncidentData grown = ledger.incidents.get(0);
        storm(120, Optional.empty());
        ledger.incidents.replaceAll(storm -> storm.with(grown.common()));

        look();

        assertThat(found).hasSize(2);
        assertThat(found.get(1)).isEmpty();
    }
}
