package io.iotconnectivity.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Posts the lines of a file, each time its port is asked for {@code /}: {@code port address concurrency file}. */
final class BarePoster {
    private BarePoster() {}

    public static void main(String[] args) throws IOException {
        URI address = URI.create(args[1]);
        int concurrency = Integer.parseInt(args[2]);
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
        server.createContext("/", request -> {
            post(http, address, concurrency, Files.readAllLines(Path.of(args[3])));
            request.sendResponseHeaders(200, -1);
            request.close();
        });
        server.start();
        System.out.println(BareClient.UP);
    }

    private static void post(HttpClient http, URI address, int concurrency, List<String> bodies) {
        AtomicInteger next = new AtomicInteger();
        for (int i = 0; i < concurrency; i++) {
            Thread thread = new Thread(() -> {
                for (int n = next.getAndIncrement(); n < bodies.size(); n = next.getAndIncrement()) {
                    post(http, address, bodies.get(n));
                }
            });
            thread.start();
        }
    }

    private static void post(HttpClient http, URI address, String body) {
        HttpRequest post = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            http.send(post, BodyHandlers.discarding());
        } catch (IOException e) {
            System.out.println("not posted: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
