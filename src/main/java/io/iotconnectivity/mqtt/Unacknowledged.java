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
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;

    private final int limit;
    private final BitSet ids = new BitSet();
    private final BitSet published = new BitSet();

    // The packet that is being written.
    private int first;
    private int lengthShift = -1;
    private int left;
    private int at;
    private int idAt;
    private int number;

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

    /** The broker has received a message of ours with QoS 2. Paho's receiver dies of a receipt that nobody waits for. */
    synchronized void received(int messageId) throws ProtocolBreach {
        if (!published.get(messageId)) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_PROTOCOL_ERROR, "sends a PUBREC for a message that was not published");
        }
        published.clear(messageId);
    }

    /** Looks for acknowledgements, and for messages with QoS 2, in what is being sent. */
    synchronized void sent(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            sent(bytes[i] & 0xFF);
        }
    }

    private void sent(int octet) {
        if (lengthShift < 0 && left == 0) {
            first = octet;
            lengthShift = 0;
            at = 0;
            idAt = 0;
        } else if (lengthShift >= 0) {
            left |= (octet & 0x7F) << lengthShift;
            lengthShift = (octet & 0x80) == 0 ? -1 : lengthShift + 7;
        } else {
            left--;
            inside(octet);
        }
    }

    private void inside(int octet) {
        boolean publishes = first >> 4 == PUBLISH && (first & 6) == 4;
        if (!publishes && first >> 4 != PUBACK) {
            return;
        }
        number = (number << 8 | octet) & 0xFFFF;
        at++;
        if (publishes && at == 2) {
            // What stands before the identifier is the topic, with its length.
            idAt = 2 + number;
        }
        if (at == idAt + 2) {
            if (!publishes) {
                ids.clear(number);
            } else if (idAt > 0) {
                published.set(number);
            }
        }
    }
}
