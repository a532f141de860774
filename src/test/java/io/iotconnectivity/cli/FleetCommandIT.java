package io.iotconnectivity.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.sandbox.aws.iot.Connection;
import io.iotconnectivity.settings.SettingsLoader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against the sandbox's fleet index. */
class FleetCommandIT {
    private static final String ENDPOINT = "aws.endpointUrl";
    private static final Instant AT = Instant.parse("2026-11-23T14:02:11Z");

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AutoClose
    private AwsEndpoint aws;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        System.setProperty(ENDPOINT, aws.uri().toString());
        aws.things().create("never");
        aws.things().setGroups("pump-1", "plant7", "north");
        aws.things().create("pump-2");
        aws.connections().connected(Connection.open("pump-1", AT).withKeepAlive(60));
        aws.connections().disconnected("pump-2", AT, "CONNECTION_LOST");
    }

    @AfterEach
    void stop() {
        System.clearProperty(ENDPOINT);
    }

    @Test
    void tableHasALineAThing() {
        assertThat(execute("fleet", "thingName:pump*")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "THING   CONNECTED  SINCE                 REASON           KEEP-ALIVE  GROUPS",
                        "pump-1  yes        2026-11-23T14:02:11Z  -                60 s        plant7,north",
                        "pump-2  no         2026-11-23T14:02:11Z  CONNECTION_LOST  30 s        -");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void jsonIsForMachines() throws Exception {
        assertThat(execute("fleet", "thingName:pump*", "--json", "--limit", "1"))
                .isZero();

        JsonNode found = new ObjectMapper().readTree(out.toString());
        assertThat(found.get("items")).hasSize(1);
        assertThat(found.at("/items/0/clientId").asText()).isEqualTo("pump-1");
        assertThat(found.at("/items/0/connected").asBoolean()).isTrue();
        assertThat(found.at("/items/0/since").asText()).isEqualTo("2026-11-23T14:02:11Z");
        assertThat(found.at("/items/0").has("reason")).isFalse();

        String next = found.get("next").asText();
        out.getBuffer().setLength(0);
        assertThat(execute("fleet", "thingName:pump*", "--json", "--after", next))
                .isZero();
        JsonNode rest = new ObjectMapper().readTree(out.toString());
        assertThat(rest.at("/items/0/clientId").asText()).isEqualTo("pump-2");
        assertThat(rest.has("next")).isFalse();
    }

    @Test
    void limitGoesOverPagesAndWhatIsLeftOffIsSaid() {
        aws.things().create(IntStream.range(0, 250).mapToObj(i -> "many-" + i).toArray(String[]::new));

        assertThat(execute("fleet", "many-*", "--limit", "150")).isZero();

        assertThat(out.toString().lines()).hasSize(151);
        assertThat(err.toString()).startsWith("There are more. Use ");
    }

    @Test
    void statisticsCountTheFleet() {
        assertThat(execute("fleet", "thingName:*", "--stats")).isZero();

        assertThat(out.toString().lines())
                .containsExactly("3 things, 1 connected (33.3 %)", "REASON           THINGS", "CONNECTION_LOST  1");
    }

    @Test
    void wrongUsageIsStatus2() {
        assertThat(execute("fleet")).isEqualTo(2);
        assertThat(execute("fleet", "connectivity.connected:(")).isEqualTo(2);
        assertThat(execute("fleet", "*", "--limit", "0")).isEqualTo(2);
        assertThat(execute("fleet", "x".repeat(1001))).isEqualTo(2);
        assertThat(err.toString())
                .contains("AWS does not understand the query", "--limit must be", "1 to 1000 characters");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatIsInTheWayIsOneLineWithTheFixAndStatus1() {
        aws.indexing().set("OFF", "OFF");

        assertThat(execute("fleet", "*")).isEqualTo(1);

        assertThat(err.toString().lines()).singleElement().asString().contains("aws iot update-indexing-configuration");
    }

    @Test
    void throttlingIsStatus1() {
        aws.faults().next("iot", "SearchIndex", Fault.throttle(), 1);

        assertThat(execute("fleet", "*")).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("try again in a moment");
    }

    @Test
    void helpShowsExamples() {
        assertThat(execute("fleet", "--help")).isZero();
        assertThat(out.toString()).contains("connectivity.connected:false AND", "--json", "--stats");
    }

    private int execute(String... args) {
        return Commands.execute(
                args,
                new SettingsLoader(directory, Map.of(), new Properties()),
                settings -> {},
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }
}
