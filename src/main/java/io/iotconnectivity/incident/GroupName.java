package io.iotconnectivity.incident;

import io.iotconnectivity.signal.Printable;
import java.util.Optional;

/** The name of a group: one line of at most {@value #MOST_CHARACTERS} printable characters. */
public final class GroupName {
    /** The maximum length; longer names are cut. */
    public static final int MOST_CHARACTERS = 128;

    private GroupName() {}

    /** Makes a group name from external text, replacing unprintable characters with _; empty if nothing is left. */
    public static Optional<String> of(String text) {
        String name = text.strip()
                .codePoints()
                .map(character -> isPrintable(character) ? character : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        if (name.length() > MOST_CHARACTERS) {
            int end =
                    Character.isHighSurrogate(name.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
            name = name.substring(0, end).strip();
        }
        return Optional.of(name).filter(left -> !left.isEmpty());
    }

    private static boolean isPrintable(int character) {
        return !Printable.isUnseen(character);
    }
}
