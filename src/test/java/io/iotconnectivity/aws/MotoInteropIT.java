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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The AWS sinks against moto, an AWS stand-in that others wrote, where it is installed. */
class MotoInteropIT extends AwsSinkContract {
    private static final Logger LOG = LoggerFactory.getLogger(MotoInteropIT.class);
    private static final String MOTO = "moto_server";

    private Process moto;
    private int port;

    @BeforeAll
    void startMoto() throws IOException {
        if (!isOnThePath()) {
            skip(MOTO + " is not on the PATH; install it with: pip install 'moto[server]'");
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        moto = new ProcessBuilder(MOTO, "-H", "127.0.0.1", "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("moto", ".log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(90)).until(() -> !moto.isAlive() || answers());
        // A version manager leaves a starter on the PATH even where nothing is installed behind it.
        if (!moto.isAlive()) {
            skip(MOTO + " is on the PATH, but does not start");
        }
    }

    /** Says so where people look: the reports of the build leave an aborted class out. */
    private static void skip(String why) {
        LOG.warn("The sinks are not tested against moto: {}", why);
        abort(why);
    }

    @AfterAll
    void stopMoto() throws InterruptedException {
        if (moto != null) {
            moto.descendants().forEach(ProcessHandle::destroy);
            moto.destroy();
            if (!moto.waitFor(10, TimeUnit.SECONDS)) {
                moto.destroyForcibly();
            }
        }
    }

    @Override
    URI endpoint() {
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
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, MOTO)));
    }
}
