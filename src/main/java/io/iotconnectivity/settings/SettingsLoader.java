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
 * Reads the settings from where they may stand, later places over earlier ones: what is shipped, {@code
 * application.properties} in the working directory or else in its folder {@code conf}, a file that was named, the environment,
 * system properties.
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
     * @param environment as {@link System#getenv()} has it
     * @param system as {@link System#getProperties()} has it
     */
    public SettingsLoader(Path workingDirectory, Map<String, String> environment, Properties system) {
        this(workingDirectory, environment, system, new Secrets());
    }

    /**
     * @param secrets is told of what is secret in all that is loaded
     */
    SettingsLoader(Path workingDirectory, Map<String, String> environment, Properties system, Secrets secrets) {
        this.secrets = secrets;
        this.workingDirectory = workingDirectory;
        this.environment = environment;
        this.system = system;
    }

    /** The one that looks where this process runs. */
    public static SettingsLoader ofThisProcess() {
        return new SettingsLoader(Path.of(""), System.getenv(), System.getProperties(), Secrets.OF_THIS_PROCESS);
    }

    /**
     * What the files that arguments name are relative to. The start script makes the folder of the release the working directory
     * and says in a system property where it was called.
     */
    public Path callerDirectory() {
        return workingDirectory.resolve(system.getProperty("iot-connectivity.caller", ""));
    }

    /**
     * @param named a file that has to be there
     * @throws InvalidSettings with every problem that there is
     */
    public Settings load(Optional<Path> named) throws InvalidSettings {
        return load(named, new ArrayList<>());
    }

    /**
     * The same, and adds what is worth a word and does not stop the start.
     *
     * @param warnings sentences, without secrets
     */
    public Settings load(Optional<Path> named, List<String> warnings) throws InvalidSettings {
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
        Settings settings = read(layers, problems, warnings);
        warnings.replaceAll(secrets::masked);
        if (!problems.isEmpty()) {
            throw new InvalidSettings(
                    problems.stream().distinct().map(secrets::masked).toList());
        }
        return settings;
    }

    /** What stands under a former name in the environment counts as far as it is right. */
    private Settings read(Layers layers, List<String> problems, List<String> warnings) {
        while (true) {
            List<String> found = new ArrayList<>();
            Settings settings = new SettingsReader(layers.entries(), environment, found).read();
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
