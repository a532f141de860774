package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.report.ReportSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailabilitySettingsTest {
    @TempDir
    private Path directory;

    @Test
    void historiesAreKeptBesideTheEnginesFile() throws Exception {
        ReportSettings usual = load("engine.file = data/fleet.db").reports();

        assertThat(usual.enabled()).isTrue();
        assertThat(usual.file()).hasFileName("fleet.db.availability");
        assertThat(usual.months()).isEqualTo(13);
        assertThat(usual.leastOutage()).isEqualTo(Duration.ofSeconds(30));
        assertThat(usual.zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(usual.monthly()).isTrue();
        assertThat(load("availability.monthly = false").reports().monthly()).isFalse();
    }

    @Test
    void classMaySayOtherwiseWhetherPlannedAbsencesCount() throws Exception {
        ReportSettings settings = load(
                        "availability.exclude-planned = true",
                        "availability.zone = Europe/Berlin",
                        "class.meters.clients = m.*",
                        "class.meters.exclude-planned = false",
                        "class.pumps.clients = p.*")
                .reports();

        assertThat(settings.excludesPlanned()).isTrue();
        assertThat(settings.ofClasses()).isEqualTo(Map.of("meters", false));
        assertThat(settings.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void everyProblemNamesTheSettingAndTheFix() {
        InvalidSettings invalid = catchThrowableOfType(
                InvalidSettings.class,
                () -> load("availability.zone = Atlantis", "availability.months = 0", "availability.outage-from = 2"));

        assertThat(invalid.problems())
                .hasSize(3)
                .anyMatch(problem -> problem.startsWith("availability.zone:") && problem.contains("Europe/Berlin"))
                .anyMatch(problem -> problem.startsWith("availability.months:"))
                .anyMatch(problem -> problem.startsWith("availability.outage-from:"));
    }

    private Settings load(String... lines) throws IOException, InvalidSettings {
        Files.write(directory.resolve("application.properties"), List.of(lines));
        return new SettingsLoader(directory, Map.of(), new Properties()).load(Optional.empty());
    }
}
