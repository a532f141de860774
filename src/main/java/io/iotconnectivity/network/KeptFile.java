package io.iotconnectivity.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link NetworkFile} that is read again when it has been replaced. One that cannot be used is reported once, and the one
 * before stays in use. {@link #current} may be called by any thread, {@link #look} by one.
 */
final class KeptFile {
    private static final Logger LOG = LoggerFactory.getLogger(KeptFile.class);

    private final String setting;
    private final Path path;
    private volatile Optional<NetworkFile> current = Optional.empty();
    private String read = "";
    private String seen = "";

    KeptFile(String setting, Path path) {
        this.setting = setting;
        this.path = path;
    }

    /** What was read last; empty if nothing could be. */
    Optional<NetworkFile> current() {
        return current;
    }

    /** Reads it now. */
    void begin() {
        seen = state();
        readNow();
    }

    /** Reads it if it has changed, and has not changed any more since the last look: it may be just being written. */
    void look() {
        String state = state();
        boolean isStill = state.equals(seen);
        seen = state;
        if (isStill && !state.equals(read)) {
            readNow();
        }
    }

    private void readNow() {
        read = seen;
        try {
            NetworkFile news = NetworkFile.read(setting, path);
            current = Optional.of(news);
            LOG.info("{}: {} of {} is in use", setting, news.type(), news.built());
        } catch (UnusableFile e) {
            LOG.warn(
                    "{}. {}",
                    e.getMessage(),
                    current.isPresent() ? "The one before stays in use" : "It is tried again when it changes");
        }
    }

    private String state() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "missing";
        }
    }
}
