package io.iotconnectivity.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.iotconnectivity.signal.Printable;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody did about an open incident. It informs people and changes nothing else: neither whether the incident is
 * open, nor who is told of it.
 *
 * @param id identifies it: the same note taken twice counts once
 * @param at when it was taken
 * @param author who it was; printable, at most {@value #MOST_OF_NAME} characters
 * @param via the webhook whose receiver reported it; absent if it was made here
 * @param assignee who is to take care of it; present exactly if somebody was assigned
 * @param text the comment; printable, at most {@value #MOST_OF_TEXT} characters
 */
public record Note(
        String id,
        Instant at,
        Kind kind,
        String author,
        Optional<String> via,
        Optional<String> assignee,
        Optional<String> text) {

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** In UTF-16 units. */
    public static final int MOST_OF_NAME = 128;

    /** In UTF-16 units. */
    public static final int MOST_OF_TEXT = 1000;

    public Note {
        via = via == null ? Optional.empty() : via;
        assignee = assignee == null ? Optional.empty() : assignee;
        text = text == null ? Optional.empty() : text;
        author = bounded(author, MOST_OF_NAME);
        assignee = assignee.map(name -> bounded(name, MOST_OF_NAME));
        text = text.map(words -> bounded(words, MOST_OF_TEXT));
        if ((kind == Kind.ASSIGN) != assignee.isPresent()) {
            throw new IllegalArgumentException("somebody is assigned exactly by a note of kind assign");
        }
    }

    /** What somebody did. */
    public enum Kind {
        ACKNOWLEDGE,
        /** Takes an acknowledgement back. */
        UNACKNOWLEDGE,
        ASSIGN,
        COMMENT,
        /** The ticket was closed at the receiver, while the incident goes on here. */
        CLOSE;

        /** The name used in events and requests, in lower case. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * @throws IllegalArgumentException if the word names no kind
         */
        @JsonCreator
        public static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("'" + word + "' is no kind of note; write "
                    + Stream.of(values()).map(Kind::word).collect(Collectors.joining(", ")));
        }
    }

    /** The same note, taken then. */
    public Note at(Instant moment) {
        return new Note(id, moment, kind, author, via, assignee, text);
    }

    /** One line, such as {@code ada assigned it to bob: on my way (webhook-desk)}. */
    public String sentence() {
        String did =
                switch (kind) {
                    case ACKNOWLEDGE -> " acknowledged it";
                    case UNACKNOWLEDGE -> " took the acknowledgement back";
                    case ASSIGN -> " assigned it to " + assignee.orElseThrow();
                    case COMMENT -> " commented";
                    case CLOSE -> " closed the ticket";
                };
        return author
                + via.map(name -> " at " + name).orElse("")
                + did
                + text.map(words -> ": " + words).orElse("");
    }

    private static String bounded(String text, int most) {
        return Printable.cut(Printable.line(BLANKS.matcher(text.strip()).replaceAll(" ")), most)
                .strip();
    }
}
