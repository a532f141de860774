package io.iotconnectivity.engine.view;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.SecondReading;
import io.iotconnectivity.engine.Unreadable;
import io.iotconnectivity.engine.codec.InboxKey;
import io.iotconnectivity.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The dead letters as whoever replays them needs them: whole, in their original order, a few at a time. */
public interface StoredLetters {

    /** The number of the last one; 0 if there is none. */
    long last();

    /**
     * Events that could not be delivered.
     *
     * @param sinks only those of these sinks, since nobody else would receive them
     * @param after only those with greater numbers
     * @param end only those with numbers up to this one
     * @return the first of them; none if there are no more
     */
    List<Undelivered> undelivered(DeadLetterQuery which, Set<String> sinks, long after, long end);

    /** Messages that could not be read, but not signals that the rules failed on; see {@link #undelivered}. */
    List<Message> messages(DeadLetterQuery which, long after, long end);

    /**
     * An event that could not be delivered.
     *
     * @param event absent if it cannot be read any more; it then stays where it is
     */
    record Undelivered(long number, String sink, Optional<Event> event) {}

    /** A message that could not be read. */
    record Message(long number, Unreadable message) {

        /**
         * Reads it again. If a part of it is still refused, it stays and will be read once more, so the signals are only
         * those that can be told from their repetition.
         */
        public SecondReading.Found readAgain(SecondReading reading) {
            if (message.payload().length < message.originalSize()) {
                // It was cut: it cannot be parsed, and would only get a worse reason.
                return SecondReading.Found.unreadable(message.reason());
            }
            SecondReading.Found found = reading.read(message);
            return found.refusal().isEmpty()
                    ? found
                    : new SecondReading.Found(
                            found.signals().stream()
                                    .filter(signal -> InboxKey.of(signal).isPresent())
                                    .toList(),
                            found.refusal());
        }
    }
}
