package io.iotconnectivity.source.mqtt;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/**
 * The packets of a broker, each whole and checked before Paho sees any of it. Paho 1.2.5 allocates what a packet announces before it
 * compares that with the largest size that it takes, and does the same once more for the properties inside of a packet: five bytes are
 * enough for 256 MB. It also loses its place where a header is interrupted, and its receiver dies of a packet that it cannot decode,
 * without a word to anybody.
 *
 * <p>Refused are packets that are too large, that do not end, that are not well-formed or that a broker has no business sending us: also
 * the whole of QoS 2, which we never ask for, and which would have Paho keep each message until the broker releases it. Those who publish may do so with QoS 2.
 *
 * <p>A time-out of the stream below is passed on, and reading goes on where it was.
 *
 * @see <a href="https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html">MQTT 5</a>
 */
final class PacketStream extends InputStream {
    /** Acknowledgements and the like: a reason code, and words about it. */
    static final int LARGEST_OTHER = 16 * 1024;

    /** One of 128 KiB over 32 kbit/s takes half of it. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int PUBREC = 5;
    private static final int PUBREL = 6;
    private static final int PUBCOMP = 7;
    private static final int SUBACK = 9;
    private static final int UNSUBACK = 11;
    private static final int PINGRESP = 13;
    private static final int DISCONNECT = 14;

    /** What a broker may send to one who never asks for messages with QoS 2. */
    private static final Map<Integer, String> NAMES = Map.of(
            CONNACK, "CONNACK",
            PUBLISH, "PUBLISH",
            PUBACK, "PUBACK",
            PUBREC, "PUBREC",
            PUBCOMP, "PUBCOMP",
            SUBACK, "SUBACK",
            UNSUBACK, "UNSUBACK",
            PINGRESP, "PINGRESP",
            DISCONNECT, "DISCONNECT");

    private static final byte[] NONE = {};

    private final InputStream in;
    private final long largest;
    private final Unacknowledged unacknowledged;
    private final LongSupplier nanoTime;

    private final byte[] header = new byte[5];
    private int headerBytes;
    private long begun;

    private byte[] packet = NONE;
    private int filled;
    private int given;

    /**
     * @param largest how many bytes a PUBLISH may have, its header included
     */
    PacketStream(InputStream in, long largest, Unacknowledged unacknowledged) {
        this(in, largest, unacknowledged, System::nanoTime);
    }

    PacketStream(InputStream in, long largest, Unacknowledged unacknowledged, LongSupplier nanoTime) {
        this.in = new BufferedInputStream(in);
        this.largest = largest;
        this.unacknowledged = unacknowledged;
        this.nanoTime = nanoTime;
    }

    @Override
    public int read() throws IOException {
        return hasNext() ? packet[given++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasNext()) {
            return -1;
        }
        int count = Math.min(length, packet.length - given);
        System.arraycopy(packet, given, buffer, offset, count);
        given += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return given < filled && filled == packet.length ? packet.length - given : in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean hasNext() throws IOException {
        if (given < packet.length && filled == packet.length) {
            return true;
        }
        try {
            return next();
        } catch (SocketTimeoutException e) {
            checkTime();
            throw e;
        }
    }

    private boolean next() throws IOException {
        if (filled == packet.length && !begin()) {
            return false;
        }
        while (filled < packet.length) {
            int count = in.read(packet, filled, packet.length - filled);
            if (count < 0) {
                return false;
            }
            filled += count;
            checkTime();
        }
        headerBytes = 0;
        check();
        return true;
    }

    /** Reads the header and makes room for what it announces; false at the end of the stream. */
    private boolean begin() throws IOException {
        while (headerBytes < 2 || header[headerBytes - 1] < 0) {
            if (headerBytes == header.length) {
                throw new ProtocolBreach(
                        MqttReturnCode.RETURN_CODE_MALFORMED_CONTROL_PACKET,
                        "sends a packet whose length takes more than four bytes");
            }
            if (headerBytes == 0) {
                unacknowledged.awaitRoom();
            }
            int next = in.read();
            if (next < 0) {
                return false;
            }
            if (headerBytes == 0) {
                begun = nanoTime.getAsLong();
            }
            header[headerBytes++] = (byte) next;
            checkTime();
        }
        int length = 0;
        for (int i = 1; i < headerBytes; i++) {
            length |= (header[i] & 0x7F) << 7 * (i - 1);
        }
        checkHeader(headerBytes + length);
        packet = new byte[headerBytes + length];
        System.arraycopy(header, 0, packet, 0, headerBytes);
        filled = headerBytes;
        given = 0;
        return true;
    }

    private int type() {
        return header[0] >> 4 & 0x0F;
    }

    private int qos() {
        return header[0] >> 1 & 3;
    }

    private void checkHeader(int size) throws ProtocolBreach {
        int type = type();
        if (type == PUBREL || type == PUBLISH && qos() == 2) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_QOS_NOT_SUPPORTED, "sends with QoS 2, for which nobody asked");
        }
        if (!NAMES.containsKey(type)) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_PROTOCOL_ERROR,
                    "sends a packet that no broker may send, of type " + type);
        }
        if (type == PUBLISH && qos() == 3) {
            throw malformed();
        }
        long limit = type == PUBLISH ? largest : LARGEST_OTHER;
        if (size > limit) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_PACKET_TOO_LARGE,
                    "announces a " + NAMES.get(type) + " of " + size + " bytes, the limit is " + limit);
        }
    }

    private void check() throws ProtocolBreach {
        try {
            ByteBuffer body = ByteBuffer.wrap(packet);
            body.position(lengthOfHeader());
            switch (type()) {
                case PUBLISH -> {
                    Publication publication = Publication.of(header[0], body);
                    if (qos() > 0) {
                        unacknowledged.arrived(publication.id());
                    }
                    if (!publication.isReadable()) {
                        packet = publication.readable();
                        filled = packet.length;
                    }
                }
                case CONNACK, SUBACK, UNSUBACK -> {
                    skip(body, 2);
                    if (type() == CONNACK && !body.hasRemaining()) {
                        throw new ProtocolBreach(
                                MqttReturnCode.RETURN_CODE_UNSUPPORTED_PROTOCOL_VERSION,
                                "answers as one does that knows MQTT 3 only; MQTT 5 is needed");
                    }
                    checkProperties(body);
                    MqttWireMessage.createWireMessage(packet);
                }
                case PUBACK, PUBCOMP -> {
                    skip(body, 2);
                    checkReason(body);
                }
                case PUBREC -> {
                    int id = body.getShort() & 0xFFFF;
                    checkReason(body);
                    unacknowledged.received(id);
                }
                case DISCONNECT -> checkReason(body);
                default -> {}
            }
        } catch (BufferUnderflowException | MqttException | IllegalArgumentException e) {
            throw malformed();
        }
    }

    private int lengthOfHeader() {
        int length = 1;
        while (packet[length] < 0) {
            length++;
        }
        return length + 1;
    }

    /** A reason code and properties, which may both be left out. */
    private void checkReason(ByteBuffer body) throws ProtocolBreach, MqttException {
        if (body.remaining() > 1) {
            skip(body, 1);
            checkProperties(body);
        }
        MqttWireMessage.createWireMessage(packet);
    }

    private static void checkProperties(ByteBuffer body) {
        skip(body, Publication.number(body));
    }

    private static void skip(ByteBuffer body, int length) {
        if (length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        body.position(body.position() + length);
    }

    private ProtocolBreach malformed() {
        return new ProtocolBreach(
                MqttReturnCode.RETURN_CODE_MALFORMED_CONTROL_PACKET,
                "sends a " + NAMES.get(type()) + " that is not well-formed");
    }

    private void checkTime() throws ProtocolBreach {
        if (headerBytes > 0 && nanoTime.getAsLong() - begun > LONGEST.toNanos()) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR,
                    "has not ended a packet within " + LONGEST.toSeconds() + " seconds");
        }
    }
}
