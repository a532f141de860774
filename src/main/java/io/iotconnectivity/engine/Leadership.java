package io.iotconnectivity.engine;

/**
 * Whether this node is the one that does what only one node at a time may do: connect to the MQTT broker with the client
 * ids of the installation, query AWS, and judge whether a source is blind.
 */
public interface Leadership {

    /** The only node there is always leads. */
    Leadership ALONE = new Leadership() {
        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public void listen(Runnable listener) {
            listener.run();
        }
    };

    /**
     * Whether this node leads. Ask immediately before each call that only the leader may make: {@code false} from the
     * moment at which another node may lead, even if this one has not been told. Fast.
     */
    boolean leads();

    /**
     * Tells now, and after every change, that it is time to ask again.
     *
     * @param listener called on one thread, which the next leader waits for a few seconds at most
     */
    void listen(Runnable listener);
}
