package io.iotconnectivity.engine.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.Note;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandlingFieldsTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void noteThatCannotBeIsMalformed() {
        RecordWriter out = RecordWriter.sealed("a");
        out.base(1, AT);
        int handling = out.begin(2);
        int note = out.begin(4);
        out.text(1, Optional.of("n1"));
        out.moment(2, Optional.of(AT));
        out.constant(3, StoredNumbers.NOTES, Note.Kind.ASSIGN);
        out.text(4, Optional.of("ada"));
        out.end(note);
        out.end(handling);
        RecordReader in = RecordReader.sealed("a", out.seal("a"));
        in.next();
        in.base();
        in.next();

        assertThatThrownBy(() -> HandlingFields.read(in))
                .isInstanceOf(MalformedRecord.class)
                .hasMessageContaining("somebody is assigned exactly by a note of kind assign");
    }
}
