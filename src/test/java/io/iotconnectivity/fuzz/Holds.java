package io.iotconnectivity.fuzz;

import io.iotconnectivity.signal.Printable;

/** What has to hold of every parser. Plain, because it is asked millions of times. */
public final class Holds {
    private Holds() {}

    /** A text that may stand in a log line: it is there, bounded, and neither forges a line nor hides a part of one. */
    public static void printable(String what, String text, int most) {
        that(text != null && !text.isBlank(), what + " says nothing");
        bounded(what, text, most);
        text.codePoints()
                .filter(Printable::isUnseen)
                .findFirst()
                .ifPresent(c -> fail(what + " holds U+" + Integer.toHexString(c)));
    }

    public static void bounded(String what, String text, int most) {
        that(text.length() <= most, what + " has " + text.length() + " characters, more than " + most);
    }

    /** What was written is read again as it was. */
    public static void same(String what, Object before, Object after) {
        if (!before.equals(after)) {
            fail(what + " was " + before + " and is " + after);
        }
    }

    public static void that(boolean holds, String otherwise) {
        if (!holds) {
            fail(otherwise);
        }
    }

    private static void fail(String why) {
        throw new AssertionError(why);
    }
}
