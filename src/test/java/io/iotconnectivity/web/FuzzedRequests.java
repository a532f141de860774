package io.iotconnectivity.web;

import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Inputs;
import io.iotconnectivity.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests over HTTP: each is answered, and never by an error of ours. */
public final class FuzzedRequests {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final int MOST_BYTES = 1024 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    public static final List<Target> TARGETS = List.of(
            new Target("http-request", FuzzedRequests::request).takingLong(),
            new Target("http-body", FuzzedRequests::body).takingLong(),
            Target.ofText("http-query", FuzzedRequests::query).takingLong(),
            new Target("silence", FuzzedRequests::silence),
            Target.ofText("forwarded-for", FuzzedRequests::forwarded),
            Target.ofText("if-none-match", header -> EntityTag.isKnown("W/\"a\"", header)));

    private FuzzedRequests() {}

    /** The lines of the head, an empty line, the body. */
    private static void request(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        String head = end < 0 ? text : text.substring(0, end);
        String rest = end < 0 ? "" : text.substring(end + 2);
        ask(head.replace("\n", "\r\n"), rest.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** To each address that takes one. */
    private static void body(byte[] input) throws IOException {
        for (String address :
                List.of("/api/silences", "/api/dead-letters/replay", "/api/sinks/log/test", "/api/account-check")) {
            ask("POST " + address + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json", input);
        }
    }

    /** An address, and what stands behind its question mark. */
    private static void query(String input) throws IOException {
        List<String> lines = Inputs.lines(input, 2);
        String query = lines.get(1).replaceAll("[\\x00-\\x20\\x7f-\\uffff]", "+");
        for (String address : List.of(
                "/api/devices", "/api/dead-letters", "/api/incidents", "/api/fleet", "/api/history", lines.get(0))) {
            ask(
                    "GET " + address.replaceAll("[\\x00-\\x20\\x7f-\\uffff]", "+") + "?" + query
                            + " HTTP/1.1\r\nHost: localhost",
                    new byte[0]);
        }
    }

    private static void ask(String head, byte[] body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", Lazy.SERVED.port())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            String whole = head + "\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n";
            try {
                out.write(whole.getBytes(StandardCharsets.ISO_8859_1));
                out.write(body);
                out.flush();
            } catch (IOException hungUp) {
                // It need not read what it refuses.
            }
            lookAt(answer(socket.getInputStream()));
        }
    }

    private static void lookAt(String answer) {
        if (answer.isEmpty()) {
            return;
        }
        Matcher status = STATUS.matcher(answer);
        Holds.that(status.lookingAt(), "answered " + answer.substring(0, Math.min(100, answer.length())));
        Holds.that(!Set.of("500", "501", "502").contains(status.group(1)), "answered " + answer);
        Holds.that(answer.length() < MOST_BYTES, "answered with too much");
    }

    /** Of the stream, which does not end, its head. */
    private static String answer(InputStream in) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        try {
            for (int count = in.read(some); count >= 0 && read.size() < MOST_BYTES; count = in.read(some)) {
                read.write(some, 0, count);
                if (read.toString(StandardCharsets.ISO_8859_1).contains("text/event-stream")) {
                    break;
                }
            }
        } catch (java.net.SocketTimeoutException silent) {
            throw new AssertionError("no answer; so far " + read, silent);
        } catch (IOException hungUp) {
            // What had been read is the answer.
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    private static void silence(byte[] input) {
        try {
            Body body = new Body(input, Set.of(SilenceRequest.FIELDS));
            SilenceRequest request = new SilenceRequest(body, NOW);
            Holds.bounded("the silence", request.silence().toString(), 3_000);
        } catch (Problem.Refusal refused) {
            Holds.bounded("the refusal", refused.problem().detail(), 500);
        }
    }

    private static void forwarded(String input) {
        List<String> lines = Inputs.lines(input, 3);
        TrustedProxies proxies;
        try {
            proxies = TrustedProxies.of(List.of(lines.get(0)));
        } catch (IllegalArgumentException refused) {
            proxies = TrustedProxies.of(List.of("10.0.0.0/8", "fe80::/10", "::/0"));
        }
        String client = proxies.client("10.0.0.1", List.of(lines.get(1), lines.get(2)));
        Holds.printable("the client", client, 100);
        new CallerLimit(1_000_000).count(client);
    }

    private static final class Lazy {
        static final Served SERVED = Served.start();
    }
}
