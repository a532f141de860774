package io.iotconnectivity.breakdown;

import java.util.Map;
import java.util.Set;

/** What is known of the network that an address belongs to, such as its country. Thread-safe. */
public interface NetworkTraits {
    /** Nothing is known. */
    NetworkTraits NONE = new NetworkTraits() {
        @Override
        public Map<Dimension, String> of(String address) {
            return Map.of();
        }

        @Override
        public Set<Dimension> dimensions() {
            return Set.of();
        }
    };

    /**
     * What is known of an address. Called once a device in a pass over the whole fleet, so it must be fast and must not
     * block.
     *
     * @param address as AWS reports it; anything else has no traits
     */
    Map<Dimension, String> of(String address);

    /** The dimensions in which it may know something. */
    Set<Dimension> dimensions();
}
