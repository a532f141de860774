package io.iotconnectivity.source.mqtt;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;

/**
 * One PUBLISH. It is decoded here because topic and properties come from the publisher, through brokers that may accept
 * control characters in them: Paho's receiver dies of these, and since the broker then redelivers the message, one
 * device would make us deaf for good. Properties that Paho cannot decode are dropped: nothing that is decided here
 * depends on them.
 *
 * @param qos 0 or 1
 * @param id of the message; 0 without QoS
 */
record Publication(String topic, int qos, boolean retained, int id, MqttProperties properties, byte[] payload) {
    /** Decoded, properties take up to thirty times as much. */
    static final int LARGEST_PROPERTIES = 16 * 1024;

    private static final int RETAINED = 1;

    /**
     * @param first octet of the packet
     * @param body the packet without its header
     * @throws BufferUnderflowException if it is malformed
     */
    static Publication of(byte first, ByteBuffer body) {
        byte[] topic = take(body, body.getShort() & 0xFFFF);
        int qos = first >> 1 & 3;
        int id = qos == 0 ? 0 : body.getShort() & 0xFFFF;
        int start = body.position();
        int length = number(body);
        if (length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        body.position(body.position() + length);
        MqttProperties properties = properties(body.slice(start, body.position() - start));
        return new Publication(
                new String(topic, StandardCharsets.UTF_8),
                qos,
                (first & RETAINED) != 0,
                id,
                properties,
                take(body, body.remaining()));
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

    private static byte[] take(ByteBuffer body, int length) {
        if (length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }

    /**
     * @param encoded with their length
     */
    private static MqttProperties properties(ByteBuffer encoded) {
        int length = encoded.remaining();
        if (length == 1 || length > LARGEST_PROPERTIES) {
            return new MqttProperties();
        }
        byte[] nothingElse = new byte[2 + length];
        encoded.get(nothingElse, 2, length);
        try {
            return new MqttPublish((byte) 0, nothingElse).getProperties();
        } catch (MqttException | IOException | RuntimeException notDecoded) {
            return new MqttProperties();
        }
    }
}
