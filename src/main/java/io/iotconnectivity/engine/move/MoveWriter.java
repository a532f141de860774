package io.iotconnectivity.engine.move;

import io.iotconnectivity.engine.OwnerOnly;
import io.iotconnectivity.engine.StoreException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the state of an installation to a file: lines of JSON, compressed with gzip. Until it is finished, the file has
 * another name, so a file is either whole or not there.
 */
public final class MoveWriter implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final Path file;
    private final Path begun;
    private final FileChannel channel;
    private final OutputStream out;
    private final MoveLines lines = new MoveLines();
    private final MessageDigest digest = sha256();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private boolean finished;

    private MoveWriter(Path file, Path begun, FileChannel channel) throws IOException {
        this.file = file;
        this.begun = begun;
        this.channel = channel;
        this.out = new BufferedOutputStream(new GZIPOutputStream(Channels.newOutputStream(channel), BUFFER), BUFFER);
    }

    /**
     * Begins a file, which only its owner can read.
     *
     * @throws StoreException if there is one already, or it cannot be written
     */
    public static MoveWriter create(Path file, MoveHeader header) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new StoreException(file + " exists already; name a file that does not");
        }
        Path begun = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(begun);
            FileChannel channel = OwnerOnly.open(begun, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            MoveWriter writer = new MoveWriter(file, begun, channel);
            writer.append(writer.lines.write(header));
            return writer;
        } catch (IOException e) {
            throw cannotBeWritten(begun, e);
        }
    }

    private static StoreException cannotBeWritten(Path file, IOException why) {
        return new StoreException(file + " cannot be written: " + why, why);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }

    /**
     * Writes the next line.
     *
     * @throws StoreException if that is not possible
     */
    public void write(Moved item) {
        append(lines.write(item));
        counts.merge(item.kind(), 1L, Long::sum);
    }

    private void append(byte[] line) {
        if (line.length > MoveLines.LONGEST) {
            throw new StoreException("something to be exported has " + line.length + " bytes, and at most "
                    + MoveLines.LONGEST + " can be imported");
        }
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw cannotBeWritten(begun, e);
        }
        digest.update(line);
        digest.update((byte) '\n');
    }

    /**
     * Writes the end, waits until all is on disk, and gives the file its name.
     *
     * @return how many lines of each kind were written
     * @throws StoreException if that is not possible
     */
    public Map<String, Long> finish() {
        String checksum = HexFormat.of().formatHex(digest.digest());
        append(lines.write(new MoveLines.End(counts, checksum)));
        try {
            out.flush();
            // Ends the compressed data, and closes the channel.
            channel.force(false);
            out.close();
            try (FileChannel whole = FileChannel.open(begun, StandardOpenOption.WRITE)) {
                whole.force(true);
            }
            Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotBeWritten(begun, e);
        }
        finished = true;
        return new LinkedHashMap<>(counts);
    }

    /** Deletes what was written, unless it is finished. */
    @Override
    public void close() {
        if (!finished) {
            try {
                channel.close();
                Files.deleteIfExists(begun);
            } catch (IOException e) {
                throw cannotBeWritten(begun, e);
            }
        }
    }
}
