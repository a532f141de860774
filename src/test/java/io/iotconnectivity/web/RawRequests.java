package io.iotconnectivity.web;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Sends bytes that no client would let anybody send. */
public final class RawRequests {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([2-5]\\d\\d) ");
    private static final int PATIENCE_MILLIS = 20_000;

    private RawRequests() {}

    /**
     * Sends it and reads until the other side closes the connection, so the last request has to ask for that.
     *
     * @param bytes in ISO 8859-1
     * @throws IOException also if the other side keeps the connection open
     */
    public static String send(int port, String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            StringBuilder answers = new StringBuilder();
            byte[] part = new byte[8192];
            try {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                for (int read = socket.getInputStream().read(part);
                        read > 0;
                        read = socket.getInputStream().read(part)) {
                    answers.append(new String(part, 0, read, StandardCharsets.ISO_8859_1));
                }
            } catch (SocketException reset) {
                // A connection that is closed with bytes unread ends so.
            }
            return answers.toString();
        }
    }

    /** The same, and the status of each answer. */
    public static List<Integer> statuses(int port, String bytes) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        STATUS_LINE.matcher(send(port, bytes)).results().forEach(line -> statuses.add(Integer.valueOf(line.group(1))));
        return statuses;
    }
}
