package io.iotconnectivity.mcp;

import io.iotconnectivity.thread.NamedThread;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Answers messages that come a line each, as a client does that starts the command itself (the transport stdio). */
public final class LineServer {
    /** The longest message, in bytes. */
    static final int LONGEST = 64 * 1024;

    /** So that a slow report does not hold up a ping. */
    private static final int AT_ONCE = 4;

    /** Longer than any request to the application takes. */
    private static final int LAST_ANSWERS_SECONDS = 40;

    private final McpProtocol protocol;
    private final PrintWriter out;

    /**
     * @param out gets responses and nothing else
     */
    public LineServer(McpProtocol protocol, PrintWriter out) {
        this.protocol = protocol;
        this.out = out;
    }

    /**
     * Answers until the client closes its end; what has been asked by then is still answered.
     *
     * @throws IOException if nothing can be read
     */
    public void run(InputStream in) throws IOException {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(AT_ONCE),
                NamedThread.numberedDaemons("mcp"),
                // Whoever asks faster than we answer waits.
                new ThreadPoolExecutor.CallerRunsPolicy());
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    take(line, workers);
                    line = new ByteArrayOutputStream();
                } else if (line.size() <= LONGEST) {
                    line.write(next);
                }
            }
            take(line, workers);
        } finally {
            workers.shutdown();
            awaitAnswers(workers);
        }
    }

    private void take(ByteArrayOutputStream line, ThreadPoolExecutor workers) {
        String message = line.toString(StandardCharsets.UTF_8);
        if (line.size() > LONGEST) {
            write(protocol.error(ErrorCodes.INVALID_REQUEST, "a message has at most " + LONGEST + " bytes"));
        } else if (!message.isBlank()) {
            workers.execute(() -> protocol.answer(message).ifPresent(this::write));
        }
    }

    private synchronized void write(String response) {
        out.print(response);
        // Whatever the machine's lines end with.
        out.print('\n');
        out.flush();
    }

    private static void awaitAnswers(ThreadPoolExecutor workers) {
        try {
            workers.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
