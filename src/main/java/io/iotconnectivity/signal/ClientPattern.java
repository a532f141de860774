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
 * A regular expression for whole client ids, or names, as a user writes it. A match takes no longer than the length of the text
 * times {@link #steps()}, whatever both hold, because one pattern must not hold up all devices; so whatever would need more
 * (look-arounds, back references) is refused, with what to write instead. Equal if written the same. Safe for any number of threads.
 *
 * @see <a href="https://github.com/google/re2/wiki/Syntax">the syntax of RE2</a>
 */
public final class ClientPattern {
    /** A longer one is refused. */
    public static final int MOST_CHARACTERS = 5_000;

    /** One with more {@link #steps()} is refused: at most a few milliseconds for the longest client id. */
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
        // Parts are counted from the left, those of an exclusion too, though they never find anything.
        pattern = Pattern.compile(form.flags() + "()".repeat(parts) + form.rest(), Pattern.DOTALL);
        steps = sum + pattern.programSize();
    }

    /**
     * @throws IllegalArgumentException with a message for whoever wrote it, if it is not a regular expression that can be kept to
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
        // With a backslash as it was written, unless there is something else to escape.
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

    /** Whether the expression has a part of this name, such as <code>(?&lt;name&gt;...)</code>. */
    public boolean hasPart(String name) {
        return numberOf(name).isPresent();
    }

    /** Which of {@link #parts(String)} has this name. */
    public OptionalInt numberOf(String name) {
        Integer number = pattern.namedGroups().get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** How many parts in parentheses it has. */
    public int partCount() {
        return pattern.groupCount();
    }

    /**
     * What a part of the expression finds in a text that matches as a whole.
     *
     * @throws IllegalArgumentException if there is no such part
     */
    public Optional<String> part(String subject, String name) {
        int number = numberOf(name).orElseThrow(() -> new IllegalArgumentException("there is no part " + name));
        Matcher matcher = pattern.matcher(subject);
        return matcher.matches() && !isExcluded(subject)
                ? Optional.ofNullable(matcher.group(number))
                : Optional.empty();
    }

    /** The text, and then what each part finds in it, empty where that is nothing; absent if it does not match as a whole. */
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

    /** How much work it is at most to match one character. */
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
