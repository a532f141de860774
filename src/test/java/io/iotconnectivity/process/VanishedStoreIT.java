package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.RunningProduct.Setup;
import io.iotconnectivity.sandbox.Broker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store is deleted while the product runs: what arrives then waits at the broker. */
class VanishedStoreIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void eventsAfterTheDeletionAreTakenInByTheNextStart() throws Exception {
        try (Broker broker = Broker.builder().start()) {
            PresenceFeed presence = new PresenceFeed(broker);
            Setup setup = Setup.in(directory, broker.url());
            try (RunningProduct product = setup.start().awaitUp()) {
                presence.connects("pump-1", 1);
                await().atMost(SOON).until(() -> product.stateOf("pump-1").equals("ONLINE"));

                for (String ending : new String[] {"", "-wal", "-shm", ".lock"}) {
                    Files.delete(directory.resolve("connectivity.db" + ending));
                }
                presence.connects("pump-2", 1);

                await().atMost(SOON)
                        .until(() -> product.status("/observe/health").equals(Optional.of(503)));
                assertThat(product.text("/observe/health"))
                        .contains("connectivity.db (setting engine.file) was deleted");
            }
            try (RunningProduct product = setup.start().awaitUp()) {
                await().atMost(SOON).until(() -> product.stateOf("pump-2").equals("ONLINE"));
            }
        }
    }
}
