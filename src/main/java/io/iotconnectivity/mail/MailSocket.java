package io.iotconnectivity.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.eclipse.angus.mail.util.WriteTimeoutSocket;

/**
 * The connection of one mail, below TLS, bounded in bytes and time: Jakarta Mail accepts lines of any length and
 * responses of any number of lines, and limits only the time that a single read takes.
 */
final class MailSocket extends WriteTimeoutSocket {
    /** The most bytes that a server may send in all, with its certificates; real ones send a few thousand. */
    static final long MOST_BYTES = 256 * 1024;

    private final long end;
    private long read;

    /**
     * @param socket connected or not
     * @param write how long the other side may accept nothing
     * @param longest how long it may take to send everything, from now on
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

            /** TLS drains a connection before it closes it, and leaves it open if that fails. */
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
