package io.iotconnectivity.aws;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** moto, an AWS stand-in that others wrote, in a process of its own. */
public final class Moto implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Moto.class);
    private static final String COMMAND = "moto_server";

    private final Process process;
    private final int port;

    private Moto(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it; where it is not installed, or broken, the test is skipped, and says so. */
    public static Moto startOrSkip(String what) throws IOException {
        if (!isOnThePath()) {
            skip(what, COMMAND + " is not on the PATH; install it with: pip install 'moto[server]'");
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(COMMAND, "-H", "127.0.0.1", "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("moto", ".log").toFile())
                .start();
        Moto moto = new Moto(process, port);
        await().atMost(Duration.ofSeconds(90)).until(() -> !process.isAlive() || moto.answers());
        // A version manager leaves a starter on the PATH even where nothing is installed behind it.
        if (!process.isAlive()) {
            skip(what, COMMAND + " is on the PATH, but does not start");
        }
        return moto;
    }

    /** Says so where people look: the reports of the build leave an aborted class out. */
    private static void skip(String what, String why) {
        LOG.warn("{} not tested against moto: {}", what, why);
        abort(why);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean isOnThePath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, COMMAND)));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
