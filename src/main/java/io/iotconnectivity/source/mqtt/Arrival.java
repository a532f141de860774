package io.iotconnectivity.source.mqtt;

import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/**
 * A message on its way through the route. It belongs to the connection that brought it: only there may it be acknowledged, since message
 * ids mean nothing on another one. The first of {@link #accept} and {@link #refuse} counts, from whichever thread it comes.
 */
final class Arrival {
    /** What Camel makes of a message, and the engine of that. */
    private static final int EXCHANGE = 2048;

    /** At most; there are many of them where they are short. */
    private static final int USER_PROPERTY = 512;

    private final BrokerConnection connection;
    private final String topic;
    private final MqttMessage message;
    private final AtomicBoolean settled = new AtomicBoolean();

    Arrival(BrokerConnection connection, String topic, MqttMessage message) {
        this.connection = connection;
        this.topic = topic;
        this.message = message;
    }

    String topic() {
        return topic;
    }

    MqttMessage message() {
        return message;
    }

    /** About how many bytes of memory it takes until it is settled. */
    long weight() {
        return EXCHANGE
                + topic.length()
                + message.getPayload().length
                + (long) USER_PROPERTY
                        * message.getProperties().getUserProperties().size();
    }

    /** Without QoS there is no acknowledgement and no second delivery. */
    boolean canBeRepeated() {
        return message.getQos() > 0;
    }

    /** Its connection is over, so the broker will send it again; to process it now would be for nothing. */
    boolean isStale() {
        return canBeRepeated() && connection.isOver();
    }

    /** It is durable here; the broker may forget it. */
    void accept() {
        if (settled.compareAndSet(false, true)) {
            connection.accepted(this);
        }
    }

    /** It could not be kept; the broker must not forget it. */
    void refuse(Throwable why) {
        if (settled.compareAndSet(false, true)) {
            connection.refused(this, why);
        }
    }
}
