package io.iotconnectivity.delivery;

class InMemoryDeliveryStoreTest extends DeliveryStoreContract {
    private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();

    @Override
    protected DeliveryStore store() {
        return store;
    }

    @Override
    protected void restart() {
        // It is the same as long as it is referenced.
    }
}
