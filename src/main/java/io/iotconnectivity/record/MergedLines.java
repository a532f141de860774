package io.iotconnectivity.record;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Lines of several files in the order of their times, as several nodes need that share the devices. Lines of the same
 * time keep the order of their files. To bound the memory, the files are read once for every few hundred thousand lines.
 */
final class MergedLines {
    /** In memory at once, at about 1 KB each; the lines of one minute are never divided. */
    private static final int MOST_LINES = 200_000;

    private static final int MINUTE = 60;

    private final int mostLines;
    /** By minute since 1970. */
    private final TreeMap<Long, Integer> counts = new TreeMap<>();

    MergedLines() {
        this(MOST_LINES);
    }

    MergedLines(int mostLines) {
        this.mostLines = mostLines;
    }

    /** Reads a file. */
    interface Source {
        /**
         * @throws IOException if the file cannot be read; the message names it
         */
        void read(Consumer<Line> lines, Consumer<BrokenLine> broken) throws IOException;
    }

    /** To be called for every line before {@link #read}. */
    void count(Line line) {
        counts.merge(minute(line.at()), 1, Integer::sum);
    }

    private static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), MINUTE);
    }

    /** Passes on all lines in order, and those that cannot be read in any. */
    void read(List<? extends Source> files, Consumer<Line> lines, Consumer<BrokenLine> broken) throws IOException {
        Consumer<BrokenLine> once = broken;
        for (Span span : spans()) {
            List<Line> found = new ArrayList<>();
            for (Source file : files) {
                file.read(
                        line -> {
                            if (span.holds(minute(line.at()))) {
                                found.add(line);
                            }
                        },
                        once);
            }
            once = known -> {};
            found.sort(Comparator.comparing(Line::at));
            found.forEach(lines);
        }
    }

    /** Minutes, both included. */
    private record Span(long from, long to) {
        boolean holds(long minute) {
            return minute >= from && minute <= to;
        }
    }

    private List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        long sum = 0;
        for (Map.Entry<Long, Integer> minute : counts.entrySet()) {
            sum += minute.getValue();
            boolean fits = !spans.isEmpty() && sum <= mostLines;
            if (fits) {
                Span last = spans.remove(spans.size() - 1);
                spans.add(new Span(last.from(), minute.getKey()));
            } else {
                spans.add(new Span(minute.getKey(), minute.getKey()));
                sum = minute.getValue();
            }
        }
        return spans;
    }
}
