package io.iotconnectivity.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test of an enrich route of your own: copy it, name your file, ask it as the engine would, look at what it knows. */
class OwnEnrichTest {
    @TempDir
    private Path folder;

    @Test
    void siteOfADeviceIsInTheFile() throws Exception {
        Files.writeString(
                folder.resolve("sites.csv"),
                """
                \uFEFFclientId,site,Contact Person
                pump-7,Oslo,Kari
                "a, b",Bergen,
                """);

        try (AskedRoute route = AskedRoute.of("examples/routes/enrich-sites.camel.yaml")
                .with("enrich.sites.folder", folder.toString())
                .start()) {
            assertThat(route.told("pump-7")).isEqualTo(Map.of("site", "Oslo", "Contact_Person", "Kari"));
            assertThat(route.told("a, b")).isEqualTo(Map.of("site", "Bergen"));
            assertThat(route.told("unknown")).isEmpty();
        }
    }
}
