package io.iotconnectivity.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The part of AWS that the sinks write to, as cheap as it can be: it accepts everything after a fixed latency and remembers the last
 * state of each device: {@code port latency-ms}. {@code GET /counts} tells what it has, one {@code name value} a line.
 *
 * <p>One thread and plain sockets, because it shares its processors with the product. It expects what HTTP clients send to AWS: a body
 * with a length, and no second request before the first has been answered.
 */
final class AwsStub {
    static final String UP = "The stub is up";
    private static final String TARGET = "DynamoDB_20120810.";
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] PUT_REQUEST = "\"PutRequest\"".getBytes(StandardCharsets.ISO_8859_1);
    private static final int FIRST_BUFFER = 16 * 1024;

    private final Selector selector;
    private final ServerSocketChannel server;
    private final long latencyNanos;
    private final Queue<Answer> due = new ArrayDeque<>();
    private final Map<String, Integer> requests = new TreeMap<>();
    private final Latest rows = new Latest("row-");
    private final Latest shadows = new Latest("shadow-");
    private int items;
    private int updated;

    /**
     * What waits until its latency is over; all have the same, so the oldest is the first.
     *
     * @param at by {@link System#nanoTime}
     */
    private record Answer(long at, SocketChannel to, byte[] bytes) {}

    /** The latest value of each key, and how many keys have which. */
    private static final class Latest {
        private final String name;
        private final Map<String, String> values = new HashMap<>();
        private final Map<String, Integer> counts = new TreeMap<>();

        Latest(String name) {
            this.name = name;
        }

        void put(String key, String value) {
            String before = values.put(key, value);
            if (!value.equals(before)) {
                counts.merge(name + value, 1, Integer::sum);
                if (before != null) {
                    counts.merge(name + before, -1, Integer::sum);
                }
            }
        }
    }

    private AwsStub(int port, long latencyMillis) throws IOException {
        latencyNanos = TimeUnit.MILLISECONDS.toNanos(latencyMillis);
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress("127.0.0.1", port), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] args) throws IOException {
        AwsStub stub = new AwsStub(Integer.parseInt(args[0]), Long.parseLong(args[1]));
        System.out.println(UP);
        while (true) {
            stub.round();
        }
    }

    private void round() throws IOException {
        if (due.isEmpty()) {
            selector.select(this::ready);
        } else {
            long millis = TimeUnit.NANOSECONDS.toMillis(due.peek().at - System.nanoTime()) + 1;
            selector.select(this::ready, Math.max(1, millis));
        }
        long now = System.nanoTime();
        while (!due.isEmpty() && due.peek().at - now <= 0) {
            Answer answer = due.remove();
            write(answer.to, answer.bytes);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel client = server.accept();
                client.configureBlocking(false);
                client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(FIRST_BUFFER));
            } else {
                read(key);
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel client = (SocketChannel) key.channel();
        ByteBuffer received = (ByteBuffer) key.attachment();
        if (client.read(received) < 0) {
            close(key);
            return;
        }
        byte[] bytes = received.array();
        int headEnd = indexOf(bytes, 0, received.position(), HEAD_END);
        if (headEnd < 0) {
            return;
        }
        int body = headEnd + HEAD_END.length;
        String head = new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1);
        String length = header(head, "content-length: ");
        int end = body + (length.isEmpty() ? 0 : Integer.parseInt(length));
        if (end > received.position()) {
            if (end > bytes.length) {
                key.attach(ByteBuffer.wrap(Arrays.copyOf(bytes, end)).position(received.position()));
            }
            return;
        }
        handle(client, head, bytes, body, end);
        received.clear();
    }

    private void handle(SocketChannel client, String head, byte[] bytes, int body, int end) throws IOException {
        String path = head.substring(head.indexOf(' ') + 1, head.indexOf(' ', head.indexOf(' ') + 1));
        if (path.equals("/counts")) {
            write(client, answer(counts()));
            return;
        }
        String answer = accept(head, path, bytes, body, end);
        due.add(new Answer(System.nanoTime() + latencyNanos, client, answer(answer)));
    }

    private String accept(String head, String path, byte[] bytes, int body, int end) {
        String target = header(head, "x-amz-target: ");
        String operation = target.isEmpty() ? head.substring(0, head.indexOf(' ')) : target.substring(TARGET.length());
        requests.merge(operation, 1, Integer::sum);
        switch (operation) {
            case "UpdateItem" -> {
                String update = new String(bytes, body, end - body, StandardCharsets.UTF_8);
                rows.put(after(update, "\"clientId\":{\"S\":\""), after(update, "\":state\":{\"S\":\""));
            }
            case "BatchExecuteStatement" -> {
                return statements(new String(bytes, body, end - body, StandardCharsets.UTF_8));
            }
            case "PutItem" -> items++;
            case "BatchWriteItem" -> items += count(bytes, body, end, PUT_REQUEST);
            case "POST" ->
                shadows.put(
                        path, after(new String(bytes, body, end - body, StandardCharsets.UTF_8), "\"last_will\":\""));
            case "DescribeTable" -> {
                return "{\"Table\":{\"TableStatus\":\"ACTIVE\"}}";
            }
            default -> {}
        }
        return "{}";
    }

    /** Each has its parameters behind it: what it sets, then the client id and the sequence. */
    private String statements(String body) {
        StringBuilder answer = new StringBuilder("{\"Responses\":[");
        String[] statements = body.split("\"Statement\":");
        for (int i = 1; i < statements.length; i++) {
            String[] parameters = statements[i].split("\\{\"(?:S|N|BOOL)\":\"?");
            String text = statements[i].substring(0, statements[i].indexOf("\\\"state\\\"=?"));
            int state = 1 + (int) text.chars().filter(c -> c == '?').count();
            rows.put(before(parameters[parameters.length - 2]), before(parameters[state]));
            answer.append(i > 1 ? "," : "").append("{\"TableName\":\"t\"}");
        }
        updated += statements.length - 1;
        return answer.append("]}").toString();
    }

    private static String before(String text) {
        return text.substring(0, text.indexOf('"'));
    }

    /** Empty if there is none. */
    private static String header(String head, String name) {
        for (int line = head.indexOf("\r\n"); line >= 0; line = head.indexOf("\r\n", line + 2)) {
            int start = line + 2;
            if (head.regionMatches(true, start, name, 0, name.length())) {
                int end = head.indexOf("\r\n", start);
                return head.substring(start + name.length(), end < 0 ? head.length() : end);
            }
        }
        return "";
    }

    private static int count(byte[] bytes, int from, int to, byte[] what) {
        int count = 0;
        for (int at = indexOf(bytes, from, to, what); at >= 0; at = indexOf(bytes, at + what.length, to, what)) {
            count++;
        }
        return count;
    }

    private static int indexOf(byte[] bytes, int from, int to, byte[] what) {
        for (int at = from; at <= to - what.length; at++) {
            if (Arrays.equals(bytes, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    private static String after(String body, String mark) {
        int start = body.indexOf(mark) + mark.length();
        return body.substring(start, body.indexOf('"', start));
    }

    private static byte[] answer(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Answers are small, so they fit into the socket's buffer. */
    private static void write(SocketChannel client, byte[] bytes) throws IOException {
        try {
            client.write(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            client.close();
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    private String counts() {
        Map<String, Integer> counts = new TreeMap<>(requests);
        counts.put("items", items);
        counts.put("updated-by-statements", updated);
        counts.putAll(rows.counts);
        counts.putAll(shadows.counts);
        StringBuilder lines = new StringBuilder();
        counts.forEach(
                (name, count) -> lines.append(name).append(' ').append(count).append('\n'));
        return lines.toString();
    }
}
