package io.iotconnectivity.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for servers that are started later. */
public final class FreePort {
    /** Operating systems take the ports of outgoing connections from above, so that no test beside this one can take it meanwhile. */
    private static final int HIGHEST = 32_000;

    private static final int LOWEST = 12_000;
    private static final int MOST_TRIED = 100;

    private FreePort() {}

    /** Returns an unused port. */
    public static int find() {
        for (int tried = 1; ; tried++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (tried == MOST_TRIED) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
