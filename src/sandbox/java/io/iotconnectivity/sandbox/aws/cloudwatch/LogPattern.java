package io.iotconnectivity.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A filter pattern for JSON messages: <code>{ $.eventType = "Disconnect" &amp;&amp; ($.clientId = "a" || $.clientId = "b*") }</code>.
 * Everything else that AWS knows (words, space-delimited patterns, regular expressions, comparisons) is refused, so that no test passes
 * because a pattern was ignored.
 *
 * <pre>
 * pattern  := '{' or '}'
 * or       := and ( '||' and )*
 * and      := term ( '&amp;&amp;' term )*
 * term     := '(' or ')' | selector ( '=' | '!=' ) ( "text" | number )
 * selector := '$' ( '.' name )+
 * </pre>
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter pattern syntax</a>
 */
final class LogPattern {
    private static final int MAX_LENGTH = 1024;

    private final String pattern;
    private int at;

    private LogPattern(String pattern) {
        this.pattern = pattern;
    }

    /**
     * Whether a message matches. A message that is not JSON matches nothing but the empty pattern.
     *
     * @throws AwsError {@code InvalidParameterException} for a pattern that AWS or the sandbox does not understand
     */
    static Predicate<String> read(String pattern) {
        if (pattern.isBlank()) {
            return message -> true;
        }
        if (pattern.length() > MAX_LENGTH) {
            throw invalid("is longer than " + MAX_LENGTH + " characters");
        }
        LogPattern reader = new LogPattern(pattern);
        reader.expect("{");
        Predicate<JsonNode> wanted = reader.or();
        reader.expect("}");
        reader.skipSpace();
        if (reader.at < pattern.length()) {
            throw reader.unexpected();
        }
        return message -> json(message).map(wanted::test).orElse(false);
    }

    private static Optional<JsonNode> json(String message) {
        try {
            return Optional.of(Json.MAPPER.readTree(message));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private Predicate<JsonNode> or() {
        List<Predicate<JsonNode>> any = new ArrayList<>(List.of(and()));
        while (accept("||")) {
            any.add(and());
        }
        return message -> any.stream().anyMatch(wanted -> wanted.test(message));
    }

    private Predicate<JsonNode> and() {
        List<Predicate<JsonNode>> all = new ArrayList<>(List.of(term()));
        while (accept("&&")) {
            all.add(term());
        }
        return message -> all.stream().allMatch(wanted -> wanted.test(message));
    }

    private Predicate<JsonNode> term() {
        if (accept("(")) {
            Predicate<JsonNode> inner = or();
            expect(")");
            return inner;
        }
        List<String> selector = selector();
        boolean negated = accept("!=");
        if (!negated) {
            expect("=");
        }
        Predicate<JsonNode> equal = value();
        return message -> {
            JsonNode actual = message;
            for (String name : selector) {
                actual = actual.path(name);
            }
            return !actual.isMissingNode() && equal.test(actual) != negated;
        };
    }

    private List<String> selector() {
        expect("$");
        List<String> names = new ArrayList<>();
        while (at < pattern.length() && pattern.charAt(at) == '.') {
            int start = ++at;
            while (at < pattern.length()
                    && (Character.isLetterOrDigit(pattern.charAt(at)) || "_-@".indexOf(pattern.charAt(at)) >= 0)) {
                at++;
            }
            if (at == start) {
                throw unexpected();
            }
            names.add(pattern.substring(start, at));
        }
        if (names.isEmpty()) {
            throw unexpected();
        }
        return names;
    }

    private Predicate<JsonNode> value() {
        skipSpace();
        if (at < pattern.length() && pattern.charAt(at) == '"') {
            Pattern text = quoted();
            return actual ->
                    actual.isValueNode() && text.matcher(actual.asText()).matches();
        }
        int start = at;
        while (at < pattern.length() && "+-.eE0123456789".indexOf(pattern.charAt(at)) >= 0) {
            at++;
        }
        try {
            BigDecimal number = new BigDecimal(pattern.substring(start, at));
            return actual -> actual.isNumber() && actual.decimalValue().compareTo(number) == 0;
        } catch (NumberFormatException e) {
            at = start;
            throw unexpected();
        }
    }

    /** A quoted text; {@code *} stands for anything, a backslash takes the next character literally. */
    private Pattern quoted() {
        StringBuilder regex = new StringBuilder();
        for (at++; at < pattern.length() && pattern.charAt(at) != '"'; at++) {
            char c = pattern.charAt(at);
            if (c == '*') {
                regex.append(".*");
            } else {
                if (c == '\\' && at + 1 < pattern.length()) {
                    c = pattern.charAt(++at);
                }
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        expect("\"");
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private void skipSpace() {
        while (at < pattern.length() && Character.isWhitespace(pattern.charAt(at))) {
            at++;
        }
    }

    private boolean accept(String sign) {
        skipSpace();
        if (pattern.startsWith(sign, at)) {
            at += sign.length();
            return true;
        }
        return false;
    }

    private void expect(String sign) {
        if (!accept(sign)) {
            throw unexpected();
        }
    }

    private AwsError unexpected() {
        return invalid("cannot be read at position " + at
                + "; the sandbox reads { $.name = \"text\" } with &&, ||, != and parentheses");
    }

    private static AwsError invalid(String reason) {
        return new AwsError(400, "InvalidParameterException", "Invalid filter pattern: it " + reason);
    }
}
