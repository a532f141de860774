package io.iotconnectivity.source.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network between client and broker that can fail in the usual ways. */
public final class TcpProxy implements AutoCloseable {
    private final InetAddress address;
    private final int target;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile ServerSocket listener;
    private volatile boolean swallowing;

    /** Starts accepting connections. */
    public static TcpProxy to(int target) {
        return new TcpProxy(InetAddress.getLoopbackAddress(), target);
    }

    TcpProxy(InetAddress address, int target) {
        this.address = address;
        this.target = target;
        this.port = listen(0);
    }

    int port() {
        return port;
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Closes all connections; new ones work. */
    void cut() {
        sockets.forEach(TcpProxy::closeQuietly);
        sockets.clear();
    }

    /** Closes all connections and refuses new ones. */
    public void refuse() {
        closeQuietly(listener);
        cut();
    }

    /** Connections stay open and new ones are accepted, but nothing gets through. */
    void swallow() {
        swallowing = true;
    }

    /** Works again; what was swallowed is lost, and so are the connections of that time. */
    public void heal() {
        cut();
        swallowing = false;
        if (listener.isClosed()) {
            listen(port);
        }
    }

    @Override
    public void close() {
        refuse();
    }

    private int listen(int wanted) {
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(address, wanted));
            listener = opened;
            daemon(() -> accept(opened));
            return opened.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket opened) {
        while (true) {
            try {
                Socket near = opened.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                daemon(() -> copy(near, far));
                daemon(() -> copy(far, near));
            } catch (IOException e) {
                if (opened.isClosed()) {
                    return;
                }
            }
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            int length = from.getInputStream().read(buffer);
            while (length >= 0) {
                if (!swallowing) {
                    to.getOutputStream().write(buffer, 0, length);
                }
                length = from.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            // Cut, as it should be.
        }
        closeQuietly(from);
        closeQuietly(to);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new AssertionError("Sockets do not fail on close", e);
        }
    }
}
