package io.iotconnectivity.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.http.Abortable;

/**
 * A response body, read only as far as a client may create objects from it. Three bytes, {@code {},}, become an object
 * of a hundred, so potential objects are counted as well as bytes.
 */
final class AnswerBody extends FilterInputStream {
    /** A log page has a megabyte, a result several. */
    static final int MOST_BYTES = 8 * 1024 * 1024;

    /** A log page or a result has 10,000 entries, each with several fields. */
    static final int MOST_PARTS = 250_000;

    /** What is read at the end so that the connection can be reused. */
    private static final int MOST_LEFT = 64 * 1024;

    private final Abortable exchange;
    private final Runnable over;
    private final boolean binary;
    private boolean inString;
    private boolean escaped;
    private long bytes;
    private int parts;
    private boolean isOver;

    /**
     * @param exchange closes the connection
     * @param over called once when reading has ended
     * @param binary whether each byte may be a value, as in CBOR, rather than a character of one
     */
    AnswerBody(InputStream body, Abortable exchange, Runnable over, boolean binary) {
        super(body);
        this.exchange = exchange;
        this.over = over;
        this.binary = binary;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
        int read = in.read(into, at, most);
        if (read < 0) {
            end();
            return read;
        }
        bytes += read;
        for (int i = at; i < at + read; i++) {
            parts += isPart(into[i]) ? 1 : 0;
        }
        if (bytes > MOST_BYTES || parts > MOST_PARTS) {
            exchange.abort();
            end();
            throw new IOException("the response has more than "
                    + (bytes > MOST_BYTES ? MOST_BYTES + " bytes" : MOST_PARTS + " parts") + "; reading stopped");
        }
        return read;
    }

    @Override
    public long skip(long most) throws IOException {
        return read(new byte[(int) Math.min(most, MOST_LEFT)]);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** In JSON what begins a value outside of strings; in XML what begins an element. */
    private boolean isPart(byte next) {
        if (binary) {
            return true;
        }
        if (inString) {
            inString = escaped || next != '"';
            escaped = !escaped && next == '\\';
        } else {
            inString = next == '"';
        }
        return next == '<' || !inString && (next == ',' || next == '{' || next == '[');
    }

    /** Reads a small rest, so that the connection can be reused; a long one costs the connection. */
    @Override
    public void close() throws IOException {
        try {
            byte[] rest = new byte[4096];
            long from = bytes;
            while (!isOver && bytes - from < MOST_LEFT) {
                read(rest);
            }
            if (!isOver) {
                exchange.abort();
                end();
            }
            in.close();
        } catch (IOException e) {
            // What was needed of it has been read.
            exchange.abort();
            end();
        }
    }

    private void end() {
        if (!isOver) {
            isOver = true;
            over.run();
        }
    }
}
