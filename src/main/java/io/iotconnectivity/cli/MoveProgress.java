package io.iotconnectivity.cli;

import io.iotconnectivity.engine.move.Moved;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Says every few seconds how much has been moved. */
final class MoveProgress {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int LOOKS_EVERY = 1_000;

    private final PrintWriter err;
    private long last = System.nanoTime();
    private long items;

    MoveProgress(PrintWriter err) {
        this.err = err;
    }

    /** Another one. */
    void add(Moved item) {
        items++;
        if (items % LOOKS_EVERY == 0 && System.nanoTime() - last >= PAUSE.toNanos()) {
            last = System.nanoTime();
            err.println(items + " so far; now " + item.kind());
            err.flush();
        }
    }

    /** Such as {@code 3 device, 2 ticket}. */
    static String words(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "nothing"
                : counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "));
    }
}
