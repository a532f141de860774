package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Handling;
import io.iotconnectivity.event.Note;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What people did about an open incident, as fields of its ticket. */
final class HandlingFields {
    private static final int ACKNOWLEDGED_BY = 1;
    private static final int ACKNOWLEDGED_AT = 2;
    private static final int ASSIGNEE = 3;
    private static final int NOTE = 4;

    private static final int NOTE_ID = 1;
    private static final int NOTE_AT = 2;
    private static final int NOTE_KIND = 3;
    private static final int NOTE_AUTHOR = 4;
    private static final int NOTE_VIA = 5;
    private static final int NOTE_ASSIGNEE = 6;
    private static final int NOTE_TEXT = 7;

    private HandlingFields() {}

    static void write(RecordWriter out, int field, Handling handling) {
        int begun = out.begin(field);
        out.text(ACKNOWLEDGED_BY, handling.acknowledgedBy());
        out.moment(ACKNOWLEDGED_AT, handling.acknowledgedAt());
        out.text(ASSIGNEE, handling.assignee());
        for (Note note : handling.notes()) {
            int inner = out.begin(NOTE);
            out.text(NOTE_ID, note.id());
            out.moment(NOTE_AT, note.at());
            out.constant(NOTE_KIND, StoredNumbers.NOTES, note.kind());
            out.text(NOTE_AUTHOR, note.author());
            out.text(NOTE_VIA, note.via());
            out.text(NOTE_ASSIGNEE, note.assignee());
            out.text(NOTE_TEXT, note.text());
            out.end(inner);
        }
        out.end(begun);
    }

    static Handling read(RecordReader in) {
        Optional<String> acknowledgedBy = Optional.empty();
        Optional<Instant> acknowledgedAt = Optional.empty();
        Optional<String> assignee = Optional.empty();
        List<Note> notes = new ArrayList<>();
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case ACKNOWLEDGED_BY -> acknowledgedBy = Optional.of(in.text());
                case ACKNOWLEDGED_AT -> acknowledgedAt = Optional.of(in.moment());
                case ASSIGNEE -> assignee = Optional.of(in.text());
                case NOTE -> notes.add(readNote(in));
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Handling(acknowledgedBy, acknowledgedAt, assignee, notes);
    }

    private static Note readNote(RecordReader in) {
        String id = null;
        Instant at = null;
        Note.Kind kind = null;
        String author = null;
        Optional<String> via = Optional.empty();
        Optional<String> assignee = Optional.empty();
        Optional<String> text = Optional.empty();
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case NOTE_ID -> id = in.text();
                case NOTE_AT -> at = in.moment();
                case NOTE_KIND -> kind = in.constant(StoredNumbers.NOTES);
                case NOTE_AUTHOR -> author = in.text();
                case NOTE_VIA -> via = Optional.of(in.text());
                case NOTE_ASSIGNEE -> assignee = Optional.of(in.text());
                case NOTE_TEXT -> text = Optional.of(in.text());
                default -> in.skip();
            }
        }
        in.leave(outer);
        RecordReader.required(id, "id of the note");
        RecordReader.required(at, "time of the note");
        RecordReader.required(kind, "kind of the note");
        RecordReader.required(author, "author of the note");
        try {
            return new Note(id, at, kind, author, via, assignee, text);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecord("a note that cannot be: " + e.getMessage(), e);
        }
    }
}
