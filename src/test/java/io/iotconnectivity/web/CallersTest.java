package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.engine.DeviceOrder;
import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.FleetStep;
import io.iotconnectivity.engine.GroupCount;
import io.iotconnectivity.event.Verdict;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers are spared, and what we are spared of them. */
class CallersTest {
    @AutoClose
    private Served served;

    @BeforeEach
    void start() {
        served = Served.start();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/devices", "/api/devices/a", "/api/summary", "/api/sinks", "/api/history", "/api/incidents"
            })
    void answerThatACallerHasAlreadyIsNotSentAgain(String path) throws Exception {
        served.engine.listed.devices.add(Served.device("a", Verdict.ONLINE));
        HttpResponse<String> first = served.get(path);
        String tag = first.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> second = Served.send(served.request(path).header("If-None-Match", "\"x\", " + tag));

        assertThat(tag).startsWith("W/\"");
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(second.headers().firstValue("ETag")).contains(tag);
    }

    @Test
    void answerThatHasChangedIsSent() throws Exception {
        String tag = served.get("/api/devices").headers().firstValue("ETag").orElseThrow();
        served.engine.listed.devices.add(Served.device("a", Verdict.ONLINE));

        HttpResponse<String> changed =
                Served.send(served.request("/api/devices").header("If-None-Match", tag));

        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag")).isPresent().get().isNotEqualTo(tag);
    }

    @Test
    void problemsHaveNoTag() throws Exception {
        assertThat(served.get("/api/devices/unheard-of").headers().firstValue("ETag"))
                .isEmpty();
    }

    @Test
    void callerThatAsksTooOftenIsToldToWait() throws Exception {
        try (Served limited = Served.limitedTo(5)) {
            HttpResponse<String> last = limited.get("/api/summary");
            for (int i = 0; i < 100 && last.statusCode() == 200; i++) {
                last = limited.get("/api/summary");
            }

            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).contains("1");
            assertThat(last.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(Served.json(last).get("detail").asText()).contains("http.max-requests-per-second");
            await().until(() -> limited.get("/api/summary").statusCode() == 200);
        }
    }

    @Test
    void dashboardMayBeOpenedSeveralTimesAtOnce() throws Exception {
        try (Served limited = Served.limitedTo(1)) {
            for (int i = 0; i < 120; i++) {
                assertThat(limited.get("/").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void pagesAreCountedToo() {
        try (Served limited = Served.limitedTo(1);
                RawCaller caller = RawCaller.to(limited.port())) {
            int sent = 0;
            String status = "";
            while (!status.contains(" 429 ") && sent < 10_000) {
                caller.send(RawCaller.get("/web/icon.svg", "If-None-Match: *"));
                status = caller.readUntil("\r\n");
                caller.readUntil("\r\n\r\n");
                sent++;
            }

            assertThat(status).contains(" 429 ");
        }
    }

    /** To compress what is made anew each time costs us far more than it costs to ask for it. */
    @Test
    void answersThatAreMadeAreNotCompressed() throws Exception {
        HttpResponse<String> response =
                Served.send(served.request("/api/summary").header("Accept-Encoding", "gzip"));

        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(Served.json(response).has("devices")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /AAAA HTTP/1.1|Host: localhost, 414",
        "GET /api/summary HTTP/1.1|Host: localhost|X: AAAA, 431",
        "PUT /api/summary HTTP/1.1|Host: localhost, 405"
    })
    void whatIsNotARequestThatWeKnowIsAProblemToo(String request, int status) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", served.port())) {
            String written = request.replace("|", "\r\n").replace("AAAA", "A".repeat(20_000));
            socket.getOutputStream()
                    .write((written + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer.lines().findFirst()).get().asString().contains(" " + status + " ");
            assertThat(answer).contains("application/problem+json");
            assertThat(answer).contains("\"status\":" + status);
        }
    }

    @Test
    void historyHasAsManyStepsAsAChartCanShow() throws Exception {
        served.engine.listed.history.add(new FleetStep(Served.NOW, 1, 2, 3, 4, 5, 6, 7));

        JsonNode day = Served.json(served.get("/api/history"));
        assertThat(day.get("stepSeconds").asLong()).isEqualTo(300);
        assertThat(day.get("to").asText()).isEqualTo(Served.NOW.toString());
        assertThat(day.get("from").asText()).isEqualTo("2026-11-22T14:05:00Z");
        assertThat(day.at("/points/0/outages").asLong()).isEqualTo(6);
        assertThat(served.engine.listed.asked).endsWith(" " + Duration.ofMinutes(5));
        assertThat(Served.json(served.get("/api/history?hours=8"))
                        .get("stepSeconds")
                        .asLong())
                .isEqualTo(60);
        assertThat(Served.json(served.get("/api/history?hours=168"))
                        .get("stepSeconds")
                        .asLong())
                .isEqualTo(1800);
        for (String hours : List.of("0", "169", "x", "-1")) {
            assertThat(served.get("/api/history?hours=" + hours).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void summaryCountsReasonsAndGroups() throws Exception {
        served.engine.listed.reasons.put("CONNECTION_LOST", 12L);
        served.engine.listed.reasons.put("SOMETHING_NEW", 13L);
        served.engine.listed.groups.add(new GroupCount("plant-1", 100, 3));

        JsonNode summary = Served.json(served.get("/api/summary"));

        assertThat(summary.get("reasons").toString())
                .isEqualTo("[{\"reason\":\"SOMETHING_NEW\",\"cause\":\"UNKNOWN\",\"devices\":13},"
                        + "{\"reason\":\"CONNECTION_LOST\",\"cause\":\"NETWORK\",\"devices\":12}]");
        assertThat(summary.get("groups").toString()).isEqualTo("[{\"group\":\"plant-1\",\"devices\":100,\"away\":3}]");
    }

    @Test
    void devicesAreAskedForByReasonGroupAndOrder() throws Exception {
        served.engine.listed.devices.add(Served.device("a", Verdict.OFFLINE));
        served.engine.listed.groupOf.put("a", "plant-1");

        JsonNode page = Served.json(served.get("/api/devices?reason=CONNECTION_LOST&group=plant%201&sort=-since"));

        assertThat(page.at("/items/0/group").asText()).isEqualTo("plant-1");
        assertThat(served.engine.listed.devicesAsked.reason()).contains("CONNECTION_LOST");
        assertThat(served.engine.listed.devicesAsked.group()).contains("plant 1");
        assertThat(served.engine.listed.devicesAsked.order()).hasToString("-since");
        assertThat(served.get("/api/devices?sort=colour").statusCode()).isEqualTo(400);
        assertThat(Served.json(served.get("/api/devices?after=nonsense"))
                        .get("field")
                        .asText())
                .isEqualTo("after");
        assertThat(served.get("/api/devices?sort=since&after=" + place("-since"))
                        .statusCode())
                .isEqualTo(400);
    }

    private static String place(String order) {
        return new DevicePlace(DeviceOrder.of(order), Optional.empty(), "a").text();
    }
}
