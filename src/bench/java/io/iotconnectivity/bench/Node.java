package io.iotconnectivity.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of ours that runs engines or parts of them, in a process of its own, and does what its {@link ProgramPort} is told. */
final class Node implements AutoCloseable {
    private final Child process;
    private final Http http;

    private Node(Child process, Http http) {
        this.process = process;
        this.http = http;
    }

    /**
     * Starts a program.
     *
     * @param directory of its own; is created
     * @param launcher what starts its JVM; may be empty
     * @param arguments after its port
     */
    static Node start(Path directory, List<String> launcher, Class<?> program, String... arguments) throws IOException {
        int port = Ports.free();
        List<String> command = new ArrayList<>(launcher);
        command.addAll(Jvm.command(program, "-Xmx512m"));
        command.add(Integer.toString(port));
        command.addAll(List.of(arguments));
        Child process = Child.start(program.getSimpleName(), command, Files.createDirectories(directory));
        return new Node(process, new Http("http://127.0.0.1:" + port));
    }

    Node awaitUp() {
        process.awaitLine(BareClient.UP);
        return this;
    }

    Child process() {
        return process;
    }

    /** Has it do something, and returns what it answers. */
    String tell(String command) {
        return http.get("/" + command);
    }

    @Override
    public void close() {
        process.close();
    }
}
