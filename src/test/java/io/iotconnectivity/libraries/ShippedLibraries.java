package io.iotconnectivity.libraries;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** The libraries that the product's jar asks for, with the coordinates under which this build has them in its repository. */
final class ShippedLibraries {
    private ShippedLibraries() {}

    static List<Library> of(Path product) throws IOException {
        String classPath;
        try (JarFile jar = new JarFile(product.toFile())) {
            classPath = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        }
        Map<String, Path> ofThisBuild = ofThisBuild();
        Path repository = commonParent(ofThisBuild.values().stream().toList());
        List<Library> libraries = new ArrayList<>();
        for (String entry : classPath.split(" ")) {
            String file = entry.substring(entry.lastIndexOf('/') + 1);
            Path jar = ofThisBuild.get(file);
            if (jar == null) {
                throw new IllegalStateException(file + " is in the product and not on the class path of the tests");
            }
            libraries.add(library(repository, jar));
        }
        return libraries;
    }

    private static Map<String, Path> ofThisBuild() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .filter(jar -> jar.getNameCount() > 4)
                .filter(ShippedLibraries::liesAsInARepository)
                .collect(Collectors.toMap(
                        jar -> jar.getFileName().toString(), jar -> jar, (first, same) -> first, LinkedHashMap::new));
    }

    private static boolean liesAsInARepository(Path jar) {
        Path version = jar.getParent();
        String prefix = version.getParent().getFileName() + "-" + version.getFileName();
        return jar.getFileName().toString().startsWith(prefix);
    }

    private static Path commonParent(List<Path> jars) {
        Path common = jars.get(0).getParent();
        for (Path jar : jars) {
            while (!jar.startsWith(common)) {
                common = common.getParent();
            }
        }
        return common;
    }

    private static Library library(Path repository, Path jar) {
        Path version = jar.getParent();
        Path name = version.getParent();
        String group = repository.relativize(name.getParent()).toString().replace(File.separatorChar, '.');
        return new Library(
                group, name.getFileName().toString(), version.getFileName().toString(), jar);
    }
}
