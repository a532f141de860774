package io.iotconnectivity.engine.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A constant that a later version has added is no damage. */
class LaterVersionTest {
    @Test
    void numberThatThisVersionDoesNotKnowIsOfALaterVersion() {
        int number = EventType.values().length + 50;

        assertThatThrownBy(() -> StoredNumbers.EVENT_TYPES.constant(number)).isInstanceOf(UnsupportedRecord.class);
    }

    @Test
    void nameThatThisVersionDoesNotKnowIsOfALaterVersion() {
        byte[] later = "\"NOT_YET\"".getBytes(StandardCharsets.US_ASCII);

        for (Class<?> type : new Class<?>[] {IncidentKind.class, Verdict.class}) {
            assertThatThrownBy(() -> StoredForm.reading(() -> new StoredJson<>(type).read(later)))
                    .isInstanceOf(UnsupportedRecord.class);
        }
    }
}
