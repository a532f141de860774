package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.Handling;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.Note;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NotesTest {
    private final Fleet fleet = Fleet.with(IncidentPolicy.defaults());

    @Test
    void everyLaterEventOfTheIncidentSaysWhoTakesCareOfIt() {
        fleet.connects("a").drops("a").passesMinutes(1);
        fleet.notes(opened(), note("1", Note.Kind.ACKNOWLEDGE, "ada"));
        fleet.notes(
                noted(),
                new Note("2", fleet.now(), Note.Kind.ASSIGN, "ada", Optional.empty(), Optional.of("bob"), null));
        fleet.connects("a");

        assertThat(fleet.told())
                .containsExactly("opened device/a", "noted device/a", "noted device/a", "resolved device/a");
        Handling handling = fleet.last(EventType.INCIDENT_RESOLVED).handling().orElseThrow();
        assertThat(handling.acknowledgedBy()).contains("ada");
        assertThat(handling.assignee()).contains("bob");
        assertThat(handling.notes()).extracting(Note::id).containsExactly("1", "2");
        assertThat(opened().handling()).isEmpty();
    }

    @Test
    void theEventsOfAnIncidentStayInOrderIfTheClockIsSetBackAfterANote() {
        fleet.connects("a").drops("a").passesMinutes(1);
        Instant told = fleet.now();
        fleet.passesMinutes(5).notes(opened(), note("1", Note.Kind.COMMENT, "ada"));
        List<Event> events = fleet.events().stream()
                .filter(event -> event.type().isAboutAnIncident())
                .toList();

        Ticket ticket = fleet.desk().devices().iterator().next().ticket().orElseThrow();
        assertThat(ticket.toldAt()).isEqualTo(told.minusSeconds(30));
        assertThat(ticket.after(told)).isEqualTo(fleet.now());
        assertThat(events).extracting(Event::id).isSorted();
        assertThat(noted().sequence()).isGreaterThan(opened().sequence());
    }

    @Test
    void theSameNoteTwiceCountsOnce() {
        fleet.connects("a").drops("a").passesMinutes(1);
        fleet.notes(opened(), note("1", Note.Kind.ACKNOWLEDGE, "ada"));
        fleet.notes(noted(), note("1", Note.Kind.ACKNOWLEDGE, "eve"));

        assertThat(fleet.told()).containsExactly("opened device/a", "noted device/a");
    }

    @Test
    void anIncidentThatIsOverTakesNone() {
        fleet.connects("a").drops("a").passesMinutes(1);
        IncidentData first = opened();
        fleet.connects("a").notes(first, note("1", Note.Kind.ACKNOWLEDGE, "ada"));
        fleet.drops("a").passesMinutes(1).notes(first, note("2", Note.Kind.ACKNOWLEDGE, "ada"));

        assertThat(fleet.told()).containsExactly("opened device/a", "resolved device/a", "opened device/a");
    }

    @Test
    void everyKindOfIncidentTakesThem() {
        Fleet site = Fleet.with(Fleet.grouped(3, Optional.empty()));
        List<String> devices = IntStream.range(0, 3).mapToObj(i -> "site/" + i).toList();
        devices.forEach(site::connects);
        devices.forEach(site::drops);
        site.passesMinutes(1);
        site.notes(site.last(EventType.INCIDENT_OPENED), note("1", Note.Kind.ACKNOWLEDGE, "ada"));
        assertThat(site.last(EventType.INCIDENT_NOTED).key()).isEqualTo("group/site");
        assertThat(site.last(EventType.INCIDENT_NOTED).deviceCount()).isEqualTo(3);

        fleet.connects("b", "certificate-1", "192.0.2.1");
        for (int i = 0; i < 3; i++) {
            fleet.passesSeconds(20).isTakenOver("b", "certificate-" + i, "192.0.2.1");
        }
        fleet.notes(opened(), note("2", Note.Kind.ACKNOWLEDGE, "ada")).passesMinutes(30);
        fleet.sees("source-presence", Sight.State.AWAY, fleet.now());
        fleet.notes(opened(), note("3", Note.Kind.ACKNOWLEDGE, "ada"));
        fleet.sees("source-presence", Sight.State.SEES, fleet.now());
        assertThat(fleet.told())
                .containsExactly(
                        "opened conflict/b",
                        "noted conflict/b",
                        "resolved conflict/b",
                        "opened blind/source-presence",
                        "noted blind/source-presence",
                        "resolved blind/source-presence");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).handling()).isPresent();
    }

    @Test
    void onlyTheLatestNotesAreKeptButNotWhoAcknowledged() {
        Optional<Handling> handling =
                Optional.of(Handling.with(Optional.empty(), note("ack", Note.Kind.ACKNOWLEDGE, "ada")));
        for (int i = 0; i < Handling.MOST_NOTES + 5; i++) {
            handling = Optional.of(Handling.with(handling, note("c" + i, Note.Kind.COMMENT, "bob")));
        }

        assertThat(handling.orElseThrow().notes())
                .hasSize(Handling.MOST_NOTES)
                .last()
                .extracting(Note::id)
                .isEqualTo("c24");
        assertThat(handling.orElseThrow().acknowledgedBy()).contains("ada");
        assertThat(Handling.with(handling, note("un", Note.Kind.UNACKNOWLEDGE, "ada"))
                        .acknowledgedBy())
                .isEmpty();
    }

    @Test
    void aNoteIsOneBoundedPrintableLine() {
        Note note = new Note(
                "1",
                fleet.now(),
                Note.Kind.COMMENT,
                "a\u202eda",
                Optional.of("webhook-desk"),
                Optional.empty(),
                Optional.of("first\n second" + " x".repeat(Note.MOST_OF_TEXT)));

        assertThat(note.text().orElseThrow()).startsWith("first second x").hasSizeLessThanOrEqualTo(Note.MOST_OF_TEXT);
        assertThat(note.sentence()).startsWith("a\\u202eda at webhook-desk commented: first second");
        assertThat(note.at(note.at())).isEqualTo(note);
    }

    private Note note(String id, Note.Kind kind, String author) {
        return new Note(id, fleet.now(), kind, author, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private IncidentData opened() {
        return fleet.last(EventType.INCIDENT_OPENED);
    }

    private IncidentData noted() {
        return fleet.last(EventType.INCIDENT_NOTED);
    }
}
