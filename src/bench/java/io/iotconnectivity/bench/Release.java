package io.iotconnectivity.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The release archive, unpacked, with the archive of classes that makes its starts fast. */
final class Release {
    private final Path script;

    private Release(Path script) {
        this.script = script;
    }

    /** Unpacks what was built beside the jar, and prepares it. */
    static Release unpack(Path directory) throws IOException {
        Path home = Files.createDirectories(directory.resolve("release"));
        Child.run("tar", "xzf", archive().toString(), "-C", home.toString(), "--strip-components", "1");
        Release release = new Release(home.resolve("bin/iot-connectivity"));
        List<String> prepare = release.command("");
        Child.run(Stream.concat(prepare.stream(), Stream.of("prepare")).toArray(String[]::new));
        return release;
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(Product.JAR.getParent())) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no release archive beside " + Product.JAR));
        }
    }

    /** Starts the product; arguments can be added. */
    List<String> command(String jvmOptions) {
        return List.of(
                "env",
                "JAVA_HOME=" + Path.of(Jvm.JAVA).getParent().getParent(),
                "JAVA_OPTS=" + jvmOptions,
                script.toString());
    }
}
