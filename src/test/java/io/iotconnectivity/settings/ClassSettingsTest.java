package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.event.Cause;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.presence.DeviceClass;
import io.iotconnectivity.presence.DeviceClasses;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.ReasonPolicy;
import io.iotconnectivity.signal.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassSettingsTest {
    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void classesAreTriedInTheOrderInWhichTheyAreWritten() throws Exception {
        environment.put("IOTC_CLASS_ANY_CLIENTS", ".*");
        DeviceClasses classes = load(
                        "class.zebra.clients = z.*", "class.ant.clients = a.*", "class.zebra.severity = info")
                .classes();

        assertThat(classes.entries())
                .extracting(entry -> entry.policy().deviceClass().orElseThrow().name())
                .containsExactly("zebra", "ant", "any");
        assertThat(classes.entries().get(0).rule().written())
                .isEqualTo("class.zebra.clients = z.* (application.properties:1)");
    }

    @Test
    void classChangesOnlyWhatItSets() throws Exception {
        environment.put("IOTC_CLASS_PUMPS_GRACE_SERVER_ERROR", "9m");
        Settings settings = load(
                "class.pumps.clients = pump-.*",
                "class.pumps.grace.default = 5m",
                "class.pumps.grace.CONNECTION_LOST = 1s",
                "class.pumps.grace.NEW_REASON = 2s",
                "class.pumps.severity = critical",
                "class.pumps.stale.after = never",
                "policy.THROTTLED.severity = none",
                "stale.after = 10m");
        Policy pumps = settings.classes().entries().get(0).policy();
        Policy usual = settings.policy();

        assertThat(pumps.of(Reason.CONNECTION_LOST).grace()).isEqualTo(Duration.ofSeconds(1));
        assertThat(pumps.of(Reason.SERVER_ERROR).grace()).isEqualTo(Duration.ofMinutes(9));
        assertThat(pumps.of(Reason.MQTT_KEEP_ALIVE_TIMEOUT).grace()).isEqualTo(Duration.ofMinutes(5));
        assertThat(pumps.of(Reason.CONNECTION_LOST).cause())
                .isEqualTo(usual.of(Reason.CONNECTION_LOST).cause());
        assertThat(pumps.of(new Reason("NEW_REASON")).grace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(pumps.of(new Reason("OTHER")).grace()).isEqualTo(Duration.ofMinutes(5));
        assertThat(pumps.of(new Reason("OTHER")).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(pumps.of(Reason.CLIENT_INITIATED_DISCONNECT))
                .isEqualTo(usual.of(Reason.CLIENT_INITIATED_DISCONNECT));
        assertThat(pumps.of(Reason.THROTTLED)).isEqualTo(usual.of(Reason.THROTTLED));
        assertThat(pumps.silence().otherwise()).isEmpty();
        assertThat(usual.silence().otherwise()).hasValue(Duration.ofMinutes(10));
        assertThat(usual.of(Reason.CONNECTION_LOST).grace()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void everyProblemNamesTheSettingAndTheFix() {
        assertThat(problems(
                        "class.pumps.severity = high",
                        "class.default.clients = a",
                        "class.a!b.clients = a",
                        "class.sites.group = north",
                        "class.meters.clients = (",
                        "class.meters.grace.default = soon",
                        "class.meters.stale.after = 0s",
                        "class.meters.attribute = gas",
                        "class.meters.hours = at night",
                        "class.meters.probe = maybe"))
                .containsExactlyInAnyOrder(
                        "class.pumps.severity: \"high\" is not one of none, info, warning, critical (application.properties:1)",
                        "class.pumps.* needs a condition; set class.pumps.clients, .group, .thing-type or .attribute (application.properties:1)",
                        "class.default is no class: policy.*, grace.default and stale.after are for devices without one"
                                + " (application.properties:2)",
                        "a class is named by letters, digits, - and _, at most 64: rename class.a!b.* (application.properties:3)",
                        "class.sites.group: \"north\" matches no device, because no device has a group; set group.pattern or the"
                                + " like (application.properties:4)",
                        "class.meters.clients: \"(\" is not a regular expression: it has a ( without a ) (application.properties:5)",
                        "class.meters.grace.default: \"soon\" is not a duration; write 30s, 5m or 500ms (application.properties:6)",
                        "class.meters.stale.after: \"0s\" is out of range; write 1s to 31d (application.properties:7)",
                        "class.meters.attribute: \"gas\" is not <name>=<regular expression for the value>; write kind=meter or"
                                + " kind=.* (application.properties:8)",
                        "class.meters.hours: \"at night\" has in at neither days, nor times, nor a time zone; write for example"
                                + " Mon-Fri 08:00-18:00 Europe/Berlin (application.properties:9)",
                        "class.meters.probe: \"maybe\" is neither true nor false (application.properties:10)");
    }

    @Test
    void sleeperIsWorthAWarningOnceItIsOverdueAndKeepsOtherNumbers() throws Exception {
        Settings settings = load(
                "class.meters.clients = meter-.*",
                "class.meters.expected-back = 26h",
                "class.meters.hours = Mon-Fri 08:00-18:00 Europe/Berlin",
                "class.meters.storm-exempt = true",
                "class.meters.keep-alive.slo = 1h",
                "class.meters.probe = true");
        DeviceClass meters = settings.classes().byName().get("meters");
        Policy policy = settings.classes().policyOf(Optional.of("meters"));

        assertThat(policy.of(Reason.CLIENT_INITIATED_DISCONNECT))
                .isEqualTo(new ReasonPolicy(Cause.PLANNED, Duration.ofHours(26), Severity.WARNING));
        assertThat(policy.of(Reason.CONNECTION_LOST))
                .isEqualTo(settings.policy().of(Reason.CONNECTION_LOST));
        assertThat(policy.asking().probe()).isPresent();
        assertThat(settings.policy().asking().probe()).isEmpty();
        assertThat(settings.lookups().probe().enabled()).isTrue();
        assertThat(meters.hours()).hasToString("Optional[Mon-Fri 08:00-18:00 Europe/Berlin]");
        assertThat(settings.incidents().classes()).containsEntry("meters", meters);
        assertThat(settings.classes().keepAliveSlos()).containsEntry("meters", Duration.ofHours(1));
    }

    @Test
    void fleetIndexIsReadForClassesThatDependOnThings() throws Exception {
        Settings settings = load(
                "class.gas.thing-type = meter-.*", "class.gas.attribute = kind = gas|water", "class.a.clients = a");

        assertThat(settings.lookups().thingGroups()).isPresent();
        assertThat(settings.lookups().hasThingGroups()).isFalse();
        assertThat(settings.classes().thingRules()).containsOnlyKeys("gas");
        assertThat(settings.classes().thingRules().get("gas").attribute()).hasValue("kind");
    }

    @Test
    void settingThatNoClassHasIsRefused() {
        assertThat(problems("class.pumps.clients = a", "class.pumps.graze = 1s"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("class.pumps.graze is not a setting");
    }

    @Test
    void thereAreNoClassesWhereNoneIsSet() throws Exception {
        assertThat(load().classes().isEmpty()).isTrue();
        assertThat(load("group.pattern = (?<group>[a-z]+)-.*", "class.a.group = north")
                        .classes()
                        .isEmpty())
                .isFalse();
    }

    private List<String> problems(String... lines) {
        return catchThrowableOfType(InvalidSettings.class, () -> load(lines)).problems();
    }

    private Settings load(String... lines) throws IOException, InvalidSettings {
        Files.write(directory.resolve("application.properties"), List.of(lines));
        return new SettingsLoader(directory, environment, new Properties()).load(Optional.empty());
    }
}
