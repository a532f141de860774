package io.iotconnectivity.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.eclipse.angus.mail.util.WriteTimeoutSocket;

/**
 * The connection of one mail, below TLS. Only so much is read of it, and only for so long: Jakarta Mail reads lines without end, answers
 * of lines without end, and bounds single silences only.
 */
final class MailSocket extends WriteTimeoutSocket {
    /** What a server says in all, with its certificates; real ones say some thousand. */
    static final long MOST_BYTES = 256 * 1024;

    private final long end;
    private long read;

    /**
     * @param socket connected or not
     * @param write how long the other side may take nothing
     * @param longest for all that it says, from now on
     */
    MailSocket(Socket socket, Duration write, Duration longest) throws IOException {
        super(socket, Math.toIntExact(write.toMillis()));
        this.end = System.nanoTime() + longest.toNanos();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int at, int most) throws IOException {
                if (read >= MOST_BYTES) {
                    throw new IOException("it says more than " + MOST_BYTES + " bytes about one mail");
                }
                awaitNoLonger();
                int taken = super.read(into, at, (int) Math.min(most, MOST_BYTES - read));
                read += Math.max(0, taken);
                return taken;
            }

            /** TLS empties a connection that it gives up, and would not close one where that fails. */
            @Override
            public long skip(long most) throws IOException {
                long skipped = super.skip(Math.min(most, MOST_BYTES - read));
                read += skipped;
                return skipped;
            }

            @Override
            public int available() throws IOException {
                return (int) Math.min(super.available(), MOST_BYTES - read);
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }

    private void awaitNoLonger() throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("it takes too long about one mail");
        }
        int each = getSoTimeout();
        if (each == 0 || each > left) {
            setSoTimeout((int) left);
        }
    }
}
