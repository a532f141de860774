package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.BlindSource;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Ticket;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is imported into the stages is read as it was written. */
class ImportedRecordsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void devices() {
        ClientId client = new ClientId("pump-7");
        DeviceRecords format = new DeviceRecords();
        for (boolean past : List.of(true, false)) {
            DeviceRecord record = new DeviceRecord.Imported(
                    Presence.unseen(client), past, List.of(new InboxKey(1, -1), new InboxKey(2, 3)));

            assertThat(format.read(client.value(), format.write(record))).isEqualTo(record);
        }
    }

    @Test
    void cases() {
        Ticket ticket = new Ticket(
                "i",
                IncidentKind.BLIND,
                "blind/queue",
                NOW,
                Optional.empty(),
                Optional.empty(),
                "t",
                1,
                NOW,
                Optional.empty());
        BlindSource blind = new BlindSource(
                "queue", ticket, NOW, Sight.State.AWAY, Sight.Carries.CONNECTIONS, Optional.of("no answer"));
        CaseRecords format = new CaseRecords();
        for (CaseRecord record : List.of(
                new CaseRecord.ImportedDevice(new byte[] {1, 2}, Optional.of(new byte[] {3}), true),
                new CaseRecord.ImportedDevice(new byte[] {1, 2}, Optional.empty(), false),
                new CaseRecord.ImportedGroup("site-1", new byte[] {4}, true),
                new CaseRecord.ImportedSilence("s", new byte[] {5}),
                new CaseRecord.ImportedBlind(blind),
                new CaseRecord.ImportedIncident(new byte[] {6, 7}),
                new CaseRecord.Compared("i", Optional.empty()),
                new CaseRecord.Compared(
                        "i",
                        Optional.of(new Common(
                                "attribute.firmware", "2.3", 47, 50, 80, 1000, 1.5e-33, Optional.of("g"), "many do"))),
                new CaseRecord.Noted(
                        "i",
                        new Note(
                                "n",
                                NOW,
                                Note.Kind.ASSIGN,
                                "ada",
                                Optional.of("desk"),
                                Optional.of("bob"),
                                Optional.empty())))) {
            assertThat(format.read(format.write(record)))
                    .usingRecursiveComparison()
                    .isEqualTo(record);
        }
    }
}
