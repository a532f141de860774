package io.iotconnectivity.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void listsThatTakeTooMuchRoomAreCutAndTheOthersAreNot() throws Exception {
        ObjectNode answer = JSON.createObjectNode();
        fill(answer.putArray("short"), 3);
        fill(answer.putObject("fleet").putArray("groups"), 10_000);

        String text = AnswerText.of(answer);
        JsonNode read = JSON.readTree(text);

        assertThat(text.length()).isLessThanOrEqualTo(AnswerText.LONGEST);
        assertThat(read.get("short")).hasSize(3);
        assertThat(read.at("/fleet/groups")).hasSizeGreaterThan(100);
        assertThat(read.get("shortened").get("fleet.groups").asInt()).isEqualTo(10_000);
    }

    @Test
    void longTextIsCut() throws Exception {
        String text = AnswerText.of(JSON.createObjectNode().put("id", "I1").put("title", "x".repeat(100_000)));

        assertThat(JSON.readTree(text).get("id").asText()).isEqualTo("I1");
        assertThat(text.length()).isLessThan(2_000);
    }

    @Test
    void textsOfEscapesAreCountedAsTheyAreWritten() {
        String text = AnswerText.of(JSON.createObjectNode().put("title", "\u202e".repeat(20_000)));

        assertThat(text.length()).isLessThanOrEqualTo(AnswerText.LONGEST);
    }

    @Test
    void whatCannotBeCutIsSaid() {
        ObjectNode answer = JSON.createObjectNode();
        for (int i = 0; i < 10_000; i++) {
            answer.put("field-" + i, i);
        }

        assertThat(AnswerText.of(answer)).contains("too much for one answer");
    }

    private static void fill(ArrayNode list, int size) {
        for (int i = 0; i < size; i++) {
            list.addObject().put("name", "group " + i);
        }
    }
}
