package io.iotconnectivity.engine.codec;

import io.iotconnectivity.signal.LifeChange;
import java.util.Optional;

/** Who took a device out of service, or back into it, as fields of a record. */
final class LifeFields {
    private static final int BY = 1;
    private static final int AUTHOR = 2;
    private static final int COMMENT = 3;

    private LifeFields() {}

    static void write(RecordWriter out, int field, Optional<LifeChange> change) {
        if (change.isEmpty()) {
            return;
        }
        int begun = out.begin(field);
        out.constant(BY, StoredNumbers.LIFE_CHANGES, change.get().by());
        out.text(AUTHOR, change.get().author());
        out.text(COMMENT, change.get().comment());
        out.end(begun);
    }

    static LifeChange read(RecordReader in) {
        LifeChange.By by = null;
        Optional<String> author = Optional.empty();
        Optional<String> comment = Optional.empty();
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case BY -> by = in.constant(StoredNumbers.LIFE_CHANGES);
                case AUTHOR -> author = Optional.of(in.text());
                case COMMENT -> comment = Optional.of(in.text());
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new LifeChange(RecordReader.required(by, "what decided"), author, comment);
    }
}
