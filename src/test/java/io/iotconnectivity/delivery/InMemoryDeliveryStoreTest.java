package io.iotconnectivity.delivery;

import org.junit.jupiter.api.Nested;

class InMemoryDeliveryStoreTest {
    @Nested
    class OneProcess extends DeliveryStoreContract {
        private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();

        @Override
        protected DeliveryStore store() {
            return store;
        }

        @Override
        protected void restart() {
            // It is the same as long as it is referenced.
        }

        @Override
        protected void open(String incidentId) {
            // It is unless it was ended.
        }

        @Override
        protected void end(String incidentId) {
            store.end(incidentId);
        }
    }

    @Nested
    class TwoProcesses extends SharedDeliveryStoreContract {
        private final InMemoryDeliveryStore one = new InMemoryDeliveryStore();
        private final InMemoryDeliveryStore other = one.another();

        @Override
        protected DeliveryStore one() {
            return one;
        }

        @Override
        protected DeliveryStore other() {
            return other;
        }
    }
}
