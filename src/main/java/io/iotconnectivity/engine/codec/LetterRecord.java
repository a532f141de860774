package io.iotconnectivity.engine.codec;

import java.util.List;

/**
 * A record of a log of dead letters: one that is new, or what has become of earlier ones, which are named by their
 * numbers. Applying a record again changes nothing.
 */
public sealed interface LetterRecord permits Letter, LetterRecord.Gone, LetterRecord.Refused, LetterRecord.Begun {

    /**
     * Dead letters that were replayed, and are none any more.
     *
     * @param numbers of the letters; at least one
     */
    record Gone(List<Long> numbers) implements LetterRecord {
        public Gone {
            numbers = List.copyOf(numbers);
        }
    }

    /**
     * A message that was read again and still cannot be read.
     *
     * @param number of its letter
     * @param reason why, for an operator; replaces the earlier reason
     */
    record Refused(long number, String reason) implements LetterRecord {}

    /** Somebody begins to replay, which changes nothing: whoever knows this record knows all before it. */
    record Begun() implements LetterRecord {}
}
