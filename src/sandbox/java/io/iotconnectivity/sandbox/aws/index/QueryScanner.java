package io.iotconnectivity.sandbox.aws.index;

import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import java.util.Optional;

/** Scans the text of a query, skipping white space before each token. */
final class QueryScanner {
    private static final String STRUCTURE = "():\"[]{}<>=";
    /** The characters that AWS's documentation lists, and those of its unsupported features. */
    private static final String UNSUPPORTED = "`@#%/';,^~!&|";

    private final String text;
    private int position;

    QueryScanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        skipSpace();
        return position == text.length();
    }

    boolean at(char wanted) {
        return !atEnd() && text.charAt(position) == wanted;
    }

    boolean take(char wanted) {
        boolean there = at(wanted);
        if (there) {
            position++;
        }
        return there;
    }

    void require(char wanted) {
        if (!take(wanted)) {
            throw unexpected("'" + wanted + "'");
        }
    }

    boolean atKeyword(String keyword) {
        if (atEnd() || !text.startsWith(keyword, position)) {
            return false;
        }
        int end = position + keyword.length();
        return end == text.length() || !isWordPart(text.charAt(end));
    }

    boolean takeKeyword(String keyword) {
        boolean there = atKeyword(keyword);
        if (there) {
            position += keyword.length();
        }
        return there;
    }

    /** One of {@code > >= < <=}. */
    Optional<String> takeComparison() {
        if (!at('<') && !at('>')) {
            return Optional.empty();
        }
        String operator = String.valueOf(text.charAt(position++));
        if (position < text.length() && text.charAt(position) == '=') {
            position++;
            operator += "=";
        }
        return Optional.of(operator);
    }

    Word word() {
        if (atEnd()) {
            throw unexpected("a term");
        }
        int start = position;
        StringBuilder plain = new StringBuilder();
        StringBuilder pattern = new StringBuilder();
        boolean wildcards = false;
        while (position < text.length() && isWordPart(text.charAt(position))) {
            requireSupported(text.charAt(position));
            char next = text.charAt(position++);
            if (next == '*' || next == '?') {
                wildcards = true;
                pattern.append(next == '*' ? Glob.ANY_TEXT : Glob.ANY_CHARACTER);
                plain.append(next);
                continue;
            }
            char literal = next == '\\' ? escaped() : next;
            plain.append(literal);
            pattern.append(literal);
        }
        if (position == start) {
            throw unexpected("a term");
        }
        return new Word(text.substring(start, position), plain.toString(), Glob.of(pattern.toString()), wildcards);
    }

    String quoted() {
        require('"');
        StringBuilder content = new StringBuilder();
        while (position < text.length() && text.charAt(position) != '"') {
            char next = text.charAt(position++);
            content.append(next == '\\' ? escaped() : next);
        }
        if (position == text.length()) {
            throw unexpected("a closing quotation mark");
        }
        position++;
        if (content.toString().isBlank()) {
            throw invalid("there is nothing between the quotation marks");
        }
        return content.toString();
    }

    AwsError unexpected(String wanted) {
        return invalid(
                position < text.length()
                        ? "expected " + wanted + " but found '" + text.charAt(position) + "'"
                        : "expected " + wanted + " but the query ends");
    }

    AwsError invalid(String why) {
        return new AwsError(
                400, "InvalidQueryException", "The query is not valid at character " + (position + 1) + ": " + why);
    }

    private char escaped() {
        if (position == text.length()) {
            throw unexpected("a character after the backslash");
        }
        return text.charAt(position++);
    }

    private void requireSupported(char character) {
        if (UNSUPPORTED.indexOf(character) >= 0) {
            throw invalid("the character '" + character + "' is not supported outside of quotation marks");
        }
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private static boolean isWordPart(char character) {
        return !Character.isWhitespace(character) && STRUCTURE.indexOf(character) < 0;
    }
}
