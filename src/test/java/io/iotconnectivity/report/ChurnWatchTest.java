package io.iotconnectivity.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.web.ListedLedger;
import io.iotconnectivity.web.Served;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChurnWatchTest {
    @TempDir
    Path folder;

    private final ListedLedger ledger = new ListedLedger();
    private final HandClock clock = new HandClock(Served.NOW);

    @AutoClose
    private KeptReports kept;

    @BeforeEach
    void open() {
        kept = KeptReports.open(folder, () -> ledger, clock);
    }

    private void device(String client, Verdict state, int daily, int lately) {
        ledger.devices.add(Served.device(client, state));
        kept.reconnects(client, Served.NOW, daily, lately);
    }

    private ChurnReport compared(ChurnSpan span) {
        kept.compare();
        return kept.reports().churn().orElseThrow().latest(span).orElseThrow();
    }

    @Test
    void clearestComesFirstAndWhoIsAsEverIsNotNamed() {
        device("calm", Verdict.ONLINE, 3, 4);
        device("worse", Verdict.ONLINE, 1, 12);
        device("worst", Verdict.OFFLINE, 1, 40);

        ChurnReport day = compared(ChurnSpan.DAY);

        assertThat(day.at()).isEqualTo(Served.NOW);
        assertThat(day.devices()).isEqualTo(3);
        assertThat(day.worse()).isEqualTo(2);
        assertThat(day.items()).extracting(ChurnReport.Device::client).containsExactly("worst", "worse");
        assertThat(compared(ChurnSpan.HOUR).worse()).isZero();
    }

    @Test
    void groupIsComparedAsAWholeAndDevicesThatAreGoneOrRetiredAreNot() {
        for (int i = 0; i < 20; i++) {
            device("site-" + i, Verdict.ONLINE, 1, 3);
            ledger.groupOf.put("site-" + i, "site");
        }
        device("retired", Verdict.RETIRED, 1, 40);
        kept.reconnects("gone", Served.NOW, 1, 40);

        ChurnReport day = compared(ChurnSpan.DAY);

        assertThat(day.items()).isEmpty();
        assertThat(day.groups()).singleElement().satisfies(group -> {
            assertThat(group.name()).isEqualTo("site");
            assertThat(group.churn().ends()).isEqualTo(60);
            assertThat(group.churn().usual()).isEqualTo(20);
        });
    }

    @Test
    void fleetOfSeveralPagesIsReadToItsEnd() {
        for (int i = 0; i < 1_203; i++) {
            device("d" + i, Verdict.ONLINE, 1, 1);
        }

        assertThat(compared(ChurnSpan.DAY).devices()).isEqualTo(1_203);
    }

    @Test
    void countsAreMetricsOnceDevicesAreCompared() {
        device("worst", Verdict.ONLINE, 1, 40);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ChurnWatch watch = kept.reports().churn().orElseThrow();
        watch.start(Duration.ofDays(1), meters);
        assertThat(meters.get("iotc.churn.worse.groups").tag("span", "day").gauges())
                .allSatisfy(gauge -> assertThat(gauge.value()).isNaN());

        kept.compare();

        assertThat(meters.get("iotc.churn.worse.devices")
                        .tag("span", "day")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }
}
