package io.iotconnectivity.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** An HTTP server whose responses never end, each in its own way; counts how much of them was read. */
public final class HostileServer implements AutoCloseable {
    private static final int AT_ONCE = 64 * 1024;
    /** A client that has read this much has failed the test, and must not fill the memory. */
    private static final long ENOUGH = 1L << 31;

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    /** What is sent once, and what is sent over and over after it. */
    public enum Attack {
        STATUS_LINE("HTTP/1.1 200 ", "O"),
        GREETING("", "x"),
        EMPTY_LINES("", "\r\n"),
        HEADER_LINE(OK + "X-Long: ", "x"),
        HEADER_NAME(OK, "x"),
        HEADERS(OK, "X-Many: yes\r\n"),
        FOLDED_HEADER(OK + "X-Folded: a\r\n", " folded\r\n"),
        INTERIM("", "HTTP/1.1 103 Early Hints\r\n\r\n"),
        INTERIM_WITH_HEADERS("", "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"),
        CONTINUE("", "HTTP/1.1 100 Continue\r\n\r\n"),
        CHUNK_SIZE(CHUNKED, "0"),
        CHUNK_EXTENSION(CHUNKED + "1;e=", "x"),
        CHUNKS(CHUNKED, "8\r\n{\"a\": 1}\r\n"),
        TRAILER_LINE(CHUNKED + "2\r\n{}\r\n0\r\nX-Trailer: ", "x"),
        TRAILERS(CHUNKED + "2\r\n{}\r\n0\r\n", "X-Trailer: yes\r\n"),
        BODY(OK + "Connection: close\r\n\r\n", "x"),
        JSON_BODY(OK + "Content-Type: application/x-amz-json-1.0\r\n\r\n[", "0,"),
        LONG_BODY(OK + "Content-Length: 9000000000000000000\r\n\r\n", "x"),
        ERROR_BODY("HTTP/1.1 500 Oh\r\nConnection: close\r\n\r\n", "x"),
        REFUSAL_BODY("HTTP/1.1 400 No\r\nConnection: close\r\n\r\n", "x"),
        CHALLENGE_BODY("HTTP/1.1 407 Who\r\nConnection: close\r\n\r\n", "x"),
        REDIRECTS("HTTP/1.1 307 On\r\nLocation: /redirects?again\r\nContent-Length: 0\r\n\r\n", ""),
        DRIP(OK + "X: ", "x"),
        DRIPPING_BODY(OK + "\r\n", "x"),
        BOMB(OK + "Content-Encoding: gzip\r\n\r\n", "");

        private final byte[] begin;
        private final byte[] again;

        Attack(String begin, String unit) {
            this.begin = begin.getBytes(ISO_8859_1);
            this.again =
                    unit.repeat(unit.isEmpty() ? 0 : AT_ONCE / unit.length()).getBytes(ISO_8859_1);
        }

        private boolean drips() {
            return this == DRIP || this == DRIPPING_BODY;
        }

        /** The path that triggers it. */
        public String path() {
            return "/" + name().toLowerCase(Locale.ROOT);
        }
    }

    private final ServerSocket socket;
    private final List<Attack> otherwise;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<Attack, AtomicLong> taken = new EnumMap<>(Attack.class);
    private final Map<Attack, AtomicInteger> requests = new EnumMap<>(Attack.class);

    private HostileServer(ServerSocket socket, List<Attack> otherwise) {
        this.socket = socket;
        this.otherwise = otherwise;
        for (Attack attack : Attack.values()) {
            taken.put(attack, new AtomicLong());
            requests.put(attack, new AtomicInteger());
        }
    }

    /** A server that attacks as the path of a request says. */
    public static HostileServer start() {
        return start(Attack.BODY);
    }

    /**
     * @param otherwise the responses to requests whose path names no attack, in turn and then from the start again
     */
    public static HostileServer start(Attack... otherwise) {
        try {
            HostileServer server =
                    new HostileServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), List.of(otherwise));
            thread("hostile-server", server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri(Attack attack) {
        return URI.create("http://127.0.0.1:" + port() + attack.path());
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** How many bytes of an attack its victims read, over all requests; some may still be in a socket's buffers. */
    public long taken(Attack attack) {
        return taken.get(attack).get();
    }

    public int requests(Attack attack) {
        return requests.get(attack).get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket victim = socket.accept();
                thread("hostile-answer", () -> answer(victim));
            } catch (IOException e) {
                // Closed, as the loop will notice.
            }
        }
    }

    private void answer(Socket victim) {
        try (victim) {
            victim.setTcpNoDelay(true);
            Attack attack = attack(head(victim.getInputStream()));
            requests.get(attack).incrementAndGet();
            answer(victim.getOutputStream(), attack);
        } catch (IOException theOtherHungUp) {
            // As it should be.
        }
    }

    private void answer(OutputStream out, Attack attack) throws IOException {
        AtomicLong count = taken.get(attack);
        write(out, attack.begin, count);
        if (attack == Attack.BOMB) {
            bomb(out, count);
        }
        while (attack.again.length > 0 && count.get() < ENOUGH) {
            if (attack.drips()) {
                write(out, new byte[] {attack.again[0]}, count);
                LockSupport.parkNanos(50_000_000);
            } else {
                write(out, attack.again, count);
            }
        }
    }

    private static void bomb(OutputStream out, AtomicLong count) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 512; i++) {
                gzip.write(zeros);
            }
        }
        write(out, packed.toByteArray(), count);
    }

    private static void write(OutputStream out, byte[] bytes, AtomicLong count) throws IOException {
        out.write(bytes);
        out.flush();
        count.addAndGet(bytes.length);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        // The request's body, if any, stays unread: the attacker does not care.
        return head.toString();
    }

    private Attack attack(String head) {
        String path = head.split(" ", 3)[1];
        for (Attack attack : Attack.values()) {
            if (path.equals(attack.path()) || path.startsWith(attack.path() + "?")) {
                return attack;
            }
        }
        return otherwise.get(Math.floorMod(turn.getAndIncrement(), otherwise.size()));
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
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
