package io.iotconnectivity.record;

import io.iotconnectivity.engine.OwnerOnly;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The file of the current day in UTC. The lines of earlier runs stay in it. Not thread-safe. */
final class DayFile {
    private static final int BUFFER = 64 * 1024;

    private final Path folder;
    private final LineCodec codec;
    private LocalDate day = LocalDate.MIN;
    private BufferedWriter out;

    DayFile(Path folder, LineCodec codec) {
        this.folder = folder;
        this.codec = codec;
    }

    Path folder() {
        return folder;
    }

    /**
     * Switches to the file of that moment's day.
     *
     * @return whether it is a different file
     */
    boolean open(Instant at) throws IOException {
        LocalDate wanted = LocalDate.ofInstant(at, ZoneOffset.UTC);
        if (out != null && wanted.equals(day)) {
            return false;
        }
        flush();
        close();
        OwnerOnly.createFolders(folder);
        Path file = folder.resolve("signals-" + wanted + ".jsonl");
        boolean isNew = !Files.exists(file) || Files.size(file) == 0;
        boolean cutOff = isCutOff(file);
        out = new BufferedWriter(
                new OutputStreamWriter(
                        Channels.newOutputStream(
                                OwnerOnly.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)),
                        StandardCharsets.UTF_8),
                BUFFER);
        day = wanted;
        if (cutOff) {
            out.write('\n');
        }
        return isNew;
    }

    /** A line cut off by the end of an earlier process must not swallow the next one. */
    private static boolean isCutOff(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return false;
        }
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            content.seek(content.length() - 1);
            return content.read() != '\n';
        }
    }

    void write(Line line) throws IOException {
        out.write(codec.write(line));
        out.write('\n');
    }

    void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    void close() {
        if (out != null) {
            try {
                out.close();
            } catch (IOException alreadyTold) {
                // A failed write was reported when it happened.
            }
            out = null;
        }
    }
}
