package io.iotconnectivity.sandbox.aws.cloudwatch;

import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The words and signs of a Logs Insights query, read one after the other. A comment goes from {@code #} to the end of its line. In quotes, a
 * backslash takes a quote or a backslash literally; anything else after it is refused, because AWS does not say what it means.
 */
final class InsightsTokens {
    private enum Kind {
        NAME,
        TEXT,
        NUMBER,
        REGEX,
        SIGN,
        END
    }

    private record Token(Kind kind, String text, int at) {}

    private static final List<String> SIGNS =
            List.of("!=", "<=", ">=", "=~", "=", "<", ">", "(", ")", "[", "]", ",", "|", "*");

    private final String query;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    InsightsTokens(String query) {
        this.query = query;
        int at = 0;
        while (at < query.length()) {
            char c = query.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#') {
                int end = query.indexOf('\n', at);
                at = end < 0 ? query.length() : end;
            } else {
                at = read(at, c);
            }
        }
        tokens.add(new Token(Kind.END, "", query.length()));
    }

    private int read(int start, char c) {
        if (c == '"' || c == '\'' || c == '/' || c == '`') {
            return quoted(start, c);
        }
        if (isNameStart(c)) {
            return run(start, Kind.NAME);
        }
        if (Character.isDigit(c)
                || c == '-' && start + 1 < query.length() && Character.isDigit(query.charAt(start + 1))) {
            return run(start, Kind.NUMBER);
        }
        String sign = SIGNS.stream()
                .filter(candidate -> query.startsWith(candidate, start))
                .findFirst()
                .orElseThrow(() -> malformed("unexpected " + c, start));
        tokens.add(new Token(Kind.SIGN, sign, start));
        return start + sign.length();
    }

    private static boolean isNameStart(char c) {
        return c == '@' || c == '_' || c < 128 && Character.isLetter(c);
    }

    private int run(int start, Kind kind) {
        int at = start + 1;
        while (at < query.length()
                && (isNameStart(query.charAt(at)) || Character.isDigit(query.charAt(at)) || query.charAt(at) == '.')) {
            at++;
        }
        tokens.add(new Token(kind, query.substring(start, at), start));
        return at;
    }

    private int quoted(int start, char quote) {
        StringBuilder text = new StringBuilder();
        for (int at = start + 1; at < query.length(); at++) {
            char c = query.charAt(at);
            if (c == quote) {
                tokens.add(new Token(
                        switch (quote) {
                            case '/' -> Kind.REGEX;
                            case '`' -> Kind.NAME;
                            default -> Kind.TEXT;
                        },
                        text.toString(),
                        start));
                return at + 1;
            }
            if (c == '\\' && at + 1 < query.length()) {
                char escaped = query.charAt(++at);
                if (quote == '/' && escaped != '/') {
                    text.append(c);
                } else if (quote != '/' && "\\\"'`".indexOf(escaped) < 0) {
                    throw malformed("the sandbox does not know the escape \\" + escaped, at);
                }
                text.append(escaped);
            } else {
                text.append(c);
            }
        }
        throw malformed("unclosed " + quote, start);
    }

    boolean isAtEnd() {
        return peek().kind == Kind.END;
    }

    /** Consumes this sign or keyword if it comes next. */
    boolean accept(String word) {
        Token token = peek();
        boolean matches = token.kind == Kind.SIGN && token.text.equals(word)
                || token.kind == Kind.NAME && token.text.equalsIgnoreCase(word);
        if (matches) {
            next++;
        }
        return matches;
    }

    boolean peekSign(String sign) {
        return peek().kind == Kind.SIGN && peek().text.equals(sign);
    }

    void expect(String word) {
        if (!accept(word)) {
            throw unexpected();
        }
    }

    String name() {
        return take(Kind.NAME).orElseThrow(this::unexpected);
    }

    Optional<String> acceptText() {
        return take(Kind.TEXT);
    }

    /** A text or a number. */
    String literal() {
        return acceptText().or(() -> take(Kind.NUMBER)).orElseThrow(this::unexpected);
    }

    int positiveNumber() {
        Token token = peek();
        try {
            int number = Integer.parseInt(take(Kind.NUMBER).orElseThrow(this::unexpected));
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw malformed("a positive number is wanted", token.at);
    }

    /** A regular expression, or a text that stands for itself: both match anywhere in a value. */
    Pattern pattern() {
        Token token = peek();
        Optional<String> text = take(Kind.TEXT);
        if (text.isPresent()) {
            return Pattern.compile(Pattern.quote(text.get()));
        }
        try {
            return Pattern.compile(take(Kind.REGEX).orElseThrow(this::unexpected));
        } catch (PatternSyntaxException e) {
            throw malformed(e.getDescription(), token.at);
        }
    }

    private Optional<String> take(Kind kind) {
        Token token = peek();
        if (token.kind != kind) {
            return Optional.empty();
        }
        next++;
        return Optional.of(token.text);
    }

    private Token peek() {
        return tokens.get(next);
    }

    AwsError unexpected() {
        Token token = peek();
        return malformed("unexpected " + (token.kind == Kind.END ? "end" : token.text), token.at);
    }

    private static AwsError malformed(String reason, int at) {
        var details = Json.object();
        details.putObject("queryCompileError")
                .put("message", reason)
                .putObject("location")
                .put("startCharOffset", at)
                .put("endCharOffset", at + 1);
        return new AwsError(400, "MalformedQueryException", "At character " + at + " of the query: " + reason, details);
    }
}
