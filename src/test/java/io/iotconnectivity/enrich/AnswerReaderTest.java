package io.iotconnectivity.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.signal.ClientId;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private static final ClientId A = new ClientId("a");
    private static final ClientId B = new ClientId("b");

    private static Map<String, String> read(Object answer, ClientId client, ClientId... others) throws UnusableAnswer {
        List<ClientId> asked = new java.util.ArrayList<>(Arrays.asList(others));
        asked.add(client);
        AnswerReader.Read read = AnswerReader.read(answer, asked).get(client);
        return read == null ? Map.of() : read.extra().fields();
    }

    @Test
    void fieldsByClientId() throws UnusableAnswer {
        String json =
                "{\"a\":{\"site\":\"Oslo\",\"floor\":3,\"spare\":true,\"x\":null},\"other\":{\"site\":\"Bergen\"}}";

        assertThat(read(json, A, B)).isEqualTo(Map.of("site", "Oslo", "floor", "3", "spare", "true"));
        assertThat(read(json, B, A)).isEmpty();
        assertThat(read(new ByteArrayInputStream(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)), A, B))
                .containsEntry("site", "Oslo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clientId", "client_id", "CLIENT_ID", "Client ID", "client-id", "\uFEFFclientId"})
    void rowsWithTheClientIdInAColumn(String column) throws UnusableAnswer {
        List<Map<String, Object>> rows =
                List.of(Map.of(column, "a", "site", "Oslo"), Map.of(column, "c", "site", "Rome"));

        assertThat(read(rows, A, B)).isEqualTo(Map.of("site", "Oslo"));
        assertThat(read(rows, B, A)).isEmpty();
    }

    @Test
    void fieldsOfTheOneDeviceThatWasAskedAbout() throws UnusableAnswer {
        assertThat(read("{\"site\":\"Oslo\"}", A)).isEqualTo(Map.of("site", "Oslo"));
        assertThat(read("{}", A)).isEmpty();
        assertThat(read(List.of(), A)).isEmpty();
    }

    @Test
    void namesAreMadePlainAndWhatIsNestedIsLeftOut() throws UnusableAnswer {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Contact Person", " Kari ");
        fields.put("tags", List.of("x"));
        fields.put("empty", " ");

        AnswerReader.Read read = AnswerReader.read(fields, List.of(A)).get(A);

        assertThat(read.extra().fields()).isEqualTo(Map.of("Contact_Person", "Kari"));
        assertThat(read.whole()).isFalse();
    }

    @Test
    void hugeAnswersAreCut() throws UnusableAnswer {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("note", "\u0000" + "x".repeat(10_000));
        for (int i = 0; i < 100; i++) {
            fields.put("f" + i, "y".repeat(100));
        }

        AnswerReader.Read read = AnswerReader.read(fields, List.of(A)).get(A);

        assertThat(read.whole()).isFalse();
        assertThat(read.extra().fields()).hasSize(16);
        assertThat(read.extra().fields().get("note")).hasSize(256).startsWith("\\u0000x");
        assertThatThrownBy(() -> AnswerReader.read("[" + " ".repeat(AnswerReader.MOST_BYTES) + "]", List.of(A)))
                .isInstanceOf(UnusableAnswer.class)
                .hasMessage("it returned more than 4 MiB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "\"a\"",
                "[\"a\",\"b\"]",
                "[{}]",
                "[null]",
                "{\"a\":1,\"b\":2}",
                "<html>",
                "{\"a\":{}} x"
            })
    void whatSaysNothingAboutDevicesIsRefusedInWords(String answer) {
        assertThatThrownBy(() -> AnswerReader.read(answer, List.of(A, B)))
                .isInstanceOf(UnusableAnswer.class)
                .hasMessageStartingWith("it returned");
    }

    @Test
    void nothingIsNoAnswer() {
        assertThatThrownBy(() -> AnswerReader.read(null, List.of(A))).isInstanceOf(UnusableAnswer.class);
    }
}
