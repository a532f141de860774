package io.iotconnectivity.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tunnel through a proxy, opened by CONNECT.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-connect">RFC 9110, CONNECT</a>
 */
public final class Tunnel {
    private static final int LONGEST_ANSWER = 16 * 1024;
    private static final long LONGEST_MILLIS = 60_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (\\d{3})\\b.*", Pattern.DOTALL);

    private Tunnel() {}

    /**
     * Connects to a proxy and opens a tunnel to a host. Whatever follows on the socket comes from the host.
     *
     * @param socket not connected yet; left open if this fails
     * @param ways the proxy and who named it
     * @param target {@code host:port}
     * @param connectMillis how long connecting may take
     * @param answerMillis how long the proxy's whole response may take; 0 means a minute
     * @throws ProxyRefusal if the proxy cannot be reached, or opens no tunnel
     */
    public static void open(
            Socket socket, HttpProxy proxy, WaysOut ways, String target, int connectMillis, int answerMillis)
            throws IOException {
        try {
            socket.connect(new InetSocketAddress(proxy.host(), proxy.port()), connectMillis);
        } catch (IOException e) {
            throw ProxyRefusal.unreachable(proxy, ways, String.valueOf(e.getMessage()), e);
        }
        String request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n"
                + proxy.login()
                        .map(login -> "Proxy-Authorization: " + login.basic() + "\r\n")
                        .orElse("")
                + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String head = answer(socket, proxy, ways, answerMillis);
        Matcher status = STATUS.matcher(head);
        socket.setSoTimeout(answerMillis);
        if (!status.matches()) {
            throw ProxyRefusal.unreachable(proxy, ways, "it does not speak HTTP", null);
        }
        if (!status.group(1).startsWith("2")) {
            throw ProxyRefusal.answered(proxy, ways, target, Integer.parseInt(status.group(1)));
        }
        if (!isWhole(head)) {
            throw ProxyRefusal.unreachable(proxy, ways, "its response does not end", null);
        }
    }

    private static String answer(Socket socket, HttpProxy proxy, WaysOut ways, int millis) throws IOException {
        try {
            return head(socket, System.nanoTime() + (millis > 0 ? millis : LONGEST_MILLIS) * 1_000_000);
        } catch (SocketTimeoutException e) {
            throw ProxyRefusal.unreachable(proxy, ways, "it does not respond in time", e);
        }
    }

    private static boolean isWhole(String head) {
        return head.endsWith("\r\n\r\n") || head.endsWith("\n\n");
    }

    /** Reads up to the empty line, and not a byte more: what follows is the host's. */
    private static String head(Socket socket, long end) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!isWhole(text) && head.size() < LONGEST_ANSWER) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("its response trickles");
            }
            socket.setSoTimeout((int) left);
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
            text = next == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
