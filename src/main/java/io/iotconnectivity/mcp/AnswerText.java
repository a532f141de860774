package io.iotconnectivity.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.iotconnectivity.signal.Printable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The JSON that an assistant reads: of bounded length, on one line, with nothing in it that people would not see. */
final class AnswerText {
    /** Clients refuse answers of more than 25,000 tokens or put them aside; ids and times take a token for two characters or three. */
    static final int LONGEST = 48_000;

    private static final String SHORTENED = "shortened";
    private static final int LONGEST_TEXT = 1_000;

    private AnswerText() {}

    static boolean fits(JsonNode answer) {
        return written(answer).length() <= LONGEST;
    }

    /**
     * The answer. If it is too long, its longest lists lose their ends, and {@code shortened} says how many items each had.
     * Unseen characters are escaped as JSON does it, so that a parser reads what a device or a person wrote.
     */
    static String of(JsonNode answer) {
        if (fits(answer)) {
            return written(answer);
        }
        ObjectNode shorter = answer.isObject()
                ? answer.deepCopy()
                : JsonNodeFactory.instance.objectNode().set("items", answer.deepCopy());
        Map<String, Integer> sizes = new TreeMap<>();
        Optional<Place> longest = longest(shorter, "");
        while (!fits(shorter) && longest.isPresent()) {
            ArrayNode list = longest.get().list;
            sizes.putIfAbsent(longest.get().path, list.size());
            for (int left = list.size() / 2; list.size() > left; ) {
                list.remove(list.size() - 1);
            }
            note(shorter, sizes);
            longest = longest(shorter, "");
        }
        if (!fits(shorter)) {
            cutTexts(shorter);
        }
        return fits(shorter)
                ? written(shorter)
                : "{\"problem\":\"this is too much for one answer; ask for less of it\"}";
    }

    private static String written(JsonNode answer) {
        // JSON has such characters inside texts only.
        return Printable.line(answer.toString());
    }

    private static void note(ObjectNode answer, Map<String, Integer> sizes) {
        ObjectNode note = answer.putObject(SHORTENED);
        sizes.forEach(note::put);
    }

    private record Place(String path, ArrayNode list, int length) {}

    /** The list that takes most room, of those that are not in another list. */
    private static Optional<Place> longest(ObjectNode in, String path) {
        Optional<Place> longest = Optional.empty();
        for (Map.Entry<String, JsonNode> field : in.properties()) {
            String name = path + field.getKey();
            Optional<Place> here = Optional.empty();
            if (field.getValue() instanceof ArrayNode list && !list.isEmpty()) {
                here = Optional.of(new Place(name, list, list.toString().length()));
            } else if (field.getValue() instanceof ObjectNode object) {
                here = longest(object, name + ".");
            }
            if (here.isPresent()
                    && here.get().length > longest.map(Place::length).orElse(0)) {
                longest = here;
            }
        }
        return longest;
    }

    private static void cutTexts(ObjectNode in) {
        for (Map.Entry<String, JsonNode> field : in.properties()) {
            if (field.getValue() instanceof ObjectNode object) {
                cutTexts(object);
            } else if (field.getValue().isTextual()
                    && field.getValue().textValue().length() > LONGEST_TEXT) {
                field.setValue(TextNode.valueOf(Printable.cut(field.getValue().textValue(), LONGEST_TEXT) + "…"));
            }
        }
    }
}
