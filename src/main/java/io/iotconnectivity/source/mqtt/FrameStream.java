package io.iotconnectivity.source.mqtt;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/**
 * The payload of the binary frames from a WebSocket server, in whichever pieces. Nothing is allocated because a frame
 * announces it. A timeout of the stream below is passed on, and reading continues where it was.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5">RFC 6455, 5. Data Framing</a>
 */
final class FrameStream extends InputStream {
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private static final int LARGEST_CONTROL = 125;

    /** Consecutive frames without payload; more of them only keep us busy. */
    private static final int MOST_IDLE = 100;

    private final InputStream in;
    private final Pongs pongs;

    private final byte[] header = new byte[10];
    private int headerBytes;
    private boolean inFrame;
    private long left;
    private int idle;
    private boolean closed;

    private byte[] control = {};
    private int controlBytes;

    /** Answers pings. */
    interface Pongs {
        void answer(byte[] ping) throws IOException;
    }

    FrameStream(InputStream in, Pongs pongs) {
        this.in = new BufferedInputStream(in);
        this.pongs = pongs;
    }

    @Override
    public int read() throws IOException {
        if (!hasNext()) {
            return -1;
        }
        int next = in.read();
        left--;
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasNext()) {
            return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(0, count);
        return count;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(left, in.available());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean hasNext() throws IOException {
        while (!closed && left == 0) {
            if (!inFrame) {
                if (!begin()) {
                    return false;
                }
                inFrame = true;
            }
            if (opcode() >= CLOSE && !takeControl()) {
                return false;
            }
            inFrame = false;
            headerBytes = 0;
            if (left == 0 && ++idle > MOST_IDLE) {
                throw breach("sends empty WebSocket frames, more than " + MOST_IDLE + " in a row");
            }
        }
        if (left > 0) {
            idle = 0;
        }
        return !closed;
    }

    private int opcode() {
        return header[0] & 0x0F;
    }

    /** Reads a header; false at the end of the stream. */
    private boolean begin() throws IOException {
        while (headerBytes < 2 || headerBytes < headerLength()) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            header[headerBytes++] = (byte) next;
        }
        long length = header[1] & 0x7F;
        if (length > LARGEST_CONTROL) {
            length = 0;
            for (int i = 2; i < headerBytes; i++) {
                length = length << 8 | header[i] & 0xFF;
            }
        }
        int opcode = opcode();
        if (opcode != CONTINUATION && opcode != BINARY && (opcode < CLOSE || opcode > PONG)) {
            throw breach("sends a WebSocket frame of type " + opcode + ", which MQTT does not use");
        }
        if (header[1] < 0) {
            throw breach("masks its WebSocket frames, as clients do");
        }
        if (length < 0 || opcode >= CLOSE && length > LARGEST_CONTROL) {
            throw breach("announces a WebSocket frame that is too large");
        }
        if (opcode >= CLOSE) {
            control = new byte[(int) length];
            controlBytes = 0;
        } else {
            left = length;
        }
        return true;
    }

    private int headerLength() {
        return switch (header[1] & 0x7F) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
    }

    /** False at the end of the stream. */
    private boolean takeControl() throws IOException {
        while (controlBytes < control.length) {
            int count = in.read(control, controlBytes, control.length - controlBytes);
            if (count < 0) {
                return false;
            }
            controlBytes += count;
        }
        if (opcode() == PING) {
            pongs.answer(control);
        }
        closed = opcode() == CLOSE;
        return true;
    }

    private static ProtocolBreach breach(String what) {
        return new ProtocolBreach(MqttReturnCode.RETURN_CODE_PROTOCOL_ERROR, what);
    }
}
