package io.iotconnectivity.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people did about an incident.
 *
 * @param acknowledgedBy who acknowledged it last; absent if nobody did, or the acknowledgement was taken back
 * @param acknowledgedAt when; present exactly if {@code acknowledgedBy} is
 * @param assignee who takes care of it
 * @param notes the latest, oldest first; at least one, at most {@value #MOST_NOTES}
 */
public record Handling(
        Optional<String> acknowledgedBy,
        Optional<Instant> acknowledgedAt,
        Optional<String> assignee,
        List<Note> notes) {

    /** How many notes an incident keeps; each more replaces the oldest. */
    public static final int MOST_NOTES = 20;

    public Handling {
        acknowledgedBy = acknowledgedBy == null ? Optional.empty() : acknowledgedBy;
        acknowledgedAt = acknowledgedAt == null ? Optional.empty() : acknowledgedAt;
        assignee = assignee == null ? Optional.empty() : assignee;
        notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /** With a note more. */
    public static Handling with(Optional<Handling> before, Note note) {
        List<Note> notes = before.map(Handling::notes).orElse(List.of());
        List<Note> latest = Stream.concat(
                        notes.stream().skip(Math.max(0, notes.size() + 1L - MOST_NOTES)), Stream.of(note))
                .toList();
        Optional<String> assignee = note.assignee().or(() -> before.flatMap(Handling::assignee));
        return switch (note.kind()) {
            case ACKNOWLEDGE -> new Handling(Optional.of(note.author()), Optional.of(note.at()), assignee, latest);
            case UNACKNOWLEDGE -> new Handling(Optional.empty(), Optional.empty(), assignee, latest);
            default ->
                new Handling(
                        before.flatMap(Handling::acknowledgedBy),
                        before.flatMap(Handling::acknowledgedAt),
                        assignee,
                        latest);
        };
    }

    /** Whether this note is one of them. */
    public boolean has(String noteId) {
        return notes.stream().anyMatch(note -> note.id().equals(noteId));
    }

    /** When the latest note was taken. */
    public Optional<Instant> latestAt() {
        return notes.isEmpty()
                ? Optional.empty()
                : Optional.of(notes.get(notes.size() - 1).at());
    }
}
