package io.iotconnectivity.secret;

import io.iotconnectivity.signal.Printable;

/** Turns text from outside into one line that may be logged, stored and shown. */
public final class Foreign {
    /** The most that is read for one line. */
    private static final int LONGEST = 64 * 1024;

    private Foreign() {}

    /**
     * Printable, without this process's secrets, and truncated.
     *
     * @param most how many characters are kept
     */
    public static String text(String said, int most) {
        return text(said, most, Secrets.OF_THIS_PROCESS);
    }

    /**
     * The same without additional secrets.
     *
     * @param most how many characters are kept
     */
    public static String text(String said, int most, Secrets secrets) {
        // A secret truncated beforehand would not be recognized.
        String line = Printable.line(
                said.length() <= LONGEST ? secrets.masked(said) : secrets.maskedBeginning(said.substring(0, LONGEST)));
        return line.length() <= most ? line : Printable.cut(line, most) + "…";
    }
}
