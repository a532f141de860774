package io.iotconnectivity.process;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the operating system that runs next to the product in a test; {@link #close} kills it. */
public final class LocalProgram implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    /** Where Debian keeps servers, which is not on every user's path. */
    private static final List<String> BESIDE_THE_PATH = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");

    private final String name;
    private final Process process;
    private final Path output;

    private LocalProgram(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /** The executable of this name, on the path or where Debian keeps servers. */
    public static Optional<Path> find(String name) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), BESIDE_THE_PATH.stream())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it in the foreground.
     *
     * @param directory its working directory, which also gets what it prints
     * @throws IllegalStateException if it is not installed
     */
    public static LocalProgram start(Path directory, String name, String... arguments) {
        Path executable = find(name).orElseThrow(() -> new IllegalStateException(name + " is not installed"));
        Path output = directory.resolve(executable.getFileName() + ".out");
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(Stream.of(executable.toString()), Arrays.stream(arguments))
                                    .toList())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            return new LocalProgram(name, process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it accepts connections on this loopback port; if it does not, the failure shows its output. */
    public LocalProgram awaitPort(int port) {
        try {
            await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException(name + " has ended");
                }
                return takesConnections(port);
            });
            return this;
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException(name + " does not listen on " + port + ":\n" + output(), e);
        }
    }

    /** Its output so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its process, for tests that signal it. */
    public Process process() {
        return process;
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean takesConnections(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
