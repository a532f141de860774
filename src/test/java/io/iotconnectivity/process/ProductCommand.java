package io.iotconnectivity.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of the product for processes that live for seconds: less compiling, and classes from the build's archive. */
public final class ProductCommand {
    static final Path JAR = Path.of(System.getProperty("product.jar", "target/iot-connectivity.jar"))
            .toAbsolutePath();

    private ProductCommand() {}

    /**
     * Starts with the JVM and ends with the jar; the arguments of the product are to be added.
     *
     * @param jvmOptions go before the jar
     */
    public static List<String> of(String... jvmOptions) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        Path classes = JAR.resolveSibling("iot-connectivity.jsa");
        if (Files.exists(classes)) {
            command.add("-XX:SharedArchiveFile=" + classes);
            // What the JVM has to say about an archive that is not of this jar must not get into what a command prints.
            command.add("-Xlog:disable");
        }
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-jar", JAR.toString()));
        return command;
    }
}
