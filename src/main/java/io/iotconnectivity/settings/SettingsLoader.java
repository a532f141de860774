package io.iotconnectivity.settings;

import io.iotconnectivity.secret.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Reads the settings from all their places, later ones overriding earlier ones: the shipped file,
 * {@code application.properties} in the working directory or else in its folder {@code conf}, a named file, the
 * environment, system properties.
 */
public final class SettingsLoader {
    private static final String FILE = "application.properties";
    private static final List<String> USUAL = List.of(FILE, "conf/" + FILE);
    private static final String SHIPPED = "/defaults/" + FILE;

    private final Path workingDirectory;
    private final Map<String, String> environment;
    private final Properties system;
    private final Secrets secrets;

    /**
     * @param environment as {@link System#getenv()} returns it
     * @param system as {@link System#getProperties()} returns it
     */
    public SettingsLoader(Path workingDirectory, Map<String, String> environment, Properties system) {
        this(workingDirectory, environment, system, new Secrets());
    }

    /**
     * @param secrets receives the secrets in everything that is loaded
     */
    SettingsLoader(Path workingDirectory, Map<String, String> environment, Properties system, Secrets secrets) {
        this.secrets = secrets;
        this.workingDirectory = workingDirectory;
        this.environment = environment;
        this.system = system;
    }

    /** A loader for the environment of this process. */
    public static SettingsLoader ofThisProcess() {
        return new SettingsLoader(Path.of(""), System.getenv(), System.getProperties(), Secrets.OF_THIS_PROCESS);
    }

    /**
     * The directory that file arguments are relative to. The start script changes to the release folder and passes the
     * original directory in a system property.
     */
    public Path callerDirectory() {
        return workingDirectory.resolve(system.getProperty("iot-connectivity.caller", ""));
    }

    /**
     * @param named a file that must exist
     * @throws InvalidSettings with all problems
     */
    public Settings load(Optional<Path> named) throws InvalidSettings {
        return load(named, new ArrayList<>());
    }

    /**
     * The same, and collects warnings that do not prevent the start.
     *
     * @param warnings sentences, without secrets
     */
    public Settings load(Optional<Path> named, List<String> warnings) throws InvalidSettings {
        return load(named, warnings, (entries, problems) -> new SettingsReader(entries, environment, problems).read());
    }

    /**
     * Where the application that runs with these settings listens. The values of all other settings are left to that
     * application: they take longer to read than its answer, and an invalid one must not keep anybody from asking it.
     *
     * @param named a file that must exist
     * @param warnings receives sentences, without secrets
     * @throws InvalidSettings with all problems of these settings, and of the files as such
     */
    public HttpAddress address(Optional<Path> named, List<String> warnings) throws InvalidSettings {
        return load(named, warnings, (entries, problems) -> new HttpReader(new Values(entries, problems)).address());
    }

    private <T> T load(Optional<Path> named, List<String> warnings, Reading<T> reading) throws InvalidSettings {
        List<String> problems = new ArrayList<>();
        List<Entry> shipped = shipped(problems);
        Layers layers =
                new Layers(new KnownKeys(shipped.stream().map(Entry::key).toList()), problems);
        layers.addFile(shipped);
        USUAL.stream()
                .filter(name -> Files.exists(workingDirectory.resolve(name)))
                .findFirst()
                .ifPresent(name -> layers.addFile(read(workingDirectory.resolve(name), name, problems)));
        named.ifPresent(file -> layers.addFile(read(file, file.toString(), problems)));
        layers.addEnvironment(environment);
        layers.addSystemProperties(system);
        secrets.learn("settings", parts -> {
            ConfiguredSecrets configured = new ConfiguredSecrets(parts);
            configured.of(layers.entries().values());
            configured.of(environment, system);
        });
        T settings = read(layers, problems, warnings, reading);
        warnings.replaceAll(secrets::masked);
        if (!problems.isEmpty()) {
            throw new InvalidSettings(
                    problems.stream().distinct().map(secrets::masked).toList());
        }
        return settings;
    }

    /** Makes typed settings of entries. */
    @FunctionalInterface
    private interface Reading<T> {
        /**
         * @param problems receives what is wrong
         */
        T read(Map<String, Entry> entries, List<String> problems);
    }

    /** Former names in the environment count as far as they are valid. */
    private static <T> T read(Layers layers, List<String> problems, List<String> warnings, Reading<T> reading) {
        while (true) {
            List<String> found = new ArrayList<>();
            T settings = reading.read(layers.entries(), found);
            FormerNames former = layers.former();
            if (!former.dropWrong(found) && !former.dropCommon()) {
                problems.addAll(found);
                warnings.addAll(former.warnings());
                return settings;
            }
        }
    }

    private static List<Entry> shipped(List<String> problems) {
        try (InputStream in = SettingsLoader.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IllegalStateException("The jar is incomplete: it has no " + SHIPPED);
            }
            return new PropertyFile(Entry.SHIPPED, problems)
                    .read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Entry> read(Path file, String name, List<String> problems) {
        try {
            return new PropertyFile(name, problems).read(Files.readString(file));
        } catch (CharacterCodingException e) {
            problems.add(name + " is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            problems.add(
                    name + (Files.exists(file) ? " cannot be read" : " does not exist") + "; name a settings file");
        }
        return List.of();
    }
}
