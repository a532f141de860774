package io.iotconnectivity.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.http.Abortable;

/**
 * The body of an answer, of which not more is read than a client may make objects of. Three bytes, {@code {},}, become an object that takes a
 * hundred, so what could become an object is counted as well as the bytes.
 */
final class AnswerBody extends FilterInputStream {
    /** A page of the log has a megabyte, a result several. */
    static final int MOST_BYTES = 8 * 1024 * 1024;

    /** A page of the log or a result has 10,000 entries, each of some fields. */
    static final int MOST_PARTS = 250_000;

    /** What is read on at the end, so that the connection can be used again. */
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
     * @param exchange ends the connection
     * @param over is told once that nothing more is read
     * @param binary whether each byte may be a value, as in CBOR, and not a letter of one
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
            throw new IOException("the answer has more than "
                    + (bytes > MOST_BYTES ? MOST_BYTES + " bytes" : MOST_PARTS + " parts") + "; it is not read on");
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

    /** Of JSON what begins a value outside of texts; of XML what begins an element. */
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

    /** Reads a rest that is small, so that the connection can be used again; a long one costs the connection. */
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
            // What was wanted of it has been read.
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
