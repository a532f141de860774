package io.iotconnectivity.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** The key to what webhooks have answered, the same for all instances of a cluster that this process starts. */
public final class SharedKey {
    private static final byte[] KEY = new byte[32];

    static {
        new SecureRandom().nextBytes(KEY);
    }

    private SharedKey() {}

    /**
     * Gives it to an instance.
     *
     * @param engineFile the instance's {@code engine.file}
     */
    public static void giveTo(Path engineFile) throws IOException {
        Path key = engineFile.resolveSibling(engineFile.getFileName() + ".key");
        Files.write(key, KEY);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }
}
