package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.misc.OnigUtils;
import net.thisptr.jackson.jq.internal.misc.Preconditions;
import org.joni.Matcher;
import org.joni.Option;
import org.joni.Region;

/**
 * What {@code test}, {@code match}, {@code capture}, {@code scan}, {@code splits}, {@code sub} and {@code gsub} of jq
 * are built on. The library's own cannot be interrupted, and loop forever where {@code gsub} matches the empty text.
 */
final class RegexFunctions {
    /** In characters; a longer expression was built from data. */
    private static final int LONGEST_EXPRESSION = 2_000;

    private static final String MATCH = "_match_impl/3";
    private static final String SUB = "_sub_impl/3";

    private RegexFunctions() {}

    static void addTo(Scope scope) {
        scope.addFunction("_match_impl", 3, (inner, args, in, path, output, version) -> match(inner, args, in, output));
        scope.addFunction("_sub_impl", 3, (inner, args, in, path, output, version) -> sub(inner, args, in, output));
    }

    private static void match(Scope scope, List<Expression> args, JsonNode in, PathOutput output)
            throws JsonQueryException {
        Preconditions.checkInputType(MATCH, in, JsonNodeType.STRING);
        Text text = new Text(in.textValue());
        args.get(2).apply(scope, in, test -> {
            Preconditions.checkArgumentType(MATCH, 3, test, JsonNodeType.BOOLEAN);
            args.get(1).apply(scope, in, flags -> {
                Preconditions.checkArgumentType(MATCH, 2, flags, JsonNodeType.STRING, JsonNodeType.NULL);
                args.get(0).apply(scope, in, regex -> {
                    Preconditions.checkArgumentType(MATCH, 1, regex, JsonNodeType.STRING);
                    OnigUtils.Pattern pattern = pattern(regex, flags.textValue());
                    output.emit(
                            test.booleanValue()
                                    ? JsonNodeFactory.instance.booleanNode(new Search(pattern, text).next())
                                    : all(pattern, text),
                            null);
                });
            });
        });
    }

    private static OnigUtils.Pattern pattern(JsonNode regex, String flags) throws JsonQueryException {
        if (regex.textValue().length() > LONGEST_EXPRESSION) {
            throw new JsonQueryException("a regular expression is longer than " + LONGEST_EXPRESSION + " characters");
        }
        return new OnigUtils.Pattern(regex.textValue(), flags);
    }

    private static ArrayNode all(OnigUtils.Pattern pattern, Text text) {
        ArrayNode matches = JsonNodeFactory.instance.arrayNode();
        Search search = new Search(pattern, text);
        while (search.next()) {
            Budget.lookIfCounted();
            ObjectNode match = matches.addObject();
            place(match, text, search.begin(), search.end());
            ArrayNode captures = match.putArray("captures");
            for (int i = 1; !search.isEmpty() && i < search.groups(); i++) {
                ObjectNode capture = captures.addObject();
                place(capture, text, search.begin(i), search.end(i));
                capture.put("name", pattern.names[i]);
            }
        }
        return matches;
    }

    private static void place(ObjectNode match, Text text, int begin, int end) {
        match.put("offset", begin < 0 ? -1 : text.characters(0, begin));
        match.put("length", begin < 0 ? 0 : text.characters(begin, end));
        match.put("string", begin < 0 ? null : text.between(begin, end));
    }

    private static void sub(Scope scope, List<Expression> args, JsonNode in, PathOutput output)
            throws JsonQueryException {
        Preconditions.checkInputType(SUB, in, JsonNodeType.STRING);
        Text text = new Text(in.textValue());
        args.get(0).apply(scope, in, regex -> {
            Preconditions.checkArgumentType(SUB, 1, regex, JsonNodeType.STRING);
            args.get(2).apply(scope, in, flags -> {
                Preconditions.checkArgumentType(SUB, 3, flags, JsonNodeType.STRING);
                replace(scope, args.get(1), pieces(pattern(regex, flags.textValue()), text), output);
            });
        });
    }

    /** Texts between the matches, and each match's captures by name: text, match, text, match, text. */
    private static List<JsonNode> pieces(OnigUtils.Pattern pattern, Text text) {
        List<JsonNode> pieces = new ArrayList<>();
        Search search = new Search(pattern, text);
        int from = 0;
        while (search.next()) {
            Budget.lookIfCounted();
            pieces.add(TextNode.valueOf(text.between(from, search.begin())));
            ObjectNode captured = JsonNodeFactory.instance.objectNode();
            for (int i = 1; i < search.groups(); i++) {
                if (pattern.names[i] != null) {
                    captured.put(
                            pattern.names[i],
                            search.begin(i) < 0 ? null : text.between(search.begin(i), search.end(i)));
                }
            }
            pieces.add(captured);
            from = search.end();
        }
        pieces.add(TextNode.valueOf(text.between(from, text.length())));
        return pieces;
    }

    /** If a replacement has several values, the whole text is returned for each of them. */
    private static void replace(Scope scope, Expression replacement, List<JsonNode> pieces, PathOutput output)
            throws JsonQueryException {
        List<List<String>> choices = new ArrayList<>();
        for (JsonNode piece : pieces) {
            List<String> choice = new ArrayList<>();
            if (piece.isTextual()) {
                choice.add(piece.textValue());
            } else {
                replacement.apply(scope, piece, value -> choice.add(value.asText()));
            }
            if (choice.isEmpty()) {
                return;
            }
            choices.add(choice);
        }
        int[] chosen = new int[choices.size()];
        int at = 0;
        while (at < chosen.length) {
            output.emit(TextNode.valueOf(joined(choices, chosen)), null);
            for (at = 0; at < chosen.length && ++chosen[at] == choices.get(at).size(); at++) {
                chosen[at] = 0;
            }
        }
    }

    private static String joined(List<List<String>> choices, int[] chosen) {
        long length = 0;
        for (int i = 0; i < chosen.length; i++) {
            length += choices.get(i).get(chosen[i]).length();
        }
        Budget.checkText(length);
        StringBuilder joined = new StringBuilder((int) length);
        for (int i = 0; i < chosen.length; i++) {
            joined.append(choices.get(i).get(chosen[i]));
        }
        return joined.toString();
    }

    /** As the engine counts it, in UTF-16, and as jq counts it, in characters. */
    private static final class Text {
        private final byte[] bytes;
        private int lastByte;
        private int lastCharacter;

        Text(String text) {
            Budget.checkText(text.length());
            this.bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        int length() {
            return bytes.length;
        }

        String between(int begin, int end) {
            return new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
        }

        int characters(int begin, int end) {
            if (begin == 0) {
                // Matches come in order, so counting continues where it stopped.
                boolean behind = end >= lastByte;
                lastCharacter = (behind ? lastCharacter : 0) + count(behind ? lastByte : 0, end);
                lastByte = end;
                return lastCharacter;
            }
            return count(begin, end);
        }

        private int count(int begin, int end) {
            int characters = 0;
            for (int i = begin; i < end; i++) {
                characters += startsCharacter(i) ? 1 : 0;
            }
            return characters;
        }

        /** Where the character after this one begins. */
        int after(int at) {
            int next = at + 1;
            while (next < bytes.length && !startsCharacter(next)) {
                next++;
            }
            return next;
        }

        private boolean startsCharacter(int at) {
            return (bytes[at] & 0xc0) != 0x80;
        }
    }

    /** The matches of an expression, one after the other; at most one without the flag {@code g}. */
    private static final class Search {
        private final OnigUtils.Pattern pattern;
        private final Text text;
        private final Matcher matcher;
        private int from;
        private boolean isOver;

        Search(OnigUtils.Pattern pattern, Text text) {
            this.pattern = pattern;
            this.text = text;
            this.matcher = pattern.regex.matcher(text.bytes);
        }

        boolean next() {
            if (isOver || !found()) {
                isOver = true;
                return false;
            }
            from = isEmpty() ? text.after(end()) : end();
            isOver = !pattern.global || from >= text.length();
            return true;
        }

        private boolean found() {
            try {
                return matcher.searchInterruptible(from, text.length(), Option.NONE) >= 0;
            } catch (InterruptedException e) {
                throw Budget.givenUp();
            }
        }

        int begin() {
            return matcher.getBegin();
        }

        int end() {
            return matcher.getEnd();
        }

        boolean isEmpty() {
            return begin() == end();
        }

        int groups() {
            Region groups = matcher.getRegion();
            return groups == null ? 1 : groups.getNumRegs();
        }

        int begin(int group) {
            return matcher.getRegion().getBeg(group);
        }

        int end(int group) {
            return matcher.getRegion().getEnd(group);
        }
    }
}
