package io.iotconnectivity.source.mqtt;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/** A route's end that keeps every exchange open until the test completes it, on another thread than the route's. */
final class HeldExchanges implements RunningSource.End {
    private final List<Held> held = new CopyOnWriteArrayList<>();

    private record Held(Exchange exchange, AsyncCallback done) {}

    @Override
    public boolean process(Exchange exchange, AsyncCallback done) {
        held.add(new Held(exchange, done));
        return false;
    }

    int count() {
        return held.size();
    }

    List<Object> headers(String name) {
        return held.stream()
                .map(one -> one.exchange.getMessage().getHeader(name))
                .toList();
    }

    void completeAll() {
        finish(take(held.size()));
    }

    void completeFirst(int count) {
        finish(take(count));
    }

    void failAll() {
        List<Held> all = take(held.size());
        all.forEach(one -> one.exchange.setException(new IllegalStateException("the disk is full")));
        finish(all);
    }

    private List<Held> take(int count) {
        List<Held> taken = held.stream().limit(count).toList();
        held.removeAll(taken);
        return taken;
    }

    private static void finish(List<Held> taken) {
        taken.forEach(one -> one.done.done(false));
    }
}
