package io.iotconnectivity.record;

import io.iotconnectivity.event.CloudEvents;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** A file written by a {@link Recorder}, possibly compressed with gzip since. */
final class RecordFile {
    /** The longest line read; an event about an incident is the longest by far and has less than a tenth of this. */
    private static final int LONGEST_LINE = 1024 * 1024;

    private final Path path;
    private final LineCodec codec;

    RecordFile(Path path, CloudEvents events) {
        this.path = path;
        this.codec = new LineCodec(events);
    }

    Path path() {
        return path;
    }

    /**
     * Passes on all lines in order.
     *
     * @param broken receives the lines that cannot be read
     * @throws IOException if the file cannot be read at all
     */
    void read(Consumer<Line> lines, Consumer<BrokenLine> broken) throws IOException {
        long number = 0;
        try (InputStream in = open()) {
            while (true) {
                number++;
                Optional<String> text = next(in);
                if (text.isEmpty()) {
                    return;
                }
                if (text.get().isBlank()) {
                    continue;
                }
                take(number, text.get(), lines, broken);
            }
        } catch (EOFException packedFileIsCutOff) {
            broken.accept(new BrokenLine(path, number, "the file is cut off here"));
        }
    }

    private void take(long number, String text, Consumer<Line> lines, Consumer<BrokenLine> broken) {
        Line line;
        try {
            if (text.length() > LONGEST_LINE) {
                throw new IllegalArgumentException("longer than any line of a record");
            }
            line = codec.read(text);
        } catch (IllegalArgumentException e) {
            broken.accept(new BrokenLine(path, number, e.getMessage()));
            return;
        }
        lines.accept(line);
    }

    private InputStream open() throws IOException {
        InputStream file = Files.newInputStream(path);
        try {
            return new BufferedInputStream(
                    path.toString().endsWith(".gz") ? new GZIPInputStream(file, 64 * 1024) : file, 64 * 1024);
        } catch (EOFException e) {
            file.close();
            return InputStream.nullInputStream();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Reads the next line, but only one character too many of one that is too long; empty at the end. */
    private static Optional<String> next(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            if (line.size() <= 4 * LONGEST_LINE) {
                line.write(next);
            }
            next = in.read();
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }
}
