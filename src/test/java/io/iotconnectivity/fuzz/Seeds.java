package io.iotconnectivity.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What each target is tried with in every build: the files of its folder, input that is odd for any parser, and each
 * file with every value replaced by odd ones. A coverage-guided fuzzer does not find these: they take the same path
 * through the code as harmless input, or are longer than what it tries.
 */
final class Seeds {
    private static final Path FOLDER = Path.of("src/test/resources/fuzz");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int MANY = 100_000;
    /** A slow target is tried with one seed in this many. */
    private static final int ONE_OF_SO_MANY = 29;

    private static final int MOST_PLACES = 24;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+");

    /** Replacements for a JSON value. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00 \\ud83d\"",
            "\"\\ufeff\\u202e\\u001b[31m\\n\"",
            "\"" + "x".repeat(63) + "\\ud83d\\ude00\"",
            "\"" + "\\ud83d\\ude00".repeat(300) + "\"",
            "\"" + "x".repeat(70_000) + "\"",
            "0",
            "-0",
            "-1",
            "0.5",
            "1e5",
            "1e999999999",
            "-1e999999999",
            "1e-999999999",
            "0e999999999",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "253402300799999",
            "253402300800000",
            "9".repeat(400),
            "9".repeat(1_100),
            "\"1e999999999\"",
            "\"9223372036854775807\"",
            "\"9999-12-31T23:59:59.999999999Z\"",
            "\"+1000000000-12-31T23:59:59.999999999Z\"",
            "\"-1000000000-01-01T00:00:00Z\"",
            "\"0001-01-01 00:00:00.000\"",
            "\"9999-12-31 23:59:59.999\"",
            "\"PT2562047788015215H30M7.999999999S\"",
            "[]",
            "{}",
            "[null]",
            "[[null]]",
            "{\"a\":null}",
            "[1,\"a\",{}]",
            "[".repeat(70) + "]".repeat(70),
            "{\"a\":".repeat(40) + "1" + "}".repeat(40));

    /** Replacements for a word in any other format. */
    private static final List<String> WORDS = List.of(
            "",
            " ",
            "\u0000",
            "\u001b[31m\u202e",
            "\ue000",
            "\ufeff",
            "\u0130\u212a",
            "-1",
            "0",
            "99",
            "65536",
            "2147483648",
            "9223372036854775808",
            "9".repeat(400),
            "1e999999999",
            "%",
            "%00",
            "%zz",
            "\\",
            "\\u",
            "[",
            "]",
            "(",
            "(?:(?:){2147483647}){2147483647}",
            "*",
            "?",
            "#",
            "+",
            "$",
            "${a}",
            "{{a}}",
            ":",
            "/",
            "//",
            "..",
            "@",
            ",",
            "=",
            "\"",
            "'",
            "<",
            "\n",
            "\r\n",
            "\r",
            "a b",
            "x".repeat(10_000),
            "\ud83d\ude00".repeat(200));

    private Seeds() {}

    /** Takes one seed. */
    interface Taking {
        /**
         * @param name describes the seed, so that one that fails can be found again
         */
        void take(String name, byte[] seed) throws IOException;
    }

    /** Hands over the seeds one at a time: they are many, and some are long. */
    static void each(Target target, Taking taking) throws IOException {
        for (Map.Entry<String, byte[]> odd : odd().entrySet()) {
            taking.take(odd.getKey(), odd.getValue());
        }
        for (Path file : files(target)) {
            String name = file.getFileName().toString();
            byte[] seed = Files.readAllBytes(file);
            taking.take(name, seed);
            int[] changed = new int[1];
            eachChanged(name, seed, (what, other) -> {
                if (!target.slow() || changed[0]++ % ONE_OF_SO_MANY == 0) {
                    taking.take(what, other);
                }
            });
        }
    }

    /** The files of a target; every target has some. */
    static List<Path> files(Target target) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(target.name()))) {
            return files.sorted().toList();
        }
    }

    /** Input that is odd for any parser. */
    static Map<String, byte[]> odd() {
        Map<String, byte[]> odd = new TreeMap<>();
        odd.put("nothing", new byte[0]);
        odd.put("a NUL", new byte[1]);
        odd.put("a byte order mark", bytes("\ufeff"));
        odd.put("UTF-16", "{\"clientId\":\"a\"}".getBytes(StandardCharsets.UTF_16));
        odd.put("an overlong slash", new byte[] {(byte) 0xc0, (byte) 0xaf});
        odd.put("half a character", new byte[] {'a', (byte) 0xe2, (byte) 0x82});
        odd.put("half a surrogate pair in UTF-8", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
        odd.put("every byte", everyByte());
        for (String part : List.of(
                "[",
                "{\"a\":",
                "{\"\":[",
                "(",
                "((a|",
                "\"",
                "\\",
                "\\u00",
                "%",
                "9",
                "a",
                "a.",
                "a/",
                "\u0000",
                "\n",
                " ",
                ",",
                "=",
                "\ud83d\ude00",
                "é",
                "-",
                "<",
                "#",
                "&a=")) {
            odd.put("many " + part.replace("\n", "line breaks"), bytes(part.repeat(MANY)));
        }
        odd.put("a list of many words", bytes("[" + "1,".repeat(MANY) + "1]"));
        odd.put("a list of many empty lists", bytes("[" + "[[],[{}]],".repeat(MANY) + "1]"));
        return odd;
    }

    private static byte[] everyByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    private static void eachChanged(String name, byte[] seed, Taking taking) throws IOException {
        for (int cut = 1; cut < seed.length; cut += 1 + seed.length / 20) {
            taking.take(name + " cut off at " + cut, Arrays.copyOf(seed, cut));
        }
        String text = new String(seed, StandardCharsets.UTF_8);
        Optional<Integer> start = startOfJson(text);
        if (start.isPresent()) {
            changeValues(name, text.substring(0, start.get()), JSON.readTree(text.substring(start.get())), taking);
            return;
        }
        Matcher word = WORD.matcher(text);
        for (int words = 0; words < MOST_PLACES && word.find(); words++) {
            for (int i = 0; i < WORDS.size(); i++) {
                String other = text.substring(0, word.start()) + WORDS.get(i) + text.substring(word.end());
                taking.take(name + ", word " + words + " by no. " + i, bytes(other));
            }
        }
    }

    /** JSON may follow one line of another format. */
    private static Optional<Integer> startOfJson(String text) {
        int start = text.startsWith("{") || text.startsWith("[") ? 0 : text.indexOf('\n') + 1;
        try {
            JSON.readTree(text.substring(start));
            return Optional.of(start).filter(at -> text.startsWith("{", at) || text.startsWith("[", at));
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    /** Replaces each value in turn, at every level. */
    private static void changeValues(String name, String head, JsonNode json, Taking taking) throws IOException {
        List<Place> places = new ArrayList<>();
        places(json, "", places);
        for (Place place : places.subList(0, Math.min(MOST_PLACES, places.size()))) {
            for (int i = 0; i < VALUES.size(); i++) {
                place.put(new POJONode(new RawValue(VALUES.get(i))));
                taking.take(name + ", " + place.path() + " by no. " + i, bytes(head + json));
            }
            place.put(place.value());
        }
    }

    private static void places(JsonNode json, String path, List<Place> places) {
        if (json instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(field -> {
                places.add(new Place(object, field, -1, object.get(field), path + "/" + field));
                places(object.get(field), path + "/" + field, places);
            });
        } else if (json instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                places.add(new Place(array, "", i, array.get(i), path + "/" + i));
                places(array.get(i), path + "/" + i, places);
            }
        }
    }

    private record Place(JsonNode parent, String field, int index, JsonNode value, String path) {
        void put(JsonNode other) {
            if (parent instanceof ObjectNode object) {
                object.set(field, other);
            } else if (parent instanceof ArrayNode array) {
                array.set(index, other);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
