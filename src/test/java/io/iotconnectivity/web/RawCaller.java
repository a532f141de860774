package io.iotconnectivity.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection on which a test sends what it likes, and reads or not. */
public final class RawCaller implements AutoCloseable {
    private static final int SMALL = 4096;

    private final Socket socket;

    private RawCaller(Socket socket) {
        this.socket = socket;
    }

    /** Connects with a small receive buffer, so that not reading is noticed soon. */
    public static RawCaller to(int port) {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(SMALL);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return new RawCaller(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String get(String path, String... headers) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /**
     * Returns whether the text could be sent. After the other side has closed the connection, the first text is lost,
     * and later ones are refused.
     */
    public boolean send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Reads up to and including {@code end}, and returns that; if the connection ends first, returns what there is.
     */
    public String readUntil(String end) {
        StringBuilder read = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                read.append((char) next);
                if (read.length() >= end.length()
                        && read.substring(read.length() - end.length()).equals(end)) {
                    break;
                }
            }
        } catch (IOException reset) {
            // A reset counts as an end.
        }
        return read.toString();
    }

    /** Reads until the other side closes the connection. */
    public String readAll() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException reset) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
