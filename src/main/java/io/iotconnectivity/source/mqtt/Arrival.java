package io.iotconnectivity.source.mqtt;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A message on its way through the route. It belongs to the connection that delivered it and may only be acknowledged
 * there, since message ids mean nothing on another one. The first call of {@link #accept} or {@link #refuse} counts,
 * from whichever thread.
 */
final class Arrival {
    /** The objects that Camel and the engine create for a message, in bytes. */
    private static final int EXCHANGE = 2048;

    /** The most that one takes; short ones come in large numbers. */
    private static final int USER_PROPERTY = 512;

    private final BrokerConnection connection;
    private final Publication publication;
    private final AtomicBoolean settled = new AtomicBoolean();

    /** Guarded by the connection. */
    private boolean durable;

    Arrival(BrokerConnection connection, Publication publication) {
        this.connection = connection;
        this.publication = publication;
    }

    String topic() {
        return publication.topic();
    }

    Publication publication() {
        return publication;
    }

    /** About how many bytes of memory it takes until it is settled. */
    long weight() {
        return EXCHANGE
                + publication.topic().length()
                + publication.payload().length
                + (long) USER_PROPERTY
                        * publication.properties().getUserProperties().size();
    }

    /** Without QoS there is neither acknowledgement nor redelivery. */
    boolean canBeRepeated() {
        return publication.qos() > 0;
    }

    void markDurable() {
        durable = true;
    }

    boolean isDurable() {
        return durable;
    }

    /** Its connection is over, so the broker will redeliver it; processing it now would be wasted. */
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
