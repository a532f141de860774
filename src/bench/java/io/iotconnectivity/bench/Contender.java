package io.iotconnectivity.bench;

/** Who takes part in a comparison: the product, or a client that does nothing else. */
interface Contender extends AutoCloseable {

    String name();

    Child process();

    /** Messages acknowledged to the broker since the start. */
    long acked();

    @Override
    void close();
}
