package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.event.Event;
import java.util.List;
import java.util.Optional;

/** A delivery between two crash points. */
record WatchedDelivery(Delivery delivery, CrashPoint.Watch watch) implements Delivery {

    @Override
    public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt) throws Exception {
        return deliver(events, attempt, receipt, Optional.empty());
    }

    @Override
    public Receipt deliver(List<Event> events, int attempt, Optional<String> receipt, Optional<String> trace)
            throws Exception {
        watch.passed(CrashPoint.BEFORE_DELIVERY);
        Receipt given = delivery.deliver(events, attempt, receipt, trace);
        watch.passed(CrashPoint.AFTER_DELIVERY);
        return given;
    }
}
