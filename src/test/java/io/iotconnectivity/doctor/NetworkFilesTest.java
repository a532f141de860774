package io.iotconnectivity.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.network.NetworkSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkFilesTest {
    @TempDir
    Path folder;

    @Test
    void fileThatCannotBeUsedIsFoundWithItsSettingAndTheFix() {
        NetworkFiles check = new NetworkFiles(
                new NetworkSettings(24, Optional.of(folder.resolve("asn.mmdb")), Optional.empty()), Clock.systemUTC());

        assertThat(check.isUsed()).isTrue();
        assertThat(check.look()).singleElement().satisfies(found -> {
            assertThat(found.status()).isEqualTo(Finding.Status.WARNING);
            assertThat(found.finding()).startsWith("network.asn-file: ").endsWith("does not exist");
            assertThat(found.fix()).hasValueSatisfying(fix -> assertThat(fix).contains("geoipupdate"));
        });
        assertThat(new NetworkFiles(new NetworkSettings(24, Optional.empty(), Optional.empty()), Clock.systemUTC())
                        .isUsed())
                .isFalse();
    }
}
