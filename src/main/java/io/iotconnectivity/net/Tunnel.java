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
 * A way through a proxy, made by CONNECT.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-connect">RFC 9110, CONNECT</a>
 */
public final class Tunnel {
    private static final int LONGEST_ANSWER = 16 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (\\d{3})\\b.*", Pattern.DOTALL);

    private Tunnel() {}

    /**
     * Connects to a proxy and has it make a way to a host. What follows on the socket is the host's.
     *
     * @param socket not connected yet; left open if this fails
     * @param ways who named the proxy
     * @param target {@code host:port}
     * @param connectMillis how long connecting may take
     * @param answerMillis how long the proxy may be silent; 0 means for ever
     * @throws ProxyRefusal if the proxy cannot be reached, or makes no way
     */
    public static void open(
            Socket socket, HttpProxy proxy, WaysOut ways, String target, int connectMillis, int answerMillis)
            throws IOException {
        try {
            socket.connect(new InetSocketAddress(proxy.host(), proxy.port()), connectMillis);
        } catch (IOException e) {
            throw ProxyRefusal.unreachable(proxy, ways, String.valueOf(e.getMessage()), e);
        }
        socket.setSoTimeout(answerMillis);
        String request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n"
                + proxy.login()
                        .map(login -> "Proxy-Authorization: " + login.basic() + "\r\n")
                        .orElse("")
                + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        Matcher status = STATUS.matcher(answer(socket, proxy, ways));
        if (!status.matches()) {
            throw ProxyRefusal.unreachable(proxy, ways, "it does not answer in HTTP", null);
        }
        if (!status.group(1).startsWith("2")) {
            throw ProxyRefusal.answered(proxy, ways, target, Integer.parseInt(status.group(1)));
        }
    }

    private static String answer(Socket socket, HttpProxy proxy, WaysOut ways) throws IOException {
        try {
            return head(socket.getInputStream());
        } catch (SocketTimeoutException e) {
            throw ProxyRefusal.unreachable(proxy, ways, "it does not answer in time", e);
        }
    }

    /** Up to the empty line, and no byte more: what follows is the other side's. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n") && !text.endsWith("\n\n") && head.size() < LONGEST_ANSWER) {
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
