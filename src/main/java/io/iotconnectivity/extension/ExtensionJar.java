package io.iotconnectivity.extension;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A jar, as its file and Maven name it.
 *
 * @param file the name of the file
 * @param group of Maven; empty where the jar does not tell
 * @param artifact such as {@code camel-kafka}; where neither Maven nor the name of the file tells, that name without its ending
 * @param version empty where it is not known
 */
record ExtensionJar(String file, String group, String artifact, String version) {
    private static final String CAMEL = "org.apache.camel";
    private static final String ENDING = ".jar";
    private static final Pattern NAME = Pattern.compile("(.+?)-(\\d.*)\\.jar");
    private static final Pattern MAVEN = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
    /** A file that says it is that of Maven need not be. */
    private static final int LARGEST = 10_000;

    static boolean isNamedSo(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ENDING);
    }

    /** What the name alone tells. */
    static ExtensionJar named(String file) {
        Matcher name = NAME.matcher(file);
        return name.matches()
                ? new ExtensionJar(file, "", name.group(1), name.group(2))
                : new ExtensionJar(file, "", file.replaceFirst("(?i)\\.jar$", ""), "");
    }

    /**
     * What the jar tells.
     *
     * @throws IOException if it is none
     */
    static ExtensionJar read(Path path) throws IOException {
        ExtensionJar named = named(path.getFileName().toString());
        try (JarFile jar = new JarFile(path.toFile())) {
            List<ExtensionJar> told = new ArrayList<>();
            for (JarEntry entry : jar.stream()
                    .filter(each -> MAVEN.matcher(each.getName()).matches())
                    .toList()) {
                told.add(read(named.file, jar, entry));
            }
            // A jar with others packed into it tells of them, too.
            return told.stream()
                    .filter(each -> told.size() == 1 || each.artifact.equals(named.artifact))
                    .findFirst()
                    .orElse(named.withManifest(Optional.ofNullable(jar.getManifest())));
        }
    }

    private static ExtensionJar read(String file, JarFile jar, JarEntry entry) throws IOException {
        Properties maven = new Properties();
        try (InputStream in = jar.getInputStream(entry)) {
            maven.load(new ByteArrayInputStream(in.readNBytes(LARGEST)));
        } catch (IllegalArgumentException e) {
            throw new IOException(entry.getName() + " cannot be read", e);
        }
        return new ExtensionJar(
                file,
                maven.getProperty("groupId", ""),
                maven.getProperty("artifactId", ""),
                maven.getProperty("version", ""));
    }

    private ExtensionJar withManifest(Optional<Manifest> manifest) {
        Attributes told = manifest.map(Manifest::getMainAttributes).orElseGet(Attributes::new);
        boolean camel = told.getOrDefault(Attributes.Name.IMPLEMENTATION_TITLE, "")
                .toString()
                .startsWith("Camel ::");
        Object version = told.getOrDefault(Attributes.Name.IMPLEMENTATION_VERSION, this.version);
        return camel ? new ExtensionJar(file, CAMEL, artifact, version.toString()) : this;
    }

    /** Whether it is a part of Apache Camel. */
    boolean isOfCamel() {
        return group.equals(CAMEL) || group.startsWith(CAMEL + ".");
    }

    @Override
    public String toString() {
        return version.isEmpty() ? artifact : artifact + " " + version;
    }
}
