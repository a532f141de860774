package io.iotconnectivity.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the product is compared with: one of the programs below, with a bare client alone, in a JVM of its own. */
final class Bare implements Contender {
    private final Child process;
    private final Http http;

    private Bare(Child process, Http http) {
        this.process = process;
        this.http = http;
    }

    /** Starts a client that acknowledges and does nothing. */
    static Bare consumer(Path directory, LocalBroker broker, String filter) throws IOException {
        return start(directory, BareConsumer.class, broker.url(), filter);
    }

    /** Starts a client that posts every message to the address. */
    static Bare forwarder(Path directory, LocalBroker broker, String filter, String address) throws IOException {
        return start(directory, BareForwarder.class, broker.url(), filter, address);
    }

    /** Starts a loop that posts the lines of a file to the address on {@link #go}. */
    static Bare poster(Path directory, String address, int concurrency, Path file) throws IOException {
        return start(directory, BarePoster.class, address, Integer.toString(concurrency), file.toString());
    }

    private static Bare start(Path directory, Class<?> program, String... arguments) throws IOException {
        int port = Ports.free();
        List<String> command = Jvm.command(program, "-Xmx512m");
        command.add(Integer.toString(port));
        command.addAll(List.of(arguments));
        return new Bare(Child.start(program.getSimpleName(), command, directory), new Http("http://127.0.0.1:" + port));
    }

    void awaitUp() {
        process.awaitLine(BareClient.UP);
    }

    @Override
    public String name() {
        return "bare";
    }

    @Override
    public Child process() {
        return process;
    }

    @Override
    public long acked() {
        return Long.parseLong(http.get("/"));
    }

    /** Has a poster begin. */
    void go() {
        http.get("/");
    }

    @Override
    public void close() {
        process.close();
    }
}
