package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.engine.view.FleetView;
import io.iotconnectivity.engine.view.RefusingLedger;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node answers that has no view of the fleet, or no complete one. */
class NoViewTest {
    @AutoClose
    private final Served served = Served.start();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/devices",
                "/api/devices/pump-7",
                "/api/devices/pump-7/events",
                "/api/devices/pump-7/explain",
                "/api/incidents",
                "/api/incidents/I1",
                "/api/silences",
                "/api/dead-letters",
                "/api/history",
                "/api/summary",
                "/api/stream"
            })
    void nodeWithoutViewSaysWhichNodeToAsk(String path) throws Exception {
        served.engine.other = Optional.of(FleetView.none(Map::of).ledger());

        HttpResponse<String> answer = served.get(path);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        JsonNode problem = Served.json(answer);
        assertThat(problem.get("detail").asText()).contains("ask a node whose setting kafka.view is true");
    }

    @Test
    void viewThatIsBeingBuiltSaysWhenToAskAgain() throws Exception {
        served.engine.other = Optional.of(new RefusingLedger(
                () -> new ViewUnavailable("43 % are read", Optional.of(Duration.ofSeconds(5))), Map::of));

        HttpResponse<String> answer = served.get("/api/devices");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(Served.json(answer).get("detail").asText()).isEqualTo("43 % are read");
    }

    @Test
    void nodeWithoutViewTellsWhichInstancesThereAre() throws Exception {
        served.engine.other = Optional.of(FleetView.none(Map::of).ledger());
        served.engine.cluster = () -> Optional.of(Served.cluster());

        assertThat(Served.json(served.get("/api/cluster")).path("instances")).hasSize(3);
    }

    @Test
    void clusterThatDoesNotAnswerIsNoReasonToWaitForEver() throws Exception {
        served.engine.cluster = () -> {
            throw new ViewUnavailable("Kafka does not tell; check the brokers", Optional.of(Duration.ofSeconds(5)));
        };

        HttpResponse<String> answer = served.get("/api/cluster");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(Served.json(answer).get("detail").asText()).contains("check the brokers");
    }

    @Test
    void nodeWithoutViewIsHealthyAndShowsItsOwnSinks() throws Exception {
        served.engine.other = Optional.of(
                FleetView.none(() -> Map.of("desk", Served.sink("desk", true, Optional.empty())))
                        .ledger());

        JsonNode health = Served.json(served.get("/observe/health"));

        assertThat(health.get("status").asText()).isEqualTo("UP");
        assertThat(health.get("checks").findValuesAsText("name"))
                .contains("sink-desk")
                .doesNotContain("silences");
        assertThat(served.get("/observe/health/ready").statusCode()).isEqualTo(200);
        assertThat(Served.json(served.get("/api/sinks")).at("/items/0/name").asText())
                .isEqualTo("desk");
    }
}
