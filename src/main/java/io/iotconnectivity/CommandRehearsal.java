package io.iotconnectivity;

import io.iotconnectivity.cli.Commands;
import io.iotconnectivity.settings.SettingsLoader;
import io.iotconnectivity.thread.NamedThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Runs the commands that query a running application, so that the JVM can archive the classes that they need. What they
 * query here answers everything with an empty response.
 */
public final class CommandRehearsal {
    private static final String BODY = "{\"items\": [{}], \"sentences\": [{}], \"total\": 1}";
    private static final byte[] RESPONSE = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + BODY.length() + "\r\nConnection: close\r\n\r\n" + BODY)
            .getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_REQUEST = 8192;

    /** A variable of ours and one of somebody else's. */
    private static final Map<String, String> ENVIRONMENT = Map.of("IOTC_HTTP_HOST", "127.0.0.1", "PATH", "/bin");

    private CommandRehearsal() {}

    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            NamedThread.daemon("answers", () -> answer(server)).start();
            Path directory = Files.createTempDirectory("iot-connectivity-rehearsal-");
            Path settings = Files.writeString(directory.resolve("application.properties"), "http.host = 127.0.0.1\n");
            try {
                ask(directory, server.getLocalPort());
            } finally {
                Files.delete(settings);
                Files.delete(directory);
            }
        }
        System.exit(0);
    }

    /**
     * Runs each command once, against the application at this port.
     *
     * @throws IllegalStateException if one fails
     */
    static void ask(Path directory, int port) {
        Properties given = new Properties();
        given.setProperty("http.port", Integer.toString(port));
        SettingsLoader settings = new SettingsLoader(directory, ENVIRONMENT, given);
        PrintWriter nobody = new PrintWriter(Writer.nullWriter());
        for (String command :
                List.of("explain nobody", "incidents", "silences list", "sinks list", "dead-letters list")) {
            StringWriter errors = new StringWriter();
            int status = Commands.execute(
                    command.split(" "), settings, ignored -> {}, nobody, new PrintWriter(errors, true));
            // An unknown device is one.
            if (status > 1) {
                throw new IllegalStateException(command + ": " + errors);
            }
        }
    }

    private static void answer(ServerSocket server) {
        Optional<Socket> next = accept(server);
        while (next.isPresent()) {
            try (Socket caller = next.get()) {
                InputStream in = caller.getInputStream();
                if (in.read(new byte[LONGEST_REQUEST]) > 0) {
                    caller.getOutputStream().write(RESPONSE);
                }
            } catch (IOException e) {
                // The command says so.
            }
            next = accept(server);
        }
    }

    private static Optional<Socket> accept(ServerSocket server) {
        try {
            return Optional.of(server.accept());
        } catch (IOException closed) {
            return Optional.empty();
        }
    }
}
