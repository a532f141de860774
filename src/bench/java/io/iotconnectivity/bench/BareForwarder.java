package io.iotconnectivity.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Posts what comes, and keeps nothing: {@code port broker filter address}. */
final class BareForwarder {
    private BareForwarder() {}

    public static void main(String[] args) throws Exception {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI address = URI.create(args[3]);
        new BareClient().run(Integer.parseInt(args[0]), args[1], args[2], payload -> {
            HttpRequest post = HttpRequest.newBuilder(address)
                    .POST(BodyPublishers.ofByteArray(payload))
                    .build();
            http.sendAsync(post, BodyHandlers.discarding()).whenComplete((response, problem) -> {
                if (problem != null) {
                    System.out.println("not forwarded: " + problem);
                }
            });
        });
    }
}
