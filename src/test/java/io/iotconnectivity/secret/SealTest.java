package io.iotconnectivity.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.delivery.Receipt;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    private static final String TEXT = "{\"url\":\"https://hooks.example.com/services/Xk29sLqP0aWmZ7rT4uVb\"} é";

    @TempDir
    Path directory;

    @Test
    void whatIsSealedIsReadAgainAfterARestartAndByNobodyElse() {
        Path file = directory.resolve("store.key");
        String sealed = Seal.by(file).sealed(TEXT);

        assertThat(sealed).doesNotContain("Xk29", "hooks");
        assertThat(Seal.by(file).opened(sealed)).contains(TEXT);
        assertThat(Seal.by(directory.resolve("other.key")).opened(sealed)).isEmpty();
        assertThat(Seal.by(file).opened(sealed.substring(0, 20))).isEmpty();
        assertThat(Seal.by(file).sealed(TEXT)).isNotEqualTo(sealed);
    }

    @Test
    void whatAnEarlierVersionStoredIsReadAsItIs() {
        assertThat(Seal.by(directory.resolve("store.key")).opened(TEXT)).contains(TEXT);
    }

    @Test
    void longestReceiptFitsInWhatTheEngineKeeps() {
        assertThat(Seal.by(directory.resolve("store.key"))
                        .sealed("漢".repeat(4096))
                        .length())
                .isLessThanOrEqualTo(Receipt.LONGEST_KEPT);
    }

    @Test
    void keyIsForItsOwnerOnly() throws Exception {
        Path file = directory.resolve("store.key");
        Seal.by(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryContaining(each -> each.equals(file));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 1 << 20})
    void keyOfAnotherLengthStopsTheStart(int length) throws Exception {
        Path file = Files.write(directory.resolve("store.key"), new byte[length]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> Seal.by(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("it has " + length + " bytes and a key has 32");
    }

    /** Anyone who can write to the folder could link to a file of their choice, and a device file never ends. */
    @Test
    void linkInThePlaceOfTheKeyStopsTheStart() throws Exception {
        Path other = directory.resolve("other.key");
        Seal.by(other);
        for (Path target : List.of(other, Path.of("/dev/zero"), directory.resolve("none"))) {
            Path file = directory.resolve("store.key");
            Files.deleteIfExists(file);
            Files.createSymbolicLink(file, target);

            assertThatThrownBy(() -> Seal.by(file))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("it is a symbolic link");
        }
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void folderInThePlaceOfTheKeyStopsTheStart() throws Exception {
        Path file = Files.createDirectory(directory.resolve("store.key"));

        assertThatThrownBy(() -> Seal.by(file)).hasMessageContaining("it is not a regular file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw----r--", "rw-----w-", "rw-rw-rw-"})
    void keyThatEverybodyMayReadOrWriteStopsTheStart(String mode) throws Exception {
        Path file = directory.resolve("store.key");
        Seal.by(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> Seal.by(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("chmod 600 " + file);
    }

    /** Kubernetes volumes have these permissions after a restart (fsGroup). */
    @Test
    void keyThatItsGroupMayReadIsRestrictedAndUsed() throws Exception {
        Path file = directory.resolve("store.key");
        String sealed = Seal.by(file).sealed(TEXT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));

        assertThat(Seal.by(file).opened(sealed)).contains(TEXT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void fileThatIsNoKeyIsTold() throws Exception {
        Path file = Files.writeString(directory.resolve("store.key"), "short");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> Seal.by(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("store.key")
                .hasMessageContaining("delete it");
    }
}
