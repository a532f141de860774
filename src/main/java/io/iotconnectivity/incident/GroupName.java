package io.iotconnectivity.incident;

import io.iotconnectivity.signal.Printable;
import java.util.Optional;

/** How a group is called: one line of at most {@value #MOST_CHARACTERS} printable characters. */
public final class GroupName {
    /** What is longer is cut off. */
    public static final int MOST_CHARACTERS = 128;

    private GroupName() {}

    /** The name of the group that something from outside names, with _ for what cannot be printed; empty if it names none. */
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
        String one = Character.toString(character);
        return character == '\\' || Printable.of(one).equals(one);
    }
}
