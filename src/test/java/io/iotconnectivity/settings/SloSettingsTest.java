package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.report.SloSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SloSettingsTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void noClassHasAnObjectiveUnlessItIsSet() throws Exception {
        SloSettings slos = load("class.meters.clients = meter-.*").slos();

        assertThat(slos.areNone()).isTrue();
        assertThat(slos.window()).contains(Duration.ofDays(30));
    }

    @Test
    void objectiveIsAPercentageOrAShare() throws Exception {
        SloSettings slos = load(
                        "availability.slo = 99.9%",
                        "class.meters.clients = meter-.*",
                        "class.meters.availability-slo = 99.95",
                        "class.pumps.clients = pump-.*",
                        "class.pumps.availability-slo = 0.999",
                        "class.lamps.clients = lamp-.*",
                        "availability.zone = Europe/Berlin",
                        "availability.slo-window = 28d")
                .slos();

        assertThat(slos.targets())
                .containsOnly(Map.entry("default", 0.999), Map.entry("meters", 0.9995), Map.entry("pumps", 0.999));
        assertThat(slos.window()).contains(Duration.ofDays(28));
        assertThat(slos.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void windowMayBeTheCalendarMonth() throws Exception {
        assertThat(load("availability.slo-window = month").slos().window()).isEmpty();
    }

    @Test
    void environmentSetsTheObjectiveOfAClass() throws Exception {
        environment.put("IOTC_CLASS_METERS_AVAILABILITY_SLO", "99%");

        assertThat(load("class.meters.clients = meter-.*").slos().targets()).containsOnly(Map.entry("meters", 0.99));
    }

    @Test
    void objectivesAndWindowsThatCannotBeMetAreRefused() {
        assertThat(problems(
                        "availability.slo = 100%",
                        "class.a.clients = a",
                        "class.a.availability-slo = three nines",
                        "class.b.clients = b",
                        "class.b.availability-slo = 42%",
                        "class.c.clients = c",
                        "class.c.availability-slo = 1",
                        "availability.slo-window = week"))
                .containsExactlyInAnyOrder(
                        "availability.slo: \"100%\" is no objective for availability; write 99.9%, from 50% to 99.9999%"
                                + " (application.properties:1)",
                        "class.a.availability-slo: \"three nines\" is no objective for availability; write 99.9%, from 50% to"
                                + " 99.9999% (application.properties:3)",
                        "class.b.availability-slo: \"42%\" is no objective for availability; write 99.9%, from 50% to"
                                + " 99.9999% (application.properties:5)",
                        "class.c.availability-slo: \"1\" is no objective for availability; write 99.9%, from 50% to"
                                + " 99.9999% (application.properties:7)",
                        "availability.slo-window: \"week\" is neither month nor a duration; write month or 30d"
                                + " (application.properties:8)");
        assertThat(problems("availability.slo-window = 1d"))
                .containsExactly(
                        "availability.slo-window: \"1d\" is out of range; write 7d to 92d (application.properties:1)");
    }

    @Test
    void objectiveNeedsWhatItIsMeasuredFrom() {
        assertThat(problems("availability.enabled = false", "availability.slo = 99%"))
                .containsExactly(
                        "availability.slo: \"99%\" cannot be measured while availability.enabled is false; set it to"
                                + " true, or remove this (application.properties:2)");
        assertThat(problems("availability.months = 1", "availability.slo-window = 60d"))
                .containsExactly(
                        "availability.slo-window: \"60d\" is longer than what is kept; raise availability.months,"
                                + " which is 1 (application.properties:2)");
    }

    @Test
    void aMonthIsEnoughToKeepIfNoClassHasAnObjective() throws Exception {
        assertThat(load("availability.months = 1").slos().areNone()).isTrue();
        assertThat(problems("availability.months = 1", "availability.slo = 99%"))
                .singleElement()
                .asString()
                .contains("availability.slo-window: \"30d\" is longer than what is kept; raise availability.months,")
                .contains("which is 1");
    }

    private List<String> problems(String... lines) {
        return catchThrowableOfType(InvalidSettings.class, () -> load(lines)).problems();
    }

    private Settings load(String... lines) throws IOException, InvalidSettings {
        Files.write(directory.resolve("application.properties"), List.of(lines));
        return new SettingsLoader(directory, environment, new Properties()).load(Optional.empty());
    }
}
