package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One silence must not stop the engine, neither one that a caller creates nor one left by an earlier version. */
class HostilePatternIT {
    /** Empty loops consume no characters, so counting characters does not stop them. */
    private static final String ENDLESS = "(?:(?:){2147483647}){2147483647}.*";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    @Test
    void aSilenceThatTakesForEverIsRefusedAndOneOfAnEarlierVersionSwitchedOff() throws Exception {
        try (UnderAttack attack = UnderAttack.start(directory, setup -> setup)) {
            for (String pattern : List.of(ENDLESS, "((a{1000}){1000}){1000}", "(?i)[b-\\x{1E942}]".repeat(20))) {
                HttpResponse<String> refused = post(attack, pattern);
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
                assertThat(JSON.readTree(refused.body()).get("field").asText()).isEqualTo("clients");
            }
            assertThat(post(attack, "(a*)*(a*)*(a*)*b").statusCode()).isEqualTo(201);
            attack.stillTells("device-7");
            attack.stillTells("a".repeat(128));
        }
        leave("oldone22", ENDLESS);

        try (UnderAttack attack = UnderAttack.start(directory, setup -> setup)) {
            attack.stillTells("device-8");
            JsonNode off = silence(attack, "oldone22");
            assertThat(off.get("clients").asText()).isEqualTo(ENDLESS);
            assertThat(off.get("active").asBoolean()).isFalse();
            assertThat(off.get("off").asText()).isEqualTo("its pattern repeats something more than 1000 times");
            assertThat(attack.product().output()).contains("Silence oldone22 is switched off");
            JsonNode health = attack.product().get("/observe/health");
            assertThat(health.get("status").asText()).isEqualTo("UP");
            assertThat(StreamSupport.stream(health.get("checks").spliterator(), false)
                            .filter(check -> check.get("name").asText().equals("silences")))
                    .singleElement()
                    .satisfies(check -> assertThat(check.get("status").asText()).isEqualTo("WARNING"));

            assertThat(send(
                                    attack,
                                    "/api/silences/oldone22",
                                    HttpRequest.newBuilder().DELETE())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(silence(attack, "oldone22").isMissingNode()).isTrue();
        }
    }

    private static JsonNode silence(UnderAttack attack, String id) {
        return StreamSupport.stream(
                        attack.product().get("/api/silences").get("items").spliterator(), false)
                .filter(each -> each.get("id").asText().equals(id))
                .findFirst()
                .orElseGet(() -> JSON.missingNode());
    }

    private static HttpResponse<String> post(UnderAttack attack, String clients) throws Exception {
        String body = JSON.writeValueAsString(Map.of("clients", clients, "for", "1h", "author", "m", "comment", "c"));
        return send(
                attack,
                "/api/silences",
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(UnderAttack attack, String path, HttpRequest.Builder request)
            throws Exception {
        return HTTP.send(
                request.uri(attack.product().address().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** As an earlier version wrote it. */
    private void leave(String id, String clients) throws Exception {
        Instant until = Instant.now().plus(Duration.ofHours(1));
        String body = "{\"id\":\"" + id + "\",\"clients\":\"" + clients + "\",\"from\":1,\"until\":"
                + until.getEpochSecond() + "000000000,\"author\":\"m\",\"comment\":\"c\"}";
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("connectivity.db"));
                PreparedStatement insert =
                        file.prepareStatement("INSERT INTO silence (id, until, body) VALUES (?, ?, ?)")) {
            insert.setString(1, id);
            insert.setLong(2, until.toEpochMilli());
            insert.setBytes(3, body.getBytes(StandardCharsets.UTF_8));
            insert.executeUpdate();
        }
    }
}
