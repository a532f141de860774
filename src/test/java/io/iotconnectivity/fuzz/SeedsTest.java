package io.iotconnectivity.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every parser of bytes from outside holds against what is known to be odd. {@code mvn -Pproof} looks for more. */
class SeedsTest {
    private static final int SHOWN = 200;

    @TestFactory
    Stream<DynamicTest> nothingOddBreaksAParser() {
        return Targets.ALL.stream().map(target -> dynamicTest(target.name(), () -> assertHolds(target)));
    }

    private static void assertHolds(Target target) throws Exception {
        List<String> broken = new ArrayList<>();
        Seeds.each(target, (name, seed) -> {
            try {
                target.attempt().take(seed);
            } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
                broken.add(name + " " + shown(seed) + ": " + e + " at " + place(e));
            }
        });
        assertThat(broken).isEmpty();
    }

    private static String place(Throwable failure) {
        return Stream.of(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.iotconnectivity")
                        && !frame.getClassName().startsWith("io.iotconnectivity.fuzz"))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("?");
    }

    private static String shown(byte[] input) {
        return input.length > SHOWN
                ? "(" + input.length + " bytes)"
                : Base64.getEncoder().encodeToString(input);
    }

    @Test
    void everyFolderOfSeedsIsThatOfATarget() throws Exception {
        try (Stream<Path> folders = Files.list(Path.of("src/test/resources/fuzz"))) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Targets.ALL.stream().map(Target::name).toList());
        }
    }
}
