package io.iotconnectivity.web;

import io.iotconnectivity.event.Note;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A note that somebody wants to add to an incident, checked field by field. */
final class NoteRequest {
    static final String[] FIELDS = {"kind", "author", "assignee", "text"};

    private final Note note;

    /**
     * @throws Problem.Refusal that names the invalid field
     */
    NoteRequest(Given given, Instant now) {
        Note.Kind kind = given.word("kind", Note.Kind::of)
                .filter(wanted -> wanted != Note.Kind.CLOSE)
                .orElseThrow(() -> Problem.ofField("kind", "write acknowledge, unacknowledge, assign or comment"));
        String author = words(given, "author", Note.MOST_OF_NAME)
                .orElseThrow(() -> Problem.ofField("author", "author is missing: it says later who did this"));
        Optional<String> assignee = words(given, "assignee", Note.MOST_OF_NAME);
        if ((kind == Note.Kind.ASSIGN) != assignee.isPresent()) {
            throw Problem.ofField("assignee", "write whom to assign it to, with kind assign and no other");
        }
        Optional<String> text = words(given, "text", Note.MOST_OF_TEXT);
        if (kind == Note.Kind.COMMENT && text.isEmpty()) {
            throw Problem.ofField("text", "text is missing: a comment has one");
        }
        note = new Note(UUID.randomUUID().toString(), now, kind, author, Optional.empty(), assignee, text);
    }

    Note note() {
        return note;
    }

    private static Optional<String> words(Given given, String name, int most) {
        return given.text(name, most).filter(words -> !words.isBlank());
    }
}
