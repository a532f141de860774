package io.iotconnectivity.extension;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jars that the product runs on, by their artifacts. */
final class OwnLibraries {
    private OwnLibraries() {}

    /** Those of this process, as its class path names them, and the manifests of its jars. */
    static Map<String, ExtensionJar> ofThisProcess() {
        return of(System.getProperty("java.class.path", ""));
    }

    static Map<String, ExtensionJar> of(String classPath) {
        Map<String, ExtensionJar> own = new TreeMap<>();
        Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator)))
                .flatMap(entry -> Stream.concat(Stream.of(entry), listedBy(entry)))
                .map(entry -> new File(entry).getName())
                .filter(name -> name.endsWith(".jar"))
                .map(ExtensionJar::named)
                .forEach(jar -> own.put(jar.artifact(), jar));
        return own;
    }

    private static Stream<String> listedBy(String entry) {
        if (!entry.endsWith(".jar")) {
            return Stream.empty();
        }
        try (JarFile jar = new JarFile(entry)) {
            return Optional.ofNullable(jar.getManifest())
                    .map(Manifest::getMainAttributes)
                    .map(told -> told.getValue(Attributes.Name.CLASS_PATH))
                    .map(list -> Arrays.stream(list.strip().split("\\s+")))
                    .map(names -> names.filter(name -> isThere(entry, name)))
                    .orElse(Stream.empty());
        } catch (IOException e) {
            // A class path may name what is not there.
            return Stream.empty();
        }
    }

    /** The libraries of Kafka are named whether they have been fetched or not. */
    private static boolean isThere(String jar, String name) {
        return new File(new File(jar).getAbsoluteFile().toURI().resolve(name)).exists();
    }
}
