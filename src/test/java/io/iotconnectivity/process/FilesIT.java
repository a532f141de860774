package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other users of the machine can read of what the product writes. */
class FilesIT {
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    @Test
    void nobodyElseReadsWhatIsWritten(@TempDir Path directory) throws IOException {
        Path temporary = Files.createDirectory(directory.resolve("tmp"), PosixFilePermissions.asFileAttribute(OWNERS));
        Path state = directory.resolve("state");
        try (UnderAttack attacked = UnderAttack.start(
                directory,
                setup -> setup.with(
                                "engine.file", state.resolve("connectivity.db").toString())
                        .with("record.folder", state.resolve("record").toString()),
                "-Djava.io.tmpdir=" + temporary)) {
            attacked.stillTells("pump-7");

            List<String> open = new ArrayList<>();
            for (Path root : List.of(state, temporary)) {
                try (Stream<Path> files = Files.walk(root)) {
                    for (Path file : files.filter(FilesIT::holdsSomething).toList()) {
                        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
                        if (!OWNERS.containsAll(granted)) {
                            open.add(PosixFilePermissions.toString(granted) + " " + directory.relativize(file));
                        }
                    }
                }
            }
            assertThat(open).isEmpty();
            assertThat(state.resolve("record")).isNotEmptyDirectory();
            assertThat(state.resolve("connectivity.db.lock")).exists();
        }
    }

    /** The lock of the library that SQLite unpacks is empty. */
    private static boolean holdsSomething(Path file) {
        return !file.getFileName().toString().endsWith(".so.lck");
    }
}
