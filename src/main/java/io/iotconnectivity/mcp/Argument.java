package io.iotconnectivity.mcp;

import io.iotconnectivity.signal.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One argument of a tool.
 *
 * @param name as the HTTP interface calls it, except for ids
 * @param words what may be written; empty if anything may
 */
record Argument(String name, Type type, String description, boolean required, List<String> words) {
    /** The longest page: more would rarely fit into an answer. */
    static final int MOST_ITEMS = 100;

    private static final int LONGEST = 1_000;

    enum Type {
        TEXT("string"),
        /** From 1 to {@value #MOST_ITEMS}. */
        COUNT("integer"),
        FLAG("boolean");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    static Argument required(String name, String description) {
        return new Argument(name, Type.TEXT, description, true, List.of());
    }

    static Argument text(String name, String description) {
        return new Argument(name, Type.TEXT, description, false, List.of());
    }

    static Argument flag(String name, String description) {
        return new Argument(name, Type.FLAG, description, false, List.of());
    }

    static Argument count(String name, String description) {
        return new Argument(name, Type.COUNT, description, false, List.of());
    }

    static Argument oneOf(String name, List<String> words, String description) {
        return new Argument(name, Type.TEXT, description, false, words);
    }

    /** As JSON Schema. */
    Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type.word);
        schema.put("description", description);
        if (type == Type.COUNT) {
            schema.put("minimum", 1);
            schema.put("maximum", MOST_ITEMS);
        }
        if (type == Type.TEXT) {
            schema.put("maxLength", LONGEST);
        }
        if (!words.isEmpty()) {
            schema.put("enum", words);
        }
        return schema;
    }

    /**
     * The text of a value.
     *
     * @throws IllegalArgumentException if it does not fit the schema; the message says what to write
     */
    String read(Object value) {
        String text = value.toString();
        switch (type) {
            case TEXT -> {
                check(value instanceof String && text.length() <= LONGEST, "a text of at most 1,000 characters");
                check(words.isEmpty() || words.contains(text), "one of " + String.join(", ", words));
            }
            case COUNT ->
                check(
                        value instanceof Integer count && count >= 1 && count <= MOST_ITEMS,
                        "a whole number from 1 to " + MOST_ITEMS);
            case FLAG -> check(value instanceof Boolean, "true or false");
        }
        return text;
    }

    private void check(boolean right, String what) {
        if (!right) {
            throw new IllegalArgumentException(Printable.of(name) + " must be " + what);
        }
    }
}
