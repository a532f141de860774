package io.iotconnectivity.source.mqtt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.BitSet;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/**
 * The QoS 1 messages that one connection has delivered and whose acknowledgement has not been written yet. The broker
 * may not send more at a time than we announced in CONNECT. One that does would fill our memory, with messages or with
 * acknowledgements that it does not read, so reading pauses meanwhile. Disconnecting it, as MQTT 5 allows, would blind
 * us: mosquitto 2.0.11 is such a broker whenever messages have queued up.
 *
 * @see <a href="https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901251">MQTT 5, 4.9 Flow
 *     Control</a>
 */
final class Unacknowledged {
    private static final int PUBLISH = 3;

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
     * @param limit the Receive Maximum announced to the broker
     */
    Unacknowledged(int limit) {
        this.limit = limit;
    }

    synchronized boolean hasRoom() {
        return count <= limit;
    }

    /**
     * Waits while there are more messages than allowed.
     *
     * @throws SocketTimeoutException if that takes long; to be retried, like any network timeout
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

    /** A message that arrives twice counts once: it has one identifier. */
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

    /** The broker has received a QoS 2 message of ours. Paho's receiver dies of a receipt that nobody waits for. */
    synchronized void received(int messageId) throws ProtocolBreach {
        if (!published.get(messageId)) {
            throw new ProtocolBreach(
                    MqttReturnCode.RETURN_CODE_PROTOCOL_ERROR, "sends a PUBREC for a message that was not published");
        }
        published.clear(messageId);
    }

    /** These messages, of which the first {@code number} count, are being acknowledged. */
    synchronized void acknowledged(int[] messageIds, int number) {
        for (int i = 0; i < number; i++) {
            if (ids.get(messageIds[i])) {
                ids.clear(messageIds[i]);
                count--;
            }
        }
        repeated = 0;
        notifyAll();
    }

    /** Looks for QoS 2 messages in what is being sent. */
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
        if (first >> 4 != PUBLISH || (first & 6) != 4) {
            return;
        }
        number = (number << 8 | octet) & 0xFFFF;
        at++;
        if (at == 2) {
            // The identifier is preceded by the topic and its length.
            idAt = 2 + number;
        }
        if (at == idAt + 2 && idAt > 0) {
            published.set(number);
        }
    }
}
