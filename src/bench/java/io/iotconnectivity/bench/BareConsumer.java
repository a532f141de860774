package io.iotconnectivity.bench;

/** Acknowledges what comes, and does nothing with it: {@code port broker filter}. */
final class BareConsumer {
    private BareConsumer() {}

    public static void main(String[] args) throws Exception {
        new BareClient().run(Integer.parseInt(args[0]), args[1], args[2], payload -> {});
    }
}
