package io.iotconnectivity.source.mqtt;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/** A server's response to the WebSocket upgrade, as long as it is neither endless nor takes forever. */
final class UpgradeAnswer extends FilterInputStream {
    static final int LONGEST = 16 * 1024;

    private final long end;
    private final LongSupplier nanoTime;
    private final byte[] one = new byte[1];
    private int left = LONGEST;
    private int lineEnds;

    UpgradeAnswer(InputStream in, Duration limit) {
        this(in, limit, System::nanoTime);
    }

    UpgradeAnswer(InputStream in, Duration limit, LongSupplier nanoTime) {
        super(in);
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + limit.toNanos();
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** Ends at the empty line: what follows is not part of the response, even if the reader buffers ahead. */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (lineEnds == 2) {
            return -1;
        }
        if (left-- == 0) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_PACKET_TOO_LARGE,
                    "responds to the WebSocket upgrade with more than " + LONGEST + " bytes");
        }
        int count = in.read(buffer, offset, 1);
        if (count < 0) {
            throw new EOFException();
        }
        if (nanoTime.getAsLong() - end > 0) {
            throw new SocketTimeoutException("the response to the WebSocket upgrade does not end");
        }
        if (buffer[offset] == '\n') {
            lineEnds++;
        } else if (buffer[offset] != '\r') {
            lineEnds = 0;
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
