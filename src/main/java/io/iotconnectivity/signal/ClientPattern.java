package io.iotconnectivity.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A user's regular expression for whole client ids or names. Matching takes time proportional to the length of the text
 * times {@link #steps()} at worst, because one pattern must not hold up all devices; constructs that would need more
 * (look-arounds, back references) are rejected with a suggestion of what to write instead. Patterns are equal if
 * written the same. Thread-safe.
 *
 * @see <a href="https://github.com/google/re2/wiki/Syntax">the syntax of RE2</a>
 */
public final class ClientPattern {
    /** The longest expression accepted. */
    public static final int MOST_CHARACTERS = 5_000;

    /** The most {@link #steps()} accepted: at most a few milliseconds for the longest client id. */
    public static final int MOST_STEPS = 2_000;

    private static final int LONGEST_EXCERPT = 40;

    private final String text;
    private final List<Pattern> excluded = new ArrayList<>();
    private final Pattern pattern;
    private final int steps;

    private ClientPattern(String text) {
        this.text = text;
        PatternForm form = PatternForm.of(text);
        int parts = 0;
        int sum = 0;
        for (String exclusion : form.exclusions()) {
            Pattern each = Pattern.compile(form.flags() + exclusion, Pattern.DOTALL);
            excluded.add(each);
            parts += each.groupCount();
            sum += each.programSize();
        }
        // Groups are counted from the left, including those of an exclusion, although these never capture anything.
        pattern = Pattern.compile(form.flags() + "()".repeat(parts) + form.rest(), Pattern.DOTALL);
        steps = sum + pattern.programSize();
    }

    /**
     * @throws IllegalArgumentException with a message for its author, if the expression is invalid or not supported
     */
    @JsonCreator
    public static ClientPattern of(String regex) {
        if (regex.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("is longer than " + MOST_CHARACTERS + " characters");
        }
        ClientPattern made;
        try {
            made = new ClientPattern(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is not a regular expression: " + e.getDescription() + excerpt(e), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("is too complex", e);
        }
        if (made.steps > MOST_STEPS) {
            throw PatternForm.tooLarge();
        }
        return made;
    }

    private static String excerpt(PatternSyntaxException e) {
        String where = e.getPattern();
        if (where == null || where.isEmpty() || where.length() > LONGEST_EXCERPT || where.startsWith("(?s)")) {
            return "";
        }
        // Keeps backslashes as written, unless there is something else to escape.
        String plain = where.replace("\\", "");
        return ": " + (Printable.of(plain).equals(plain) ? where : Printable.of(where));
    }

    public boolean matches(ClientId client) {
        return matches(client.value());
    }

    public boolean matches(String subject) {
        return pattern.matcher(subject).matches() && !isExcluded(subject);
    }

    private boolean isExcluded(String subject) {
        for (Pattern each : excluded) {
            if (each.matcher(subject).lookingAt()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the expression has a group of this name, such as <code>(?&lt;name&gt;...)</code>. */
    public boolean hasPart(String name) {
        return numberOf(name).isPresent();
    }

    /** The index in {@link #parts(String)} of the group of this name. */
    public OptionalInt numberOf(String name) {
        Integer number = pattern.namedGroups().get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The number of capturing groups. */
    public int partCount() {
        return pattern.groupCount();
    }

    /**
     * What a group of the expression captures in a text that matches as a whole.
     *
     * @throws IllegalArgumentException if there is no such group
     */
    public Optional<String> part(String subject, String name) {
        int number = numberOf(name).orElseThrow(() -> new IllegalArgumentException("there is no part " + name));
        Matcher matcher = pattern.matcher(subject);
        return matcher.matches() && !isExcluded(subject)
                ? Optional.ofNullable(matcher.group(number))
                : Optional.empty();
    }

    /**
     * The text, followed by what each group captures, empty if nothing; absent if the text does not match as a whole.
     */
    public Optional<List<String>> parts(String subject) {
        Matcher matcher = pattern.matcher(subject);
        if (!matcher.matches() || isExcluded(subject)) {
            return Optional.empty();
        }
        List<String> found = new ArrayList<>();
        for (int part = 0; part <= matcher.groupCount(); part++) {
            String each = matcher.group(part);
            found.add(each == null ? "" : each);
        }
        return Optional.of(found);
    }

    /** The most steps that matching one character can take. */
    public int steps() {
        return steps;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The expression as it was written. */
    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
