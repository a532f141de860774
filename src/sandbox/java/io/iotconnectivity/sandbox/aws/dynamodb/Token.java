package io.iotconnectivity.sandbox.aws.dynamodb;

import java.util.ArrayList;
import java.util.List;

/** A token of an expression. */
record Token(Kind kind, String text) {
    enum Kind {
        /** An attribute name, a keyword or the name of a function. */
        WORD,
        /** {@code #name}, including the {@code #}. */
        NAME_PLACEHOLDER,
        /** {@code :value}, including the colon. */
        VALUE_PLACEHOLDER,
        INDEX,
        SIGN,
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isKeyword(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    /** @throws SyntaxError on a character that no expression may hold */
    static List<Token> split(String expression) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < expression.length()) {
            char c = expression.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            int end = endOfToken(expression, at);
            tokens.add(new Token(kindOf(c), expression.substring(at, end)));
            at = end;
        }
        tokens.add(new Token(Kind.END, "<EOF>"));
        return tokens;
    }

    private static Kind kindOf(char first) {
        if (first == '#') {
            return Kind.NAME_PLACEHOLDER;
        }
        if (first == ':') {
            return Kind.VALUE_PLACEHOLDER;
        }
        if (isDigit(first)) {
            return Kind.INDEX;
        }
        return isWordStart(first) ? Kind.WORD : Kind.SIGN;
    }

    private static int endOfToken(String expression, int start) {
        char first = expression.charAt(start);
        int end = start + 1;
        if (first == '#' || first == ':' || isWordStart(first)) {
            while (end < expression.length() && isWordPart(expression.charAt(end))) {
                end++;
            }
            if (end == start + 1 && !isWordStart(first)) {
                throw SyntaxError.at(new Token(Kind.SIGN, String.valueOf(first)));
            }
            return end;
        }
        if (isDigit(first)) {
            while (end < expression.length() && isDigit(expression.charAt(end))) {
                end++;
            }
            return end;
        }
        String two = expression.substring(start, Math.min(start + 2, expression.length()));
        if (two.equals("<>") || two.equals("<=") || two.equals(">=")) {
            return start + 2;
        }
        if ("=<>(),.[]+-".indexOf(first) < 0) {
            throw SyntaxError.at(new Token(Kind.SIGN, String.valueOf(first)));
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c);
    }

    /** The expression cannot be read. */
    static final class SyntaxError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private SyntaxError(String message) {
            super(message, null, false, false);
        }

        static SyntaxError at(Token token) {
            return new SyntaxError("Syntax error; token: \"" + token.text() + "\"");
        }

        static SyntaxError because(String reason) {
            return new SyntaxError(reason);
        }
    }
}
