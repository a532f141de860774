package io.iotconnectivity.secret;

import io.iotconnectivity.signal.Printable;

/** Makes one line that may be logged, stored and shown of what somebody else has said. */
public final class Foreign {
    /** More is never read for the sake of a line. */
    private static final int LONGEST = 64 * 1024;

    private Foreign() {}

    /**
     * Printable, without the secrets of this process, and cut.
     *
     * @param most how many characters are kept
     */
    public static String text(String said, int most) {
        return text(said, most, Secrets.OF_THIS_PROCESS);
    }

    /**
     * The same without other secrets.
     *
     * @param most how many characters are kept
     */
    public static String text(String said, int most, Secrets secrets) {
        // A part of a secret that was cut off before would not be known for one.
        String line = Printable.line(
                said.length() <= LONGEST ? secrets.masked(said) : secrets.maskedBeginning(said.substring(0, LONGEST)));
        return line.length() <= most ? line : Printable.cut(line, most) + "…";
    }
}
