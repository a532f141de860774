package io.iotconnectivity.extension;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars in the folder of extensions, looked at. What the product has itself is left out: of two versions of one library, the
 * product's is the one that is used.
 */
public final class Extensions {
    /** Its parts have to be of one version; mixed, they fail late and oddly. */
    private static final String AWS_SDK = "software.amazon.awssdk";

    private final Path folder;
    private final List<Path> used;
    private final List<ExtensionJar> jars;
    private final List<ExtensionJar> leftOut;
    private final List<String> doubts;
    private final List<String> problems;

    private Extensions(
            Path folder,
            List<Path> used,
            List<ExtensionJar> jars,
            List<ExtensionJar> leftOut,
            List<String> doubts,
            List<String> problems) {
        this.folder = folder;
        this.used = used;
        this.jars = jars;
        this.leftOut = leftOut;
        this.doubts = doubts;
        this.problems = problems;
    }

    /** Those of a folder, which may be missing only if nobody named it. */
    public static Extensions in(ExtensionFolder folder) {
        return Look.at(folder);
    }

    /** What keeps the product from starting, each with the way out; all of it. */
    public List<String> problems() {
        return problems;
    }

    /** What may go wrong later, each with the way out. */
    public List<String> doubts() {
        return doubts;
    }

    /** Whether there is nothing at all. */
    public boolean isEmpty() {
        return jars.isEmpty() && leftOut.isEmpty() && problems.isEmpty();
    }

    /** Names and versions, in one line. */
    public String describe() {
        return folder + ": " + (jars.isEmpty() ? "nothing new" : names(jars))
                + (leftOut.isEmpty() ? "" : "; left out, as lib has them: " + names(leftOut));
    }

    private static String names(List<ExtensionJar> jars) {
        return jars.stream().map(ExtensionJar::toString).collect(Collectors.joining(", "));
    }

    /** Knows the classes of the jars beside those of {@code parent}, which come first; the parent itself if there are no jars. */
    public ClassLoader over(ClassLoader parent) {
        return used.isEmpty()
                ? parent
                : new URLClassLoader(
                        "extensions", used.stream().map(Extensions::url).toArray(URL[]::new), parent);
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** One look at a folder. */
    private static final class Look {
        private final ExtensionFolder folder;
        private final Map<Path, ExtensionJar> found = new TreeMap<>();
        private final List<ExtensionJar> leftOut = new ArrayList<>();
        private final List<String> doubts = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();

        private Look(ExtensionFolder folder) {
            this.folder = folder;
        }

        static Extensions at(ExtensionFolder folder) {
            Look look = new Look(folder);
            List<Path> files = look.files();
            if (!files.isEmpty()) {
                files.forEach(look::read);
                look.compare(OwnLibraries.ofThisProcess(), ExtensionFolder.camelVersion());
            }
            return new Extensions(
                    folder.path(),
                    List.copyOf(look.found.keySet()),
                    List.copyOf(look.found.values()),
                    List.copyOf(look.leftOut),
                    List.copyOf(look.doubts),
                    List.copyOf(look.problems));
        }

        private List<Path> files() {
            Path path = folder.path();
            if (!Files.isDirectory(path)) {
                if (folder.set().isPresent() || Files.exists(path)) {
                    problems.add("extensions.folder: " + path + " is no folder; make it, or name another one");
                }
                return List.of();
            }
            try (Stream<Path> files = Files.list(path)) {
                return files.filter(ExtensionJar::isNamedSo).sorted().toList();
            } catch (IOException e) {
                problems.add("extensions.folder: " + path + " cannot be listed (" + e.getMessage()
                        + "); let this user read it");
                return List.of();
            }
        }

        private void read(Path file) {
            try {
                found.put(file, ExtensionJar.read(file));
            } catch (IOException e) {
                problems.add(
                        file + " is not a jar that can be read (" + e.getMessage() + "); copy it again, or delete it");
            }
        }

        private void compare(Map<String, ExtensionJar> own, String camel) {
            for (Map.Entry<Path, ExtensionJar> each : new TreeMap<>(found).entrySet()) {
                ExtensionJar jar = each.getValue();
                if (jar.isOfCamel() && !jar.version().equals(camel)) {
                    problems.add(each.getKey() + " is of Camel " + jar.version() + ", but this is Camel " + camel
                            + "; delete it and fetch it anew: " + folder.command(jar.artifact()));
                } else if (own.containsKey(jar.artifact())) {
                    leftOut.add(jar);
                    found.remove(each.getKey());
                }
            }
            twice();
            mixed(own.get("sdk-core"));
        }

        /** Which of two would be used is left to chance. */
        private void twice() {
            Map<String, List<ExtensionJar>> byArtifact = found.values().stream()
                    .collect(Collectors.groupingBy(
                            jar -> jar.group() + ":" + jar.artifact(), TreeMap::new, Collectors.toList()));
            byArtifact.values().stream()
                    .filter(same ->
                            same.stream().map(ExtensionJar::version).distinct().count() > 1)
                    .forEach(same -> problems.add(folder.path() + " has more than one version of "
                            + same.get(0).artifact() + "; delete all but one of "
                            + same.stream().map(ExtensionJar::file).collect(Collectors.joining(", "))));
        }

        private void mixed(ExtensionJar ours) {
            found.values().stream()
                    .filter(jar -> ours != null
                            && jar.group().equals(AWS_SDK)
                            && !jar.version().equals(ours.version()))
                    .forEach(jar -> doubts.add(jar.file() + " in " + folder.path() + " does not go with the "
                            + ours.version()
                            + " that lib has of the AWS SDK; delete it and fetch the component anew with the"
                            + " pom.xml of lib/ext"));
        }
    }
}
