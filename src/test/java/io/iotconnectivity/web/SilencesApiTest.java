package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.engine.SilenceOff;
import io.iotconnectivity.engine.TooManySilences;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientPattern;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilencesApiTest {
    @AutoClose
    private final Served served = Served.start();

    @Test
    void silenceForAWhileBeginsNow() throws Exception {
        HttpResponse<String> response = served.post(
                "/api/silences",
                "{\"clients\":\"pump-.*\",\"for\":\"1h30m\",\"author\":\"anna\",\"comment\":\"move\"}");

        assertThat(response.statusCode()).isEqualTo(201);
        Silence silence = served.engine.listed.silences.get(0);
        assertThat(silence.clients()).contains(ClientPattern.of("pump-.*"));
        assertThat(silence.group()).isEmpty();
        assertThat(silence.from()).isEqualTo(Served.NOW);
        assertThat(silence.until()).isEqualTo(Served.NOW.plusSeconds(5400));
        assertThat(silence.author()).isEqualTo("anna");
        assertThat(silence.comment()).isEqualTo("move");
        assertThat(response.headers().firstValue("Location")).contains("/api/silences/" + silence.id());
        assertThat(Served.json(response).get("id").asText()).isEqualTo(silence.id());
        assertThat(Served.json(response).get("active").asBoolean()).isTrue();
    }

    @Test
    void silenceMayBeginLaterAndEndAtATime() throws Exception {
        HttpResponse<String> response = served.post(
                "/api/silences",
                "{\"group\":\"site-3\",\"from\":\"2026-11-24T00:00:00+01:00\",\"until\":\"2026-11-24T04:00:00Z\","
                        + "\"author\":\"anna\",\"comment\":\"move\"}");

        assertThat(response.statusCode()).isEqualTo(201);
        JsonNode listed = Served.json(served.get("/api/silences")).get("items").get(0);
        assertThat(listed.get("group").asText()).isEqualTo("site-3");
        assertThat(listed.get("from").asText()).isEqualTo("2026-11-23T23:00:00Z");
        assertThat(listed.get("until").asText()).isEqualTo("2026-11-24T04:00:00Z");
        assertThat(listed.get("active").asBoolean()).isFalse();
        assertThat(listed.has("clients")).isFalse();
    }

    @Test
    void idsAreShortAndDiffer() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            ids.add(Served.json(served.post(
                            "/api/silences",
                            "{\"clients\":\"x\",\"for\":\"1h\",\"author\":\"anna\",\"comment\":\"move\"}"))
                    .get("id")
                    .asText());
        }

        assertThat(ids).hasSize(20).allMatch(id -> id.matches("[2-9b-z]{8}"));
    }

    @Test
    void silenceIsEndedOnce() throws Exception {
        served.post("/api/silences", "{\"clients\":\"x\",\"for\":\"1h\",\"author\":\"anna\",\"comment\":\"move\"}");
        String id = served.engine.listed.silences.get(0).id();

        assertThat(served.delete("/api/silences/" + id).statusCode()).isEqualTo(204);
        assertThat(served.engine.listed.silences).isEmpty();
        HttpResponse<String> again = served.delete("/api/silences/" + id);
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(again.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'for':'1h','author':'a','comment':'c' | clients | write clients",
                "'clients':'(','for':'1h','author':'a','comment':'c' | clients | is not a regular expression: it has a"
                        + " ( without a )",
                "'clients':'(?:(?:){2147483647}){2147483647}.*','for':'1h','author':'a','comment':'c' | clients |"
                        + " repeats something more than 1000 times",
                "'clients':'x','author':'a','comment':'c' | for | either for",
                "'clients':'x','for':'1h','until':'2026-11-24T00:00:00Z','author':'a','comment':'c' | for | either for",
                "'clients':'x','for':'60','author':'a','comment':'c' | for | must be a duration such as",
                "'clients':'x','for':'0s','author':'a','comment':'c' | for | must be a duration such as",
                "'clients':'x','for':'9999d','author':'a','comment':'c' | for | must be a duration such as",
                "'clients':'x','for':'400d','author':'a','comment':'c' | until | within 366 days",
                "'clients':'x','until':'tomorrow','author':'a','comment':'c' | until | must be a time such as",
                "'clients':'x','until':'2026-11-23T14:02:41Z','author':'a','comment':'c' | until | already be over",
                "'clients':'x','from':'2026-11-25T00:00:00Z','until':'2026-11-24T00:00:00Z','author':'a','comment':'c'"
                        + " | until | must end after it begins",
                "'clients':'x','for':'1h','comment':'c' | author | author is missing",
                "'clients':'x','for':'1h','author':' ','comment':'c' | author | author is missing",
                "'clients':'x','for':'1h','author':'a' | comment | comment is missing",
                "'clients':['x'],'for':'1h','author':'a','comment':'c' | clients | clients must be a string",
                "'client':'x','for':'1h','author':'a','comment':'c' | client | allowed: author, clients",
            })
    void whatIsWrongIsNamedAndNothingIsSilenced(String fields, String field, String words) throws Exception {
        HttpResponse<String> response = served.post("/api/silences", "{" + fields.replace('\'', '"') + "}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        assertThat(Served.json(response).get("field").asText()).isEqualTo(field);
        assertThat(Served.json(response).get("detail").asText()).contains(words);
        assertThat(served.engine.listed.silences).isEmpty();
    }

    @Test
    void oneMoreThanThereCanBeIsAConflictThatNamesTheLimit() throws Exception {
        served.engine.durable = CompletableFuture.failedFuture(new TooManySilences("there are 500; end some"));

        HttpResponse<String> response =
                served.post("/api/silences", "{\"clients\":\"x\",\"for\":\"1h\",\"author\":\"a\",\"comment\":\"c\"}");

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(Served.json(response).get("detail").asText()).isEqualTo("there are 500; end some");
    }

    @Test
    void oneThatIsSwitchedOffIsListedFirstWithTheReasonAndWarnedOf() throws Exception {
        served.engine.listed.silencesOff.add(new SilenceOff(
                "old",
                Optional.of("a++"),
                Optional.empty(),
                Optional.empty(),
                Served.NOW.plusSeconds(60),
                Optional.of("anna"),
                Optional.empty(),
                "its pattern uses ++"));
        served.post("/api/silences", "{\"clients\":\"x\",\"for\":\"1h\",\"author\":\"anna\",\"comment\":\"move\"}");

        JsonNode items = Served.json(served.get("/api/silences")).get("items");
        assertThat(items.size()).isEqualTo(2);
        assertThat(items.get(0).toString())
                .isEqualTo("{\"id\":\"old\",\"clients\":\"a++\",\"until\":\"2026-11-23T14:03:41Z\",\"active\":false,"
                        + "\"author\":\"anna\",\"off\":\"its pattern uses ++\"}");
        assertThat(items.get(1).has("off")).isFalse();
        JsonNode health = Served.json(served.get("/observe/health"));
        assertThat(health.get("status").asText()).isEqualTo("UP");
        assertThat(health.get("checks").toString())
                .contains(
                        "switched off, so that incidents are opened: old, because its pattern uses ++; end it and create it again");
    }

    @Test
    void longCommentIsRefused() throws Exception {
        HttpResponse<String> response = served.post(
                "/api/silences",
                "{\"clients\":\"x\",\"for\":\"1h\",\"author\":\"a\",\"comment\":\"" + "c".repeat(501) + "\"}");

        assertThat(Served.json(response).get("detail").asText()).isEqualTo("comment is longer than 500 characters");
    }
}
