package io.iotconnectivity.engine.codec;

import java.util.Arrays;

/**
 * The numbers that stand for the constants of an enum in stored records. They are part of the stored format: a number
 * is never reassigned, and a constant that is no longer written keeps its own.
 */
final class Numbers<E extends Enum<E>> {
    private final Class<E> type;
    private final int[] byOrdinal;
    private Object[] byNumber = {};

    Numbers(Class<E> type) {
        this.type = type;
        this.byOrdinal = new int[type.getEnumConstants().length];
    }

    /**
     * @param number from 1 to 127, not yet in use
     */
    Numbers<E> with(int number, E constant) {
        if (number >= byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, number + 1);
        }
        if (number < 1 || number > 127 || byNumber[number] != null || byOrdinal[constant.ordinal()] != 0) {
            throw new IllegalArgumentException(constant + " cannot have the number " + number);
        }
        byNumber[number] = constant;
        byOrdinal[constant.ordinal()] = number;
        return this;
    }

    /**
     * @throws IllegalStateException if a constant has no number: every new one needs one
     */
    Numbers<E> complete() {
        for (E constant : type.getEnumConstants()) {
            if (byOrdinal[constant.ordinal()] == 0) {
                throw new IllegalStateException(type.getName() + "." + constant + " has no number for stored records");
            }
        }
        return this;
    }

    /** From 1 to 127. */
    int of(E constant) {
        return byOrdinal[constant.ordinal()];
    }

    /**
     * @throws UnsupportedRecord if no constant has this number: a later version has added it
     */
    E constant(long number) {
        if (number < 1 || number >= byNumber.length || byNumber[(int) number] == null) {
            throw new UnsupportedRecord("its " + type.getSimpleName() + " with the number " + number);
        }
        return type.cast(byNumber[(int) number]);
    }
}
