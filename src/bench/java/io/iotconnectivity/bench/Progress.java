package io.iotconnectivity.bench;

import java.util.Locale;

/** Tells whoever waits what is going on. */
final class Progress {
    private static final long START = System.nanoTime();

    private Progress() {}

    static void say(String format, Object... arguments) {
        long seconds = (System.nanoTime() - START) / 1_000_000_000;
        System.out.printf(Locale.ROOT, "%4d s  %s%n", seconds, String.format(Locale.ROOT, format, arguments));
    }
}
