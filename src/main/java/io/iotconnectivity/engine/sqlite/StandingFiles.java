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
 * Whether files that are open still stand where they were opened. A system goes on writing into a file that has lost its
 * name, and throws all of it away when the file is closed.
 */
final class StandingFiles {
    /** What stands for the identity of a file where the system has none, or none that lasts. */
    private static final Object ANY = "any";

    private final Map<Path, Object> identities = new LinkedHashMap<>();

    /** Those of the files that exist now, looked for in this order. */
    static StandingFiles of(Path... files) {
        StandingFiles standing = new StandingFiles();
        for (Path file : files) {
            boolean lasting = Disk.of(file).map(Disk::keepsIdentities).orElse(true);
            identity(file).ifPresent(now -> standing.identities.put(file, lasting ? now : ANY));
        }
        return standing;
    }

    /** The first that is not there any more. */
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

    /** Absent only where there is certainly no such file: a directory that may not be read for a while proves nothing. */
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
     * @param replaced whether another one has it now
     */
    record Gone(Path file, boolean replaced) {}
}
