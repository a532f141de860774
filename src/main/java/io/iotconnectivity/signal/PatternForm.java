package io.iotconnectivity.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The structure of a regular expression, found in one pass before it is compiled. So nothing is spent on one that would
 * grow without bound, unsupported constructs are named, and constructs that the engine reads differently from Java,
 * whose syntax earlier versions accepted, are not misread. The engine reports all other errors.
 *
 * @param flags the flags that the expression begins with, such as {@code (?i)}, or empty
 * @param exclusions what a text must not begin with: {@code test-} in {@code (?!test-).*}
 * @param rest what the text must match as a whole
 */
record PatternForm(String flags, List<String> exclusions, String rest) {
    /**
     * The estimated size of the compiled expression; the real one may be smaller, for example if alternatives share a
     * prefix.
     */
    private static final long LARGEST = 20_000;

    private static final int DEEPEST = 100;
    private static final int MOST_REPETITIONS = 1_000;

    /** For each character of a range, the engine looks for others that differ only in case. */
    private static final int MOST_FOLDED = 10_000;

    private static final Pattern BEGINNING = Pattern.compile("(\\(\\?[ims]+\\))?\\^?(?=\\(\\?!)");
    private static final Pattern FOLDING = Pattern.compile("\\(\\?[a-zA-Z]*i");
    private static final Pattern CODE = Pattern.compile("\\\\x\\{([0-9a-fA-F]{1,6})\\}");
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:Q(.*?)(?:\\\\E|\\z)|[pPx]\\{[^}]*\\}?|.)", Pattern.DOTALL);
    private static final int QUOTED = 1;
    private static final Pattern COUNT = Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");
    private static final Pattern OPENING = Pattern.compile("\\((?:\\?(?:P?<\\w+>|[ims]*(?:-[ims]+)?[:)]))?");

    PatternForm {
        exclusions = List.copyOf(exclusions);
    }

    /**
     * @throws IllegalArgumentException with a message for its author
     */
    static PatternForm of(String text) {
        return new Reading(text).form();
    }

    static IllegalArgumentException tooLarge() {
        return new IllegalArgumentException(
                "is too large; write fewer or smaller repetitions such as {100}, or several patterns");
    }

    private static IllegalArgumentException unsupported(String what, String instead) {
        return new IllegalArgumentException("uses " + what + ", which is not supported; " + instead);
    }

    /** One pass over an expression, from the left. */
    private static final class Reading {
        private final String text;
        private final boolean foldsCase;
        private int at;
        private long folded;

        Reading(String text) {
            this.text = text;
            this.foldsCase = FOLDING.matcher(text).find();
        }

        PatternForm form() {
            Matcher beginning = BEGINNING.matcher(text);
            String flags = "";
            List<String> exclusions = new ArrayList<>();
            if (beginning.lookingAt()) {
                flags = beginning.group(1) == null ? "" : beginning.group(1);
                at = beginning.end();
            }
            while (text.startsWith("(?!", at)) {
                int begin = at + 3;
                at = begin;
                limited(alternatives(1));
                close();
                exclusions.add(text.substring(begin, at - 1));
            }
            int begin = at;
            limited(alternatives(0));
            if (at < text.length()) {
                throw new IllegalArgumentException("is not a regular expression: it has a ) without a (");
            }
            if (!exclusions.isEmpty() && hasAlternatives(begin)) {
                throw new IllegalArgumentException(
                        "has alternatives after (?!...); write them in parentheses, such as (?!test-)(?:pump-.*|valve-.*)");
            }
            return new PatternForm(
                    exclusions.isEmpty() ? "" : flags, exclusions, exclusions.isEmpty() ? text : text.substring(begin));
        }

        private boolean hasAlternatives(int begin) {
            at = begin;
            while (at < text.length()) {
                if (text.charAt(at) == '|') {
                    return true;
                }
                item(0);
            }
            return false;
        }

        /** Reads up to the end or the parenthesis that closes the group. */
        private long alternatives(int depth) {
            long size = 1;
            while (at < text.length() && text.charAt(at) != ')') {
                if (text.charAt(at) == '|') {
                    at++;
                    size++;
                } else {
                    size = limited(size + repeated(item(depth)));
                }
            }
            return size;
        }

        private long item(int depth) {
            return switch (text.charAt(at)) {
                case '(' -> group(depth);
                case '[' -> characterClass();
                case '\\' -> escape();
                default -> {
                    at++;
                    yield 1;
                }
            };
        }

        private long group(int depth) {
            Matcher opening = OPENING.matcher(text).region(at, text.length());
            if (!opening.lookingAt() || text.startsWith("(?", at) && opening.end() == at + 1) {
                throw unknownGroup();
            }
            at = opening.end();
            if (text.charAt(at - 1) == ')') {
                return 1;
            }
            if (depth >= DEEPEST) {
                throw new IllegalArgumentException("has parentheses more than " + DEEPEST + " deep");
            }
            long size = alternatives(depth + 1);
            close();
            return size + 2;
        }

        private void close() {
            if (at == text.length()) {
                throw new IllegalArgumentException("is not a regular expression: it has a ( without a )");
            }
            at++;
        }

        private IllegalArgumentException unknownGroup() {
            if (text.startsWith("(?!", at)) {
                return unsupported(
                        "(?!...) elsewhere than at its beginning",
                        "(?!test-).* is whatever does not begin with test-, (?!.*test).* whatever does not hold test");
            }
            if (text.startsWith("(?<!", at) || text.startsWith("(?<=", at)) {
                return unsupported(
                        text.substring(at, at + 4) + "...)", "(?!.*-test$).* is whatever does not end in -test");
            }
            if (text.startsWith("(?=", at)) {
                return unsupported("(?=...)", "write the parts in the order in which they stand in the text");
            }
            if (text.startsWith("(?>", at)) {
                return unsupported("(?>...)", "write (?:...)");
            }
            return unsupported(
                    Printable.of(text.substring(at, Math.min(text.length(), at + 3))),
                    "of flags there are (?i), (?m) and (?s), of groups (...), (?:...) and (?<name>...)");
        }

        private long characterClass() {
            at++;
            if (text.startsWith("^", at)) {
                at++;
            }
            int first = at;
            while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
                if (text.startsWith("&&", at)) {
                    throw unsupported("&& in [...]", "write what is left, such as [a-ce-z]");
                }
                int low = character();
                if (text.startsWith("-", at) && !text.startsWith("-]", at) && at + 1 < text.length()) {
                    at++;
                    folded += Math.max(0, character() - low);
                }
                if (foldsCase && folded > MOST_FOLDED) {
                    throw new IllegalArgumentException("has (?i) and ranges of more than " + MOST_FOLDED
                            + " characters in [...]; leave (?i) out, or write smaller ranges such as [a-z]");
                }
            }
            if (at >= text.length()) {
                throw new IllegalArgumentException("is not a regular expression: it has a [ without a ]");
            }
            at++;
            return 1;
        }

        /** Reads one character of a class, or an escape for several. */
        private int character() {
            int sign = text.codePointAt(at);
            if (sign == '[') {
                throw unsupported("[ within [...]", "write \\[ for the sign itself, or all in one, such as [a-zA-Z]");
            }
            if (sign != '\\') {
                at += Character.charCount(sign);
                return sign;
            }
            Matcher code = CODE.matcher(text).region(at, text.length());
            if (code.lookingAt()) {
                at = code.end();
                return Integer.parseInt(code.group(1), 16);
            }
            at += 2;
            return 0;
        }

        private long escape() {
            Matcher escape = ESCAPE.matcher(text).region(at, text.length());
            if (!escape.lookingAt()) {
                throw new IllegalArgumentException("is not a regular expression: it ends in a \\");
            }
            char what = text.charAt(at + 1);
            if (what >= '1' && what <= '9' || what == 'k') {
                throw unsupported("\\" + what + ", a reference back", "write out what may stand there");
            }
            if (what == 'Z') {
                throw unsupported("\\Z", "write $");
            }
            if (what == 'u') {
                throw unsupported("\\u", "write \\x{...}");
            }
            at = escape.end();
            // The engine makes one instruction of each quoted character, as of any other escape.
            return Math.max(1, escape.end(QUOTED) - escape.start(QUOTED));
        }

        private long repeated(long once) {
            long size = once;
            while (at < text.length()) {
                char sign = text.charAt(at);
                Matcher count = COUNT.matcher(text);
                if (sign == '*' || sign == '+' || sign == '?') {
                    at++;
                    size++;
                } else if (sign == '{' && count.region(at, text.length()).lookingAt()) {
                    at = count.end();
                    int most = Math.max(number(count.group(1)), number(count.group(2)));
                    size = limited((size + 1) * Math.max(1, most) + 1);
                } else {
                    return size;
                }
                if (text.startsWith("+", at)) {
                    throw unsupported(
                            Printable.of(text.substring(at - 1, at + 1)) + ", a possessive repetition",
                            "leave the second sign out");
                }
                if (text.startsWith("?", at)) {
                    at++;
                }
            }
            return size;
        }

        private static int number(String digits) {
            if (digits == null || digits.isEmpty()) {
                return 0;
            }
            String plain = digits.replaceFirst("^0+(?=\\d)", "");
            if (plain.length() > 4 || Integer.parseInt(plain) > MOST_REPETITIONS) {
                throw new IllegalArgumentException("repeats something more than " + MOST_REPETITIONS + " times");
            }
            return Integer.parseInt(plain);
        }

        private static long limited(long size) {
            if (size > LARGEST) {
                throw tooLarge();
            }
            return size;
        }
    }
}
