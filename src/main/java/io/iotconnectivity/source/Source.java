package io.iotconnectivity.source;

import io.iotconnectivity.incident.Sight;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A source of signals.
 *
 * @param name in lower case, words separated by hyphens: the source's route is {@code source-<name>}
 * @param reader of its messages
 */
public record Source(String name, Carries carries, SignalReader reader) {

    /** What the messages of a source tell us. */
    public enum Carries {
        /** Who connects and disconnects, in AWS's words. */
        PRESENCE_EVENTS,
        /** The last wills that devices left with the broker. */
        LAST_WILLS,
        /** Traffic that proves that a device is alive. */
        SIGNS_OF_LIFE;

        /** What we cannot know while the source is blind. */
        Sight.Carries sight() {
            return this == SIGNS_OF_LIFE ? Sight.Carries.SIGNS_OF_LIFE : Sight.Carries.CONNECTIONS;
        }
    }

    /** Returns the id of its route. */
    public String routeId() {
        return "source-" + name;
    }

    /** Returns the name of the bean to which routes pass its messages, such as {@code acceptLastWill}. */
    public String bean() {
        return Stream.of(name.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining("", "accept", ""));
    }
}
