package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The language, the zone and the character set of the machine change nothing of what the product says and does. */
class HostIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @AutoClose
    private static Broker broker;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startBroker() {
        broker = Broker.builder().start();
    }

    @Test
    void writesNumbersTimesAndLettersAsEverywhereAlsoWhereSmallIHasNoDot() {
        PresenceFeed presence = new PresenceFeed(broker);
        try (RunningProduct product = Setup.in(directory, broker.url())
                .with("mqtt.client-id", "istanbul")
                .with("group.ip-prefix", "24")
                .with("storm.threshold", "2")
                .start(
                        "-Duser.language=tr",
                        "-Duser.country=TR",
                        "-Duser.extensions=u-nu-arab",
                        "-Duser.timezone=Asia/Kathmandu",
                        "-Dfile.encoding=US-ASCII")
                .awaitUp()) {
            presence.connects("Fühler-1", 1);
            presence.connects("Fühler-2", 1);
            await().atMost(SOON).until(() -> product.stateOf("Fühler-2").equals("ONLINE"));

            presence.drops("Fühler-1", 1);
            presence.drops("Fühler-2", 1);

            await().atMost(SOON).untilAsserted(() -> assertThat(
                            product.get("/api/incidents?status=open").findValuesAsText("key"))
                    .contains("group/192.0.2.0/24"));
            await().atMost(SOON).untilAsserted(() -> assertThat(product.output())
                    .as("in UTC and UTF-8")
                    .containsPattern("(?m)^20\\d\\d-[01]\\d-[0-3]\\dT[0-2]\\d:[0-5]\\d:[0-5]\\d\\.\\d{3}Z .*Fühler-1"));
            assertThat(product.output()).doesNotContainPattern("[٠-٩۰-۹]");
        }
    }
}
