package io.iotconnectivity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.engine.DeadLetter;
import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.LogPosition;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersApiTest {
    @AutoClose
    private final Served served = Served.start();

    @Test
    void listIsNarrowedBySinkReasonAndAge() throws Exception {
        served.get("/api/dead-letters?sink=webhook-desk&reason=HTTP%20400&olderThan=1h&newerThan=1d");

        assertThat(served.engine.listed.lettersAsked)
                .isEqualTo(new DeadLetterQuery(
                        Optional.empty(),
                        Optional.of("webhook-desk"),
                        Optional.of("HTTP 400"),
                        Optional.of(Served.NOW.minusSeconds(86_400)),
                        Optional.of(Served.NOW.minusSeconds(3600))));
    }

    @Test
    void listIsNarrowedByTimes() throws Exception {
        served.get("/api/dead-letters?from=2026-11-23T00:00:00Z&until=2026-11-23T01:00:00Z");

        assertThat(served.engine.listed.lettersAsked.from().orElseThrow()).isEqualTo("2026-11-23T00:00:00Z");
        assertThat(served.engine.listed.lettersAsked.until().orElseThrow()).isEqualTo("2026-11-23T01:00:00Z");
    }

    @Test
    void oneLetterIsShownWithItsPayload() throws Exception {
        served.engine.listed.letters.add(letter(3));
        served.engine.listed.letters.add(letter(2));

        JsonNode letter = Served.json(served.get("/api/dead-letters/2"));

        assertThat(letter.get("id").asText()).isEqualTo("2");
        assertThat(letter.get("payload").asText()).isEqualTo("{\"id\":2}");
        assertThat(served.get("/api/dead-letters/4").statusCode()).isEqualTo(404);
        assertThat(served.get("/api/dead-letters/x").statusCode()).isEqualTo(404);
    }

    @Test
    void selectionIsReplayed() throws Exception {
        served.engine.listed.letters.add(letter(3));

        HttpResponse<String> response = served.post(
                "/api/dead-letters/replay", "{\"sink\":\"webhook-desk\",\"reason\":\"HTTP\",\"newerThan\":\"2h\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"replayed\":1,\"takenIn\":2,\"unreadable\":1}");
        assertThat(served.engine.replayed)
                .containsExactly(new DeadLetterQuery(
                        Optional.empty(),
                        Optional.of("webhook-desk"),
                        Optional.of("HTTP"),
                        Optional.of(Served.NOW.minusSeconds(7200)),
                        Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":7}", "{\"id\":\"7\"}"})
    void oneIsReplayedByItsId(String body) throws Exception {
        assertThat(served.post("/api/dead-letters/replay", body).statusCode()).isEqualTo(200);

        assertThat(served.engine.replayed).singleElement().satisfies(which -> assertThat(which.id())
                .contains(new LogPosition("7")));
    }

    @Test
    void allAreReplayedOnlyWhereThatIsSaid() throws Exception {
        for (String body : new String[] {
            "", "{}", "{\"sink\":null}", "{\"sink\":\"\"}", "{\"all\":false}", "{\"all\":true,\"sink\":\"sns\"}"
        }) {
            HttpResponse<String> refused = served.post("/api/dead-letters/replay", body);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(Served.json(refused).get("field").asText()).isEqualTo("all");
        }
        assertThat(served.engine.replayed).isEmpty();

        assertThat(served.post("/api/dead-letters/replay", "{\"all\":true}").statusCode())
                .isEqualTo(200);
        assertThat(served.engine.replayed).containsExactly(DeadLetterQuery.ALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'from':'2026-11-23T00:00:00Z','newerThan':'1h'} | newerThan | either from or newerThan",
                "{'olderThan':'soon'} | olderThan | must be a duration",
                "{'id':0} | id | the id of a dead letter",
                "{'id':1.5} | id | id must be a string",
                "{'all':'yes'} | all | all must be true or false",
                "{'sinks':'sns'} | sinks | allowed: all, from, id",
            })
    void whatIsNotUnderstoodIsNamedAndNothingReplayed(String body, String field, String words) throws Exception {
        HttpResponse<String> response = served.post("/api/dead-letters/replay", body.replace('\'', '"'));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Served.json(response).get("field").asText()).isEqualTo(field);
        assertThat(Served.json(response).get("detail").asText()).contains(words);
        assertThat(served.engine.replayed).isEmpty();
    }

    private static DeadLetter letter(long id) {
        byte[] payload = ("{\"id\":" + id + "}").getBytes(StandardCharsets.UTF_8);
        return new DeadLetter(
                new LogPosition(Long.toString(id)),
                "out",
                "webhook-desk",
                "HTTP 400",
                Optional.empty(),
                Optional.of("pump-7"),
                Optional.empty(),
                Optional.of("E1"),
                payload,
                payload.length,
                3,
                Served.NOW);
    }
}
