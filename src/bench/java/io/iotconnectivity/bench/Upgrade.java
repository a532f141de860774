package io.iotconnectivity.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The first start with a large file that the last release has written. */
final class Upgrade {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Options options;

    Upgrade(Options options) {
        this.options = options;
    }

    List<Row> run(Path directory) throws Exception {
        int devices = options.largeFleet();
        Path home = Files.createDirectories(directory.resolve("upgrade"));
        Million.fill(FileOfLastRelease.class, home, devices);
        long before = Product.fileSize(home);
        double seconds;
        long known;
        try (LocalBroker broker = LocalBroker.start(directory);
                Product product = Product.start(home, broker, Map.of(), List.of("-Xmx1g"))) {
            product.awaitUp(PATIENCE);
            seconds = product.process().sinceStart().toMillis() / 1e3;
            known = product.devices("ONLINE");
        }
        long after = Product.fileSize(home);
        Progress.say("upgraded in %.1f s, %,d MB to %,d MB", seconds, before >> 20, after >> 20);
        String what =
                String.format(Locale.ROOT, "a file of schema %d with %,d devices; ", FileOfLastRelease.SCHEMA, devices);
        return List.of(
                Row.alone(what + "s from start to ready, upgrade included", seconds, ""),
                Row.alone(
                        what + "devices known then",
                        String.format(Locale.ROOT, "%,d", known),
                        Row.verdict("all", known == devices)),
                Row.alone(what + "MB of file before", before >> 20, ""),
                Row.alone(what + "MB of file after", after >> 20, ""));
    }
}
