package io.iotconnectivity.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, by what the requests look like on the wire. */
class McpHttpServerTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    @AutoClose
    private final McpHttpServer server = start(Optional.empty());

    @AutoClose
    private final McpHttpServer guarded = start(Optional.of(TOKEN));

    @Test
    void messageIsAnswered() throws Exception {
        assertThat(post(server, "localhost", "", PING))
                .startsWith("HTTP/1.1 200")
                .endsWith("\"result\":{}}");
    }

    @Test
    void notificationIsAccepted() throws Exception {
        assertThat(post(server, "localhost", "", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
                .startsWith("HTTP/1.1 202");
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example, '', 421",
        "localhost.evil.example, '', 421",
        "localhost, 'Origin: http://evil.example', 403",
        "localhost, 'Origin: null', 403",
        "localhost, 'Origin: http://127.0.0.1:3000', 403",
        "localhost, 'Origin: http://localhost', 200",
        "localhost, 'MCP-Protocol-Version: 2026-07-28', 400",
        "localhost, 'MCP-Protocol-Version: 2025-11-25', 200"
    })
    void pagesOfOtherSitesAreRefused(String host, String header, int status) throws Exception {
        assertThat(post(server, host, header, PING)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 401",
        "Authorization: Bearer 0123456789abcdeg, 401",
        "Authorization: Bearer 0123456789abcdef, 200",
        "authorization: bearer 0123456789abcdef, 200"
    })
    void tokenIsNeededIfThereIsOne(String header, int status) throws Exception {
        assertThat(post(guarded, "localhost", header, PING)).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void longMessageIsRefused() throws Exception {
        assertThat(post(server, "localhost", "", "x".repeat(LineServer.LONGEST + 1)))
                .startsWith("HTTP/1.1 413");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /mcp, application/json, 405",
        "DELETE /mcp, application/json, 405",
        "POST /, application/json, 404",
        "POST /mcp, text/plain, 415"
    })
    void onlyJsonIsTakenAndOnlyByPost(String what, String type, int status) throws Exception {
        assertThat(send(server, what, "localhost", "", type, PING)).startsWith("HTTP/1.1 " + status);
    }

    private static McpHttpServer start(Optional<String> token) {
        try {
            return McpHttpServer.start(
                    new McpProtocol(new CannedFleet(), Optional.empty(), "1"),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    token);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String post(McpHttpServer to, String host, String header, String body) throws IOException {
        return send(to, "POST /mcp", host, header, "application/json; charset=utf-8", body);
    }

    private static String send(McpHttpServer to, String what, String host, String header, String type, String body)
            throws IOException {
        try (Socket socket = new Socket(to.address().getAddress(), to.address().getPort())) {
            String request = what + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nContent-Type: " + type
                    + "\r\nContent-Length: " + body.length() + "\r\n" + (header.isEmpty() ? "" : header + "\r\n")
                    + "\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
