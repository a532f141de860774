package io.iotconnectivity.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Where a program of ours is told over HTTP what to do. It lives until it is ended. */
final class ProgramPort {
    private final HttpServer server;

    ProgramPort(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    }

    /**
     * What to do on a command.
     *
     * @param action takes the query of the request, and returns what to answer
     */
    ProgramPort on(String command, UnaryOperator<String> action) {
        server.createContext("/" + command, request -> answer(request, action));
        return this;
    }

    /** Takes commands from now on. */
    void open() {
        server.start();
        System.out.println(BareClient.UP);
    }

    private static void answer(HttpExchange request, UnaryOperator<String> action) throws IOException {
        int status = 200;
        String text;
        try {
            text = action.apply(
                    Optional.ofNullable(request.getRequestURI().getQuery()).orElse(""));
        } catch (RuntimeException e) {
            status = 500;
            text = e.toString();
        }
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        request.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = request.getResponseBody()) {
            out.write(body);
        }
    }
}
