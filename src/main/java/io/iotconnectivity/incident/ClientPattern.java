package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression for whole client ids, or names. Some expressions take longer than anybody can wait for; here they do not
 * match then, because nothing else may stand still for one of them.
 */
public final class ClientPattern {
    /** What a sensible expression needs for the longest client id is a small part of it. */
    private static final int MOST_STEPS = 100_000;

    private final Pattern pattern;

    private ClientPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * @throws IllegalArgumentException with a message for whoever wrote it, if it is not a regular expression
     */
    public static ClientPattern of(String regex) {
        try {
            return new ClientPattern(Pattern.compile(regex, Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is not a regular expression: " + e.getDescription(), e);
        }
    }

    public boolean matches(ClientId client) {
        return matches(client.value());
    }

    /** Whether the expression has a part of this name, such as <code>(?&lt;name&gt;...)</code>. */
    public boolean hasPart(String name) {
        try {
            emptyMatch().group(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public boolean matches(String text) {
        return match(text).isPresent();
    }

    /**
     * What a part of the expression finds in a text that matches as a whole.
     *
     * @throws IllegalArgumentException if there is no such part
     */
    public Optional<String> part(String text, String name) {
        return match(text).map(matcher -> matcher.group(name));
    }

    /** The expression as it was written. */
    @Override
    public String toString() {
        return pattern.pattern();
    }

    /** A matcher that has matched an empty text and has the same parts, so that they can be referred to before there is a client. */
    Matcher emptyMatch() {
        Matcher matcher = Pattern.compile("(?:" + pattern.pattern() + "\n)|(?:)", Pattern.DOTALL)
                .matcher("");
        matcher.find();
        return matcher;
    }

    /** A matcher that has matched the whole text; empty if it does not match. */
    Optional<Matcher> match(String text) {
        Matcher matcher = pattern.matcher(new Steps(text));
        try {
            return matcher.matches() ? Optional.of(matcher) : Optional.empty();
        } catch (TooManySteps | StackOverflowError e) {
            return Optional.empty();
        }
    }

    /** A text that can be looked at only so often. */
    private static final class Steps implements CharSequence {
        private final String text;
        private int left = MOST_STEPS;

        Steps(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (left-- <= 0) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super(null, null, false, false);
        }
    }
}
