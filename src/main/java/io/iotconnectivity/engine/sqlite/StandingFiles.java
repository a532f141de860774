package io.iotconnectivity.engine.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Detects whether open files are still where they were opened. The operating system keeps writing to a file that has
 * lost its name, and discards all of it when the file is closed.
 */
final class StandingFiles {
    /** Stands for the identity of a file where the operating system provides none, or none that lasts. */
    private static final Object ANY = "any";

    private final Map<Path, Object> identities = new LinkedHashMap<>();

    /** Watches those of the files that exist now, checked in this order. */
    static StandingFiles of(Path... files) {
        StandingFiles standing = new StandingFiles();
        for (Path file : files) {
            boolean lasting = Disk.of(file).map(Disk::keepsIdentities).orElse(true);
            identity(file).ifPresent(now -> standing.identities.put(file, lasting ? now : ANY));
        }
        return standing;
    }

    /** The first file that is gone. */
    Optional<Gone> gone() {
        for (Map.Entry<Path, Object> file : identities.entrySet()) {
            Optional<Object> now = identity(file.getKey());
            if (now.isEmpty()) {
                return Optional.of(new Gone(file.getKey(), false));
            }
            boolean told = !file.getValue().equals(ANY) && !now.get().equals(ANY);
            if (told && !now.get().equals(file.getValue())) {
                return Optional.of(new Gone(file.getKey(), true));
            }
        }
        return Optional.empty();
    }

    /** Absent only if there is certainly no such file: a directory that cannot be read for a while proves nothing. */
    private static Optional<Object> identity(Path file) {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return Optional.of(key == null ? ANY : key);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(ANY);
        }
    }

    /**
     * A file that has lost its name.
     *
     * @param replaced whether another file has the name now
     */
    record Gone(Path file, boolean replaced) {}
}
