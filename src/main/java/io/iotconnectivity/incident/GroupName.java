package io.iotconnectivity.incident;

import io.iotconnectivity.signal.Printable;
import java.util.Optional;

/** How a group is called: one line of at most {@value #MOST_CHARACTERS} printable characters. */
public final class GroupName {
    /** What is longer is cut off. */
    public static final int MOST_CHARACTERS = 128;

    private GroupName() {}

    /** The name of the group that something from outside names; empty if that names none. */
    public static Optional<String> of(String text) {
        String name = Printable.of(text.strip());
        if (name.length() > MOST_CHARACTERS) {
            int end =
                    Character.isHighSurrogate(name.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
            name = name.substring(0, end).strip();
        }
        return Optional.of(name).filter(left -> !left.isEmpty());
    }
}
