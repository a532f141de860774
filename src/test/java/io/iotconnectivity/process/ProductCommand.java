package io.iotconnectivity.process;

import com.github.luben.zstd.Zstd;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.streams.KafkaStreams;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;
import org.rocksdb.RocksDB;
import org.xerial.snappy.Snappy;

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
        List<String> command = jvm(jvmOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        return command;
    }

    /**
     * Starts a program of the tests in the product's place, with the same classes from the same archive; of the libraries of the tests
     * it has Awaitility only, since each of them is looked through for what does not exist.
     *
     * @param jvmOptions go before the class path
     */
    public static List<String> ofProgram(Class<?> program, String... jvmOptions) {
        List<String> command = jvm(jvmOptions);
        // The jar is first: the JVM takes an archive only if the class path begins with the one that it was made for.
        String classPath = Stream.concat(
                        Stream.of(JAR.toString()),
                        Stream.of(program, Awaitility.class, Matcher.class).map(ProductCommand::whereItIs))
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", classPath, program.getName()));
        return command;
    }

    /**
     * Starts the product with the libraries of {@code engine=kafka} and of the source that reads a topic, in the versions of the tests.
     *
     * @param jvmOptions go before the class path
     */
    static List<String> withKafka(String... jvmOptions) {
        List<String> command = jvm(jvmOptions);
        String classPath = Stream.concat(
                        Stream.of(JAR.toString()),
                        Stream.of(
                                        KafkaStreams.class,
                                        KafkaProducer.class,
                                        RocksDB.class,
                                        Zstd.class,
                                        LZ4Factory.class,
                                        Snappy.class,
                                        KafkaComponent.class)
                                .map(ProductCommand::whereItIs))
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", classPath, "io.iotconnectivity.App"));
        return command;
    }

    private static String whereItIs(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    private static List<String> jvm(String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // A start touches new memory all the time: in large pages, and the same again and again, it costs a
                // seventh less.
                "-XX:+UseTransparentHugePages",
                "-Xmn16m",
                // A kernel without large pages is none of the commands' output.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-PrintWarnings"));
        Path classes = JAR.resolveSibling("iot-connectivity.jsa");
        if (Files.exists(classes)) {
            command.add("-XX:SharedArchiveFile=" + classes);
            // What the JVM has to say about an archive that is not of this jar must not get into what a command prints.
            command.add("-Xlog:disable");
        }
        command.addAll(List.of(options));
        return command;
    }
}
