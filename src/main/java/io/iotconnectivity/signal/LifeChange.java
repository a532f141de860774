package io.iotconnectivity.signal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/**
 * Who took a device out of service, or back into it, or had its connection ended, and why.
 *
 * @param author as the caller gave it, at most {@value #MOST_CHARACTERS} characters; absent unless a person decided
 * @param comment why, as the caller gave it, at most {@value #MOST_CHARACTERS} characters
 */
public record LifeChange(By by, Optional<String> author, Optional<String> comment) {
    /** The longest author or comment. */
    public static final int MOST_CHARACTERS = 200;

    /** What decided. */
    public enum By {
        /** A person, or a program of theirs. */
        OPERATOR,
        /** The attribute of its thing that the settings name. */
        ATTRIBUTE,
        /** The registry of AWS IoT: its thing was deleted. */
        REGISTRY;

        /** The name used in events, in lower case. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * @throws IllegalArgumentException if it is the word of none
         */
        @JsonCreator
        public static By of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    public LifeChange {
        author = author == null ? Optional.empty() : author;
        comment = comment == null ? Optional.empty() : comment;
    }

    /** Who decided and why, to follow a verb: {@code  by anna: scrapped}. No external input can break or forge the line. */
    public String inWords() {
        String who = by == By.OPERATOR
                ? author.map(name -> " by " + Printable.of(name)).orElse("")
                : "";
        return who + comment.map(words -> ": " + Printable.line(words)).orElse("");
    }

    /** A person decided. */
    public static LifeChange byOperator(Optional<String> author, Optional<String> comment) {
        return new LifeChange(By.OPERATOR, author, comment);
    }

    /** AWS IoT decided.
     *
     * @param comment in words what the registry says
     */
    public static LifeChange by(By by, String comment) {
        return new LifeChange(by, Optional.empty(), Optional.of(comment));
    }
}
