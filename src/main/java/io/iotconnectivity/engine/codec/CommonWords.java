package io.iotconnectivity.engine.codec;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Numbers for the common values of a text field; any other text is written in full. The numbers are part of the
 * stored format, like those of {@link Numbers}.
 */
final class CommonWords {
    /** No text is common. */
    static final CommonWords NONE = new CommonWords();

    private final Map<String, Integer> numbers = new HashMap<>();
    private String[] byNumber = {};

    /**
     * @param number from 1 to 127, not yet in use
     */
    CommonWords with(int number, String word) {
        if (number >= byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, number + 1);
        }
        if (number < 1 || number > 127 || byNumber[number] != null || numbers.put(word, number) != null) {
            throw new IllegalArgumentException("'" + word + "' cannot have the number " + number);
        }
        byNumber[number] = word;
        return this;
    }

    /** All of them. */
    Set<String> all() {
        return Collections.unmodifiableSet(numbers.keySet());
    }

    /** Returns 0 if the word has no number. */
    int of(String word) {
        return numbers.getOrDefault(word, 0);
    }

    /** @throws UnsupportedRecord if no word has this number: a later version has added it */
    String word(long number) {
        if (number < 1 || number >= byNumber.length || byNumber[(int) number] == null) {
            throw new UnsupportedRecord("its word with the number " + number);
        }
        return byNumber[(int) number];
    }
}
