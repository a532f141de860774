package io.iotconnectivity.network;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Metadata;
import com.maxmind.db.Reader;
import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A file in MaxMind's format, held in memory: a mapped one would end the process when somebody overwrites it. Thread-safe.
 *
 * @see <a href="https://maxmind.github.io/MaxMind-DB/">MaxMind DB File Format Specification</a>
 */
public final class NetworkFile {
    /** The largest that is sold has about 500 MB, but no more than an address's country or system is wanted of it. */
    static final long MOST_BYTES = 256L << 20;

    /** The part of the heap that one file may take: while it is replaced, there are two. */
    private static final int PART_OF_HEAP = 6;

    private static final int MIB = 1 << 20;

    /** The last second of the year 9999. */
    private static final BigInteger LATEST = BigInteger.valueOf(253_402_300_799L);

    private final Reader reader;
    private final Instant built;

    private NetworkFile(Reader reader) throws IOException {
        this.reader = reader;
        this.built = built(reader.getMetadata());
    }

    private static Instant built(Metadata metadata) throws IOException {
        BigInteger built = metadata.buildEpoch();
        if (built == null || built.signum() < 0 || built.compareTo(LATEST) > 0) {
            throw new IOException("it has no date");
        }
        return Instant.ofEpochSecond(built.longValueExact());
    }

    /**
     * Reads a file.
     *
     * @param setting the setting that names it
     * @throws UnusableFile if it cannot be used
     */
    public static NetworkFile read(String setting, Path file) throws UnusableFile {
        return read(setting, file, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
    }

    static NetworkFile read(String setting, Path file, long most) throws UnusableFile {
        check(setting, file, most);
        try {
            // A stream would be copied several times on the way.
            NetworkFile read = new NetworkFile(new Reader(file.toFile(), Reader.FileMode.MEMORY, new CHMCache()));
            read.tryOut();
            return read;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw unusable(
                    setting,
                    file,
                    "is not a whole file in MaxMind's format (" + Printable.line(words(e)) + ")",
                    "download it again, and unpack an archive (.tar.gz, .csv.zip) first",
                    e);
        }
    }

    private static void check(String setting, Path file, long most) throws UnusableFile {
        if (Files.notExists(file)) {
            throw unusable(
                    setting,
                    file,
                    "does not exist",
                    "download it, for example with geoipupdate, or empty the setting",
                    null);
        }
        if (!Files.isRegularFile(file)) {
            throw unusable(setting, file, "is not a file", "name the .mmdb file", null);
        }
        // Whether it can be read is only known when it is opened.
        try (SeekableByteChannel opened = Files.newByteChannel(file)) {
            if (opened.size() > most) {
                throw unusable(
                        setting,
                        file,
                        "has more than " + most / MIB + " MiB, which is the most with this heap",
                        "take a smaller one, such as GeoLite2-ASN or GeoLite2-Country, or a larger heap (-Xmx)",
                        null);
            }
        } catch (IOException e) {
            throw unusable(
                    setting, file, "cannot be read (" + Printable.line(words(e)) + ")", "check its permissions", e);
        }
    }

    private static UnusableFile unusable(String setting, Path file, String what, String fix, Throwable why) {
        return new UnusableFile(setting + ": " + Printable.of(file.toString()) + ' ' + what + "; " + fix, why);
    }

    private static String words(Throwable why) {
        return why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    }

    /** Finds out whether addresses can be looked up at all. */
    private void tryOut() throws IOException {
        if (reader.getMetadata().nodeCount() <= 0) {
            throw new IOException("it has no addresses");
        }
        reader.get(InetAddress.getByAddress(new byte[] {8, 8, 8, 8}), AsnRecord.class);
    }

    /** When its data were made, as it says. */
    public Instant built() {
        return built;
    }

    /** What it is called, such as {@code GeoLite2-ASN}. */
    public String type() {
        return ForeignText.of(reader.getMetadata().databaseType()).orElse("unnamed");
    }

    /** Whether its country is a text, as in the files of IPinfo; others have an object there. */
    boolean isFlat() {
        return type().toLowerCase(Locale.ROOT).contains("ipinfo");
    }

    /**
     * Looks an address up.
     *
     * @return empty if the file has none of it, or nothing that can be read
     */
    <T> Optional<T> find(InetAddress address, Class<T> form) {
        try {
            return Optional.ofNullable(reader.get(address, form));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // A damaged record, or one of another form, costs what it would have told. Pointers may form a circle.
            return Optional.empty();
        }
    }
}
