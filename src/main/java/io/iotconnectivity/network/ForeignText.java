package io.iotconnectivity.network;

import io.iotconnectivity.signal.Printable;
import java.util.Optional;

/** Texts of a file, which somebody else has written. */
final class ForeignText {
    private static final int LONGEST = 80;

    private ForeignText() {}

    /** The text, short and printable; empty if there is none. */
    static Optional<String> of(String text) {
        return Optional.ofNullable(text)
                .map(String::strip)
                .filter(known -> !known.isEmpty())
                .map(known -> Printable.of(Printable.cut(known, LONGEST)));
    }
}
