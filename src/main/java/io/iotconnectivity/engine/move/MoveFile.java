package io.iotconnectivity.engine.move;

import io.iotconnectivity.engine.StoreException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file that a {@link MoveWriter} has written, and that was read once to its end: it is whole, and this version can
 * read all of it. Its content is passed on item by item, so it may be larger than the memory.
 */
public final class MoveFile {
    private static final int BUFFER = 64 * 1024;

    private final Path path;
    private final MoveHeader header;
    private final Map<String, Long> counts;
    private final Consumer<Moved> watching;

    private MoveFile(Path path, MoveHeader header, Map<String, Long> counts, Consumer<Moved> watching) {
        this.path = path;
        this.header = header;
        this.counts = counts;
        this.watching = watching;
    }

    /**
     * Reads a file to its end, and all that is in it.
     *
     * @param watching is told of each item whenever it is read, for the progress
     * @throws StoreException if it cannot be read, is cut off or damaged, or was written by a version whose format this
     *     one does not know; with what to do
     */
    public static MoveFile check(Path path, Consumer<Moved> watching) {
        MovedCheck check = new MovedCheck();
        Reading reading = new Reading(path);
        MoveLines.End end = reading.run(watching.andThen(check::check));
        return new MoveFile(path, reading.header, end.counts(), watching);
    }

    public MoveHeader header() {
        return header;
    }

    /** How many items of each kind there are; kinds of which there are none are absent. */
    public Map<String, Long> counts() {
        return counts;
    }

    /**
     * Passes on all items in order.
     *
     * @throws StoreException if the file is no longer the one that was checked
     */
    public void read(Consumer<Moved> each) {
        new Reading(path).run(watching.andThen(each));
    }

    /** One pass over the file. */
    private static final class Reading {
        private final Path path;
        private final MoveLines lines = new MoveLines();
        private final MessageDigest digest = MoveWriter.sha256();
        private final Map<String, Long> counts = new LinkedHashMap<>();
        private MoveHeader header;
        private long number;

        Reading(Path path) {
            this.path = path;
        }

        MoveLines.End run(Consumer<Moved> each) {
            try (InputStream in =
                    new BufferedInputStream(new GZIPInputStream(Files.newInputStream(path), BUFFER), BUFFER)) {
                header = header(in);
                while (true) {
                    byte[] line = next(in).orElseThrow(EOFException::new);
                    if (MoveLines.isEnd(line)) {
                        return end(lines.end(line), in);
                    }
                    took(line);
                    Moved item = lines.item(line);
                    counts.merge(item.kind(), 1L, Long::sum);
                    each.accept(item);
                }
            } catch (EOFException e) {
                throw new StoreException(path + " is cut off after line " + number + "; copy or export it again", e);
            } catch (ZipException e) {
                throw new StoreException(
                        path + " is no exported file, or damaged after line " + number + " (" + e.getMessage()
                                + "); copy or export it again",
                        e);
            } catch (NoSuchFileException e) {
                throw new StoreException(path + " does not exist", e);
            } catch (IOException e) {
                throw new StoreException(path + " cannot be read: " + e, e);
            } catch (IllegalArgumentException e) {
                throw new StoreException(
                        path + ":" + number + " cannot be read: " + e.getMessage() + "; copy or export it again", e);
            }
        }

        private MoveHeader header(InputStream in) throws IOException {
            byte[] first = next(in).orElseThrow(EOFException::new);
            MoveHeader read = lines.header(first);
            if (read.format() != MoveHeader.FORMAT) {
                throw new StoreException(path + " was written by version " + read.version() + " in format "
                        + read.format() + ", and this version knows format " + MoveHeader.FORMAT
                        + "; import it with that version");
            }
            took(first);
            return read;
        }

        private void took(byte[] line) {
            digest.update(line);
            digest.update((byte) '\n');
        }

        private MoveLines.End end(MoveLines.End end, InputStream in) throws IOException {
            if (in.read() >= 0) {
                throw new IllegalArgumentException("something follows the end");
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(end.sha256()) || !counts.equals(end.counts())) {
                throw new IllegalArgumentException("what precedes it is not what was written");
            }
            return end;
        }

        /** The next line, without its line break; empty at the end. */
        private Optional<byte[]> next(InputStream in) throws IOException {
            number++;
            ByteArrayOutputStream line = new ByteArrayOutputStream(512);
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            while (next != '\n') {
                if (next < 0) {
                    throw new EOFException();
                }
                if (line.size() == MoveLines.LONGEST) {
                    throw new IllegalArgumentException("it is longer than any line that is written");
                }
                line.write(next);
                next = in.read();
            }
            return Optional.of(line.toByteArray());
        }
    }
}
