package io.iotconnectivity.engine.kafka;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * The key to what sinks have been answered about open tickets, the same on all nodes.
 *
 * @param file where it is, or is to be
 * @param reading tells it from others without showing it, and makes it if there is no such file; throws
 *     {@link UncheckedIOException} with what to do if that is not possible
 */
public record TicketKey(Path file, Function<Path, String> reading) {
    boolean exists() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    String fingerprint() {
        return reading.apply(file);
    }
}
