package io.iotconnectivity.extension;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * Where users put their jars: the folder that {@code extensions.folder} names, else {@code lib/ext} beside the product's jar.
 *
 * @param set empty for the one beside the jar
 */
public record ExtensionFolder(Optional<Path> set) {
    private static final String POM = "pom.xml";
    private static final Path POM_OF_THE_SOURCES = Path.of("src/main/dist/lib/ext/pom.xml");
    private static final Path LIBRARIES_OF_THE_SOURCES = Path.of("src/main/dist/lib");

    /** May not exist. */
    public Path path() {
        return set.orElseGet(ExtensionFolder::besideTheJar).toAbsolutePath().normalize();
    }

    /** What to type so that the folder has a component, such as {@code camel-kafka}, with all that it needs. */
    public String command(String component) {
        Path shipped = besideTheJar().resolve(POM);
        Path pom = Files.exists(shipped) ? shipped : POM_OF_THE_SOURCES;
        return "mvn -f " + quoted(pom) + " -Dcomponent=" + component
                + " dependency:copy-dependencies -DoutputDirectory=" + quoted(path());
    }

    /** What to type so that the product has the libraries of the engine on Kafka, which are on its class path if they are there. */
    public static String kafkaCommand() {
        return fetching("kafka");
    }

    /** The same for those that write reports as Parquet. */
    public static String parquetCommand() {
        return fetching("parquet");
    }

    private static String fetching(String libraries) {
        Path folder = besideTheJar().resolveSibling(libraries);
        Path shipped = folder.resolve(POM);
        Path pom = Files.exists(shipped)
                ? shipped
                : LIBRARIES_OF_THE_SOURCES.resolve(libraries).resolve(POM);
        return "mvn -f " + quoted(pom) + " dependency:copy-dependencies -DoutputDirectory=" + quoted(folder);
    }

    /** The version that all parts of Camel have to be of. */
    static String camelVersion() {
        return Optional.ofNullable(CamelContext.class.getPackage().getImplementationVersion())
                .orElse("");
    }

    private static Path besideTheJar() {
        // A jar, or the folder of the classes in a checkout.
        URI product = URI.create(ExtensionFolder.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString());
        return Path.of(product).resolveSibling("lib").resolve("ext");
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./:=,@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
