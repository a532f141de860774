package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountCheckApiTest {
    private static final CheckedItem LOGGING =
            new CheckedItem("IoT logging", "warning", "logging is off", Optional.of("aws iot set-v2-logging-options"));
    private static final CheckedItem QUEUE = new CheckedItem("queue", "ok", "can be read", Optional.empty());

    @AutoClose
    private Served served;

    @BeforeEach
    void start() {
        served = Served.start();
    }

    private JsonNode state() throws Exception {
        return Served.json(served.get("/api/account-check"));
    }

    @Test
    void nothingIsCheckedUntilSomebodyAsks() throws Exception {
        assertThat(state().get("status").asText()).isEqualTo("never");
        assertThat(state().get("items")).isEmpty();
        assertThat(state().has("at")).isFalse();
    }

    @Test
    void whatIsFoundIsToldWhileTheCheckRunsAndWhenItIsDone() throws Exception {
        CountDownLatch halfWay = new CountDownLatch(1);
        served.accountCheck = progress -> {
            progress.accept(List.of(LOGGING));
            awaitQuietly(halfWay);
            return List.of(LOGGING, QUEUE);
        };

        assertThat(served.post("/api/account-check", "").statusCode()).isEqualTo(202);

        await().until(() -> state().get("items").size() == 1);
        assertThat(state().get("status").asText()).isEqualTo("running");
        assertThat(served.post("/api/account-check", "").statusCode()).isEqualTo(409);
        halfWay.countDown();
        await().until(() -> state().get("status").asText().equals("done"));
        JsonNode first = state().get("items").get(0);
        assertThat(first.get("check").asText()).isEqualTo("IoT logging");
        assertThat(first.get("status").asText()).isEqualTo("warning");
        assertThat(first.get("finding").asText()).isEqualTo("logging is off");
        assertThat(first.get("fix").asText()).isEqualTo("aws iot set-v2-logging-options");
        assertThat(state().get("items").get(1).has("fix")).isFalse();
        assertThat(state().get("at").asText()).isEqualTo(Served.NOW.toString());
    }

    @Test
    void checkThatFailsIsDoneAndCanBeBegunAgain() throws Exception {
        served.accountCheck = progress -> {
            throw new IllegalStateException("secret");
        };
        served.post("/api/account-check", "");

        await().until(() -> state().get("status").asText().equals("done"));
        assertThat(state().get("items").get(0).get("status").asText()).isEqualTo("unknown");
        assertThat(state().toString()).doesNotContain("secret");
        served.accountCheck = progress -> List.of(QUEUE);
        assertThat(served.post("/api/account-check", "").statusCode()).isEqualTo(202);
        await().until(() -> state().get("items").get(0).get("check").asText().equals("queue"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
