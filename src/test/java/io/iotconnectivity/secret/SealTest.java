package io.iotconnectivity.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.delivery.Receipt;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void fileThatIsNoKeyIsTold() throws Exception {
        Path file = Files.writeString(directory.resolve("store.key"), "short");

        assertThatThrownBy(() -> Seal.by(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("store.key")
                .hasMessageContaining("delete it");
    }
}
