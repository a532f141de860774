package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.presence.RequiredFilters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeafSettingsTest {
    @TempDir
    private Path directory;

    @Test
    void nothingIsRequiredUnlessItIsSet() throws Exception {
        Settings settings = load();

        assertThat(settings.policy().required()).isEqualTo(RequiredFilters.NONE);
        assertThat(settings.lookups().listing().required()).isFalse();
        assertThat(settings.lookups().any()).isFalse();
    }

    @Test
    void classesRequireWhatTheDefaultClassDoesOrSomethingElseOrNothing() throws Exception {
        Settings settings = load(
                "deaf.subscriptions = cmd/${clientId}, fleet/+/x",
                "class.a.clients = a",
                "class.b.clients = b",
                "class.b.subscriptions = things/${thingName}/#",
                "class.c.clients = c",
                "class.c.subscriptions = none");

        assertThat(settings.policy().required().patterns()).containsExactly("cmd/${clientId}", "fleet/+/x");
        assertThat(settings.classes().entries())
                .extracting(entry -> entry.policy().required().patterns())
                .containsExactly(List.of("cmd/${clientId}", "fleet/+/x"), List.of("things/${thingName}/#"), List.of());
    }

    @Test
    void whatOneClassRequiresIsAskedFor() throws Exception {
        assertThat(load("class.b.clients = b", "class.b.subscriptions = cmd/#")
                        .lookups()
                        .listing()
                        .required())
                .isTrue();
        assertThat(load("class.b.clients = b", "class.b.subscriptions = none")
                        .lookups()
                        .listing()
                        .required())
                .isFalse();
    }

    @Test
    void connectedDevicesAreCheckedDailyUnlessThatIsOff() throws Exception {
        assertThat(load().lookups().listing().checkEvery()).contains(Duration.ofHours(24));
        assertThat(load("deaf.check-every = 0s").lookups().listing().checkEvery())
                .isEmpty();
    }

    @Test
    void hundredIncidentsMayBeOpenUnlessAnotherNumberIsSet() throws Exception {
        assertThat(load().lookups().listing().maxIncidents()).isEqualTo(100);
        assertThat(load("deaf.max-incidents = 7").lookups().listing().maxIncidents())
                .isEqualTo(7);
        InvalidSettings problem = catchThrowableOfType(InvalidSettings.class, () -> load("deaf.max-incidents = 0"));
        assertThat(problem).hasMessageContaining("deaf.max-incidents");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmd/#/x", "cmd/a+", "cmd/${clientid}", "cmd/${client_id}", "$share/only", "none, cmd/#"})
    void whatIsNoTopicFilterIsReportedWithItsSetting(String filter) {
        InvalidSettings problem = catchThrowableOfType(
                InvalidSettings.class, () -> load("class.b.clients = b", "class.b.subscriptions = " + filter));

        assertThat(problem).hasMessageContaining("class.b.subscriptions");
    }

    @Test
    void theNamesOfPlaceholdersAreToldAsTheyAreWritten() {
        InvalidSettings problem =
                catchThrowableOfType(InvalidSettings.class, () -> load("deaf.subscriptions = cmd/${clientID}"));

        assertThat(problem)
                .hasMessageContaining(
                        "\"cmd/${clientID}\" has a placeholder that is neither ${clientId} nor ${thingName}");
    }

    private Settings load(String... lines) throws Exception {
        Files.writeString(directory.resolve("application.properties"), String.join("\n", lines));
        return new SettingsLoader(directory, Map.of(), new Properties()).load(Optional.empty());
    }
}
