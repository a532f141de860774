package io.iotconnectivity.record;

import io.iotconnectivity.engine.DevicePlace;
import io.iotconnectivity.engine.DeviceQuery;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.presence.Presence;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;

/** Iterates over all devices of the engine, a few hundred at a time. Not thread-safe. */
public final class KnownFleet implements Iterator<KnownDevice> {
    private static final int AT_A_TIME = 500;

    private final Ledger ledger;
    private final Queue<KnownDevice> read = new ArrayDeque<>();
    private Optional<DeviceQuery> next = Optional.of(DeviceQuery.ALL);

    public KnownFleet(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public boolean hasNext() {
        while (read.isEmpty() && next.isPresent()) {
            Ledger.Page<Presence> page = ledger.devices(next.get(), AT_A_TIME);
            page.items().forEach(presence -> read.add(new KnownDevice(presence, ledger.group(presence.client()))));
            next = page.next().map(place -> DeviceQuery.ALL.after(Optional.of(DevicePlace.of(place))));
        }
        return !read.isEmpty();
    }

    @Override
    public KnownDevice next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return read.remove();
    }
}
