package io.iotconnectivity.web;

import io.iotconnectivity.engine.LogPosition;
import java.util.OptionalLong;

/**
 * Where a stream resumes.
 *
 * @param position the value for {@code after}
 * @param sequence for readers of earlier versions: the same, if it is one number
 */
record Place(String position, OptionalLong sequence) {
    static Place of(LogPosition position) {
        return new Place(position.text(), sequence(position));
    }

    static OptionalLong sequence(LogPosition position) {
        String text = position.text();
        boolean isNumber = text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return isNumber ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
