package io.iotconnectivity.source.mqtt;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;

/**
 * One PUBLISH, made into one that Paho can decode. Topic and properties come from whoever published, through brokers that need not mind
 * control characters in them; Paho's receiver dies of these, and since the broker then sends the message again, one device would have made
 * us deaf for good. So a topic is written another way, which {@link #topic} undoes, and properties that Paho cannot decode are left out:
 * nothing that is decided here depends on them.
 *
 * @param first      octet of the packet
 * @param id         of the message; 0 without QoS
 * @param properties with their length
 */
record Publication(byte first, String topic, int id, ByteBuffer properties, ByteBuffer payload) {
    /** Decoded, properties take up to thirty times as much. */
    static final int LARGEST_PROPERTIES = 16 * 1024;

    /** Of the private use area, so that hardly any topic holds it. */
    private static final char ESCAPE = '\uf8ff';

    private static final int LONGEST_TOPIC = 0xFFFF;
    private static final byte[] NO_TOPIC = {};
    private static final int DIGITS = 4;
    private static final int HEXADECIMAL = 16;

    /**
     * @param body the packet without its header
     * @throws BufferUnderflowException if it is not well-formed
     */
    static Publication of(byte first, ByteBuffer body) {
        byte[] topic = new byte[Math.min(body.getShort() & 0xFFFF, body.remaining() + 1)];
        body.get(topic);
        int id = (first & 6) == 0 ? 0 : body.getShort() & 0xFFFF;
        int start = body.position();
        int length = number(body);
        if (length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        int payload = body.position() + length;
        return new Publication(
                first,
                new String(topic, StandardCharsets.UTF_8),
                id,
                body.slice(start, payload - start),
                body.slice(payload, body.limit() - payload));
    }

    /**
     * Reads a variable byte integer.
     *
     * @throws BufferUnderflowException if it has not ended after four bytes
     */
    static int number(ByteBuffer body) {
        int number = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            byte octet = body.get();
            number |= (octet & 0x7F) << shift;
            if (octet >= 0) {
                return number;
            }
        }
        throw new BufferUnderflowException();
    }

    /** Whether Paho can decode it as it is. */
    boolean isReadable() {
        return topic.chars().noneMatch(Publication::isEscaped) && hasReadableProperties();
    }

    /** A packet that tells the same and that Paho can decode; a topic that gets too long by it is left out. */
    byte[] readable() {
        byte[] escaped = escaped(topic).getBytes(StandardCharsets.UTF_8);
        byte[] name = escaped.length <= LONGEST_TOPIC ? escaped : NO_TOPIC;
        ByteBuffer kept = hasReadableProperties() ? properties.duplicate() : ByteBuffer.allocate(1);
        int idBytes = (first & 6) == 0 ? 0 : 2;
        int length = 2 + name.length + idBytes + kept.remaining() + payload.remaining();
        ByteBuffer packet = ByteBuffer.allocate(5 + length).put(first);
        for (int left = length; ; left >>= 7) {
            packet.put((byte) (left < 0x80 ? left : left & 0x7F | 0x80));
            if (left < 0x80) {
                break;
            }
        }
        packet.putShort((short) name.length).put(name);
        if (idBytes > 0) {
            packet.putShort((short) id);
        }
        packet.put(kept).put(payload.duplicate());
        byte[] bytes = new byte[packet.flip().remaining()];
        packet.get(bytes);
        return bytes;
    }

    private boolean hasReadableProperties() {
        int length = properties.remaining();
        if (length == 1) {
            return true;
        }
        if (length > LARGEST_PROPERTIES) {
            return false;
        }
        byte[] nothingElse = new byte[2 + length];
        properties.duplicate().get(nothingElse, 2, length);
        try {
            new MqttPublish((byte) 0, nothingElse);
            return true;
        } catch (MqttException | IOException | RuntimeException notDecoded) {
            return false;
        }
    }

    private static String escaped(String topic) {
        StringBuilder text = new StringBuilder();
        topic.chars().forEach(unit -> {
            if (isEscaped(unit)) {
                String digits = Integer.toHexString(unit);
                text.append(ESCAPE).append("0".repeat(DIGITS - digits.length())).append(digits);
            } else {
                text.append((char) unit);
            }
        });
        return text.toString();
    }

    /** The topic as it was published, of one that Paho has decoded. */
    static String topic(String decoded) {
        if (decoded.indexOf(ESCAPE) < 0) {
            return decoded;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < decoded.length(); i++) {
            if (decoded.charAt(i) == ESCAPE) {
                text.append((char) Integer.parseInt(decoded, i + 1, i + 1 + DIGITS, HEXADECIMAL));
                i += DIGITS;
            } else {
                text.append(decoded.charAt(i));
            }
        }
        return text.toString();
    }

    private static boolean isEscaped(int unit) {
        return unit < ' '
                || unit >= 0x7F && unit < 0xA0
                || unit == ESCAPE
                || unit >= 0xFDD0 && unit <= 0xFDDF
                || unit >= 0xFFFE
                || Character.isSurrogate((char) unit);
    }
}
