package io.iotconnectivity.source.mqtt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.BitSet;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/**
 * The messages with QoS 1 that one connection has brought and for which no acknowledgement has been written yet. The broker may not send
 * more at a time than we said in CONNECT. One that does would fill our memory, with messages or with acknowledgements that it does not
 * read, so no more is read meanwhile. To disconnect it, as MQTT 5 allows, would blind us: mosquitto 2.0.11 is such a broker whenever
 * messages have queued up.
 *
 * @see <a href="https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901251">MQTT 5, 4.9 Flow Control</a>
 */
final class Unacknowledged {
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;

    /** Far more than any broker repeats; each costs an acknowledgement that waits to be written. */
    private static final int MOST_REPEATED = 1000;

    private static final long WAIT_MILLIS = 1000;

    private final int limit;
    private final BitSet ids = new BitSet();
    private int count;
    private int repeated;
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

    /**
     * Waits while there are more messages than there may be.
     *
     * @throws SocketTimeoutException if that takes long; to be tried again, like any time-out of a network
     */
    synchronized void awaitRoom() throws IOException {
        if (count <= limit) {
            return;
        }
        try {
            wait(WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while there are too many messages");
        }
        if (count > limit) {
            throw new SocketTimeoutException("too many messages are unacknowledged");
        }
    }

    /** A message that comes twice counts once: it has one identifier. */
    synchronized void arrived(int messageId) throws ProtocolBreach {
        if (!ids.get(messageId)) {
            ids.set(messageId);
            count++;
        } else if (++repeated > MOST_REPEATED) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_RECEIVE_MAXIMUM_EXCEEDED,
                    "repeats messages without waiting for their acknowledgements");
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
                acknowledged(number);
            } else if (idAt > 0) {
                published.set(number);
            }
        }
    }

    private void acknowledged(int id) {
        repeated = 0;
        if (ids.get(id)) {
            ids.clear(id);
            count--;
            notifyAll();
        }
    }
}
