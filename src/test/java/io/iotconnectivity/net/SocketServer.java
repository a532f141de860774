package io.iotconnectivity.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves each connection to a port of the loopback address on a thread of its own, until the connection breaks. */
public final class SocketServer implements AutoCloseable {
    private final ServerSocket listener;
    private final AtomicInteger accepted = new AtomicInteger();

    /** Serves a connection; the server closes it afterwards. */
    @FunctionalInterface
    public interface Service {
        /**
         * @param number 0 for the first connection
         * @throws IOException if one side is gone, which ends the service of this connection
         */
        void serve(Socket connection, int number) throws IOException;
    }

    /** Work that may end with its connection. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    private SocketServer(ServerSocket listener) {
        this.listener = listener;
    }

    /** Accepts connections from now on. */
    public static SocketServer start(Service service) {
        try {
            SocketServer server = new SocketServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            inBackground(() -> server.accept(service));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(Service service) throws IOException {
        while (!listener.isClosed()) {
            Socket connection = listener.accept();
            int number = accepted.getAndIncrement();
            inBackground(() -> {
                try (connection) {
                    service.serve(connection, number);
                }
            });
        }
    }

    /** Runs work on a thread that ends with the connection, and at the latest with the JVM. */
    public static void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException gone) {
                        // Closed by one side, or by the test.
                    }
                },
                "socket-server");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections there have been. */
    public int accepted() {
        return accepted.get();
    }

    /** Accepts no more connections; open ones continue. */
    @Override
    public void close() throws IOException {
        listener.close();
    }
}
