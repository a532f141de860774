package io.iotconnectivity.mqtt;

import java.util.BitSet;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/**
 * The messages with QoS 1 that one connection has brought and for which no acknowledgement has been written yet. The broker may not send
 * more at a time than we said in CONNECT; one that does not keep to it would fill our memory, with messages or with acknowledgements that
 * it does not read.
 *
 * @see <a href="https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901251">MQTT 5, 4.9 Flow Control</a>
 */
final class Unacknowledged {
    private static final int PUBACK = 4;

    private final int limit;
    private final BitSet ids = new BitSet();

    // The packet that is being written.
    private int type;
    private int lengthShift = -1;
    private int left;
    private int id;
    private int idBytes;

    /**
     * @param limit Receive Maximum, as it was told to the broker
     */
    Unacknowledged(int limit) {
        this.limit = limit;
    }

    /** A message that comes twice counts once: it has one identifier. */
    synchronized void arrived(int messageId) throws ProtocolBreach {
        ids.set(messageId);
        if (ids.cardinality() > limit) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_RECEIVE_MAXIMUM_EXCEEDED,
                    "sends more than " + limit + " messages without waiting for their acknowledgements");
        }
    }

    /** Looks for acknowledgements in what is being sent. */
    synchronized void sent(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            sent(bytes[i] & 0xFF);
        }
    }

    private void sent(int octet) {
        if (lengthShift < 0 && left == 0) {
            type = octet >> 4;
            lengthShift = 0;
            id = 0;
            idBytes = 0;
        } else if (lengthShift >= 0) {
            left |= (octet & 0x7F) << lengthShift;
            lengthShift = (octet & 0x80) == 0 ? -1 : lengthShift + 7;
        } else {
            left--;
            if (type == PUBACK && idBytes < 2) {
                id = id << 8 | octet;
                if (++idBytes == 2) {
                    ids.clear(id);
                }
            }
        }
    }
}
