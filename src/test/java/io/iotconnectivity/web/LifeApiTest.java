package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.LifeChange;
import io.iotconnectivity.signal.Signal;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifeApiTest {
    @AutoClose
    private final Served served = Served.start();

    @Test
    void deviceIsRetiredWithWhoAndWhy() throws Exception {
        served.engine.listed.devices.add(Served.device("site/pump 7", Verdict.OFFLINE));

        HttpResponse<String> response =
                served.post("/api/devices/site%2Fpump%207/retire", "{\"author\":\"anna\",\"comment\":\"scrapped\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Served.json(response).get("clientId").asText()).isEqualTo("site/pump 7");
        assertThat(served.engine.accepted)
                .containsExactly(new Signal.Retired(
                        new ClientId("site/pump 7"),
                        Served.NOW,
                        LifeChange.byOperator(Optional.of("anna"), Optional.of("scrapped"))));
    }

    @Test
    void retiringNeedsNoBodyAndIsDoneOnce() throws Exception {
        served.engine.listed.devices.add(Served.device("a", Verdict.OFFLINE));
        served.engine.listed.devices.add(Served.device("b", Verdict.RETIRED));

        assertThat(served.post("/api/devices/a/retire", "").statusCode()).isEqualTo(200);
        assertThat(served.post("/api/devices/b/retire", "").statusCode()).isEqualTo(200);
        assertThat(served.engine.accepted).extracting(Signal::client).containsExactly(new ClientId("a"));
    }

    @Test
    void devicesNamedByDotsAreReachedBehindASemicolon() throws Exception {
        served.engine.listed.devices.add(Served.device(".", Verdict.OFFLINE));
        served.engine.listed.devices.add(Served.device("..", Verdict.OFFLINE));
        served.engine.listed.devices.add(Served.device(";..", Verdict.OFFLINE));

        assertThat(Served.json(served.get("/api/devices/;.")).get("clientId").asText())
                .isEqualTo(".");
        assertThat(Served.json(served.get("/api/devices/;../explain"))
                        .get("clientId")
                        .asText())
                .isEqualTo("..");
        assertThat(Served.json(served.get("/api/devices/%3B..")).get("clientId").asText())
                .isEqualTo(";..");
        assertThat(served.post("/api/devices/;../retire", "").statusCode()).isEqualTo(200);
        assertThat(served.engine.accepted).extracting(Signal::client).containsExactly(new ClientId(".."));
    }

    @Test
    void onlyARetiredDeviceIsRestored() throws Exception {
        served.engine.listed.devices.add(Served.device("a", Verdict.OFFLINE));
        served.engine.listed.devices.add(Served.device("b", Verdict.RETIRED));

        HttpResponse<String> refused = served.post("/api/devices/a/restore", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(Served.json(refused).get("detail").asText()).isEqualTo("this device is not retired; it is OFFLINE");
        assertThat(served.post("/api/devices/b/restore", "").statusCode()).isEqualTo(200);
        assertThat(served.engine.accepted)
                .allMatch(Signal.Restored.class::isInstance)
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/api/devices/nobody/retire | {} | 404 | has never been seen",
                "/api/devices/a/scrap | {} | 404 | /retire, /restore and /disconnect",
                "/api/devices/a/retire | {\"by\":\"me\"} | 400 | allowed: author, comment",
                "/api/devices/a/disconnect | {} | 400 | author is missing",
                "/api/devices/a/disconnect | {\"author\":\"me\",\"preventWill\":\"perhaps\"} | 400 | preventWill must be true or false",
                "/api/devices/a/disconnect | {\"author\":\"me\"} | 403 | set disconnect.enabled = true",
                "/api/devices/retire | {} | 400 | write clients",
                "/api/devices/retire | {\"clients\":\"(\"} | 400 | is not a regular expression",
                "/api/devices/retire | {\"clients\":\"a\",\"dryRun\":\"yes\"} | 400 | dryRun must be true or false",
            })
    void whatIsWrongIsNamedAndNothingIsRetired(String path, String body, int status, String words) throws Exception {
        served.engine.listed.devices.add(Served.device("a", Verdict.OFFLINE));

        HttpResponse<String> response = served.post(path, body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Served.json(response).get("detail").asText()).contains(words);
        assertThat(served.engine.accepted).isEmpty();
    }

    @Test
    void patternSparesWhatIsConnectedOrRetired() throws Exception {
        served.engine.listed.devices.add(Served.device("test-1", Verdict.OFFLINE));
        served.engine.listed.devices.add(Served.device("test-2", Verdict.ONLINE));
        served.engine.listed.devices.add(Served.device("test-3", Verdict.NEVER_CONNECTED));
        served.engine.listed.devices.add(Served.device("test-4", Verdict.RETIRED));
        served.engine.listed.devices.add(Served.device("other", Verdict.OFFLINE));

        JsonNode dry = Served.json(served.post("/api/devices/retire", "{\"clients\":\"test-.*\",\"dryRun\":\"true\"}"));
        assertThat(dry.toString())
                .isEqualTo("{\"items\":[\"test-1\",\"test-3\"],\"total\":2,\"connected\":1,\"dryRun\":true}");
        assertThat(served.engine.accepted).isEmpty();

        assertThat(served.post("/api/devices/retire", "{\"clients\":\"test-.*\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(served.engine.accepted)
                .extracting(signal -> signal.client().value())
                .containsExactly("test-1", "test-3");
        assertThat(served.post("/api/devices/retire", "{\"clients\":\"test-2\",\"connected\":true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(served.engine.accepted).hasSize(3);
    }

    @Test
    void retiredDevicesAreInNoTotalAndListedOnlyOnRequest() throws Exception {
        IntStream.range(0, 3).forEach(i -> served.engine.listed.devices.add(Served.device("a" + i, Verdict.ONLINE)));
        served.engine.listed.devices.add(Served.device("b", Verdict.RETIRED));

        JsonNode summary = Served.json(served.get("/api/summary"));
        assertThat(summary.get("total").asInt()).isEqualTo(3);
        assertThat(summary.get("devices").get("RETIRED").asInt()).isEqualTo(1);
        assertThat(Served.json(served.get("/api/devices")).get("items")).hasSize(3);
        assertThat(Served.json(served.get("/api/devices?state=RETIRED")).get("items"))
                .hasSize(1);
        assertThat(served.get("/api/devices/b").statusCode()).isEqualTo(200);
    }

    @Test
    void devicesOfOnePatternAtATimeAreLookedFor() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        served.engine.listed.whileListed = () -> {
            begun.countDown();
            await().until(() -> done.getCount() == 0);
        };
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(this::retireAll);
        begun.await();
        served.engine.listed.whileListed = () -> {};

        assertThat(retireAll()).isEqualTo(503);
        done.countDown();
        assertThat(first.get()).isEqualTo(200);
        assertThat(retireAll()).isEqualTo(200);
    }

    private int retireAll() {
        try {
            return served.post("/api/devices/retire", "{\"clients\":\".*\"}").statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
