package io.iotconnectivity.source.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/**
 * The packets of a broker, each whole and checked. Paho sees only those that answer us; messages go to
 * {@link Publications}, many for each read of the network. Paho 1.2.5 allocates what a packet announces before it
 * compares that with its maximum packet size, and does the same for the properties inside a packet: five bytes are
 * enough for 256 MB. It also loses its place if a header is interrupted, its receiver dies silently of a packet that it
 * cannot decode, and each message costs it two hand-overs between threads.
 *
 * <p>Refused are packets that are too large, that do not end, that are malformed or that a broker has no business
 * sending us: also all of QoS 2, which we never request, and topic aliases, which we never offer. Publishers may use
 * QoS 2.
 *
 * <p>A timeout of the stream below is passed on, and reading continues where it was.
 *
 * @see <a href="https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html">MQTT 5</a>
 */
final class PacketStream extends InputStream {
    /** Acknowledgements and the like: a reason code, and text about it. */
    static final int LARGEST_OTHER = 16 * 1024;

    /** A packet of 128 KiB over 32 kbit/s takes half of it. */
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

    /** What a broker may send to a client that never requests QoS 2. */
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

    /** Holds all that one source's broker sends at a time: a hundred presence events. */
    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final long largest;
    private final Unacknowledged unacknowledged;
    private final Publications publications;
    private final LongSupplier nanoTime;

    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int limit;

    private final byte[] header = new byte[5];
    private int headerBytes;

    /** When the packet was first seen to be incomplete. */
    private OptionalLong begun = OptionalLong.empty();

    private byte[] packet = NONE;
    private int filled;
    private int given;

    /**
     * @param largest how many bytes a PUBLISH may have, including its header
     */
    PacketStream(InputStream in, long largest, Unacknowledged unacknowledged, Publications publications) {
        this(in, largest, unacknowledged, publications, System::nanoTime);
    }

    PacketStream(
            InputStream in,
            long largest,
            Unacknowledged unacknowledged,
            Publications publications,
            LongSupplier nanoTime) {
        this.in = in;
        this.largest = largest;
        this.unacknowledged = unacknowledged;
        this.publications = publications;
        this.nanoTime = nanoTime;
    }

    @Override
    public int read() throws IOException {
        return hasNext() ? packet[given++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasNext()) {
            return -1;
        }
        int count = Math.min(length, packet.length - given);
        System.arraycopy(packet, given, target, offset, count);
        given += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return given < filled && filled == packet.length ? packet.length - given : limit - at + in.available();
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
            while (next()) {
                if (type() != PUBLISH) {
                    check();
                    return true;
                }
                publish();
            }
            return false;
        } catch (SocketTimeoutException e) {
            checkTime();
            throw e;
        }
    }

    /** Reads a packet; false at the end of the stream. */
    private boolean next() throws IOException {
        if (filled == packet.length && !begin()) {
            return false;
        }
        while (filled < packet.length) {
            if (at == limit && !fill()) {
                return false;
            }
            int count = Math.min(limit - at, packet.length - filled);
            System.arraycopy(buffer, at, packet, filled, count);
            at += count;
            filled += count;
        }
        headerBytes = 0;
        begun = OptionalLong.empty();
        return true;
    }

    /** Reads the header and allocates what it announces, within the limit; false at the end of the stream. */
    private boolean begin() throws IOException {
        while (headerBytes < 2 || header[headerBytes - 1] < 0) {
            if (headerBytes == header.length) {
                throw new ProtocolBreach(
                        MqttReturnCode.RETURN_CODE_MALFORMED_CONTROL_PACKET,
                        "sends a packet whose length takes more than four bytes");
            }
            if (headerBytes == 0 && !unacknowledged.hasRoom()) {
                publications.pause();
                unacknowledged.awaitRoom();
            }
            if (at == limit && !fill()) {
                return false;
            }
            header[headerBytes++] = buffer[at++];
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

    /** Waits for more from the network; false at the end of the stream. */
    private boolean fill() throws IOException {
        publications.pause();
        if (headerBytes > 0 && begun.isEmpty()) {
            begun = OptionalLong.of(nanoTime.getAsLong());
        }
        int count = in.read(buffer, 0, buffer.length);
        if (count < 0) {
            return false;
        }
        at = 0;
        limit = count;
        checkTime();
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
                    MqttReturnCode.RETURN_CODE_QOS_NOT_SUPPORTED, "sends with QoS 2, which nobody requested");
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

    private void publish() throws IOException {
        Publication publication;
        try {
            publication = Publication.of(header[0], body());
        } catch (BufferUnderflowException e) {
            throw malformed();
        }
        packet = NONE;
        filled = 0;
        given = 0;
        if (publication.properties().getTopicAlias() != null) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_TOPIC_ALIAS_NOT_ACCEPTED, "uses a topic alias, which was not offered");
        }
        if (publication.qos() > 0) {
            unacknowledged.arrived(publication.id());
        }
        publications.arrived(publication);
    }

    private ByteBuffer body() {
        ByteBuffer body = ByteBuffer.wrap(packet);
        body.position(lengthOfHeader());
        return body;
    }

    private void check() throws ProtocolBreach {
        try {
            ByteBuffer body = body();
            switch (type()) {
                case CONNACK, SUBACK, UNSUBACK -> {
                    skip(body, 2);
                    if (type() == CONNACK && !body.hasRemaining()) {
                        throw new ProtocolBreach(
                                MqttReturnCode.RETURN_CODE_UNSUPPORTED_PROTOCOL_VERSION,
                                "responds like a broker that only supports MQTT 3; MQTT 5 is required");
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

    /** A reason code and properties, which may both be absent. */
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
                "sends a " + NAMES.get(type()) + " that is malformed");
    }

    private void checkTime() throws ProtocolBreach {
        if (begun.isPresent() && nanoTime.getAsLong() - begun.getAsLong() > LONGEST.toNanos()) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR,
                    "has not ended a packet within " + LONGEST.toSeconds() + " seconds");
        }
    }
}
