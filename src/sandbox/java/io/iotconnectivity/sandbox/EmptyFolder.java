package io.iotconnectivity.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What an earlier sandbox has left must not be taken for what this one has done. */
final class EmptyFolder {
    private EmptyFolder() {}

    /** Creates the folder, or deletes everything in it. */
    static Path at(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> old;
        try (Stream<Path> files = Files.walk(folder)) {
            old = files.filter(file -> !file.equals(folder))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path file : old) {
            Files.delete(file);
        }
        return folder;
    }
}
