package io.iotconnectivity.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Counts connections, and answered requests by status class; what was requested is never a label. */
public final class HttpMeters {
    private final List<Counter> classes;
    private final Map<ConnectionEnd, Counter> endings = new EnumMap<>(ConnectionEnd.class);
    private final AtomicInteger open = new AtomicInteger();

    public HttpMeters(MeterRegistry meters) {
        classes = IntStream.rangeClosed(1, 5)
                .mapToObj(digit -> Counter.builder("iotc.http.requests")
                        .description("Requests answered, by status class")
                        .baseUnit("requests")
                        .tag("status", digit + "xx")
                        .register(meters))
                .toList();
        Arrays.stream(ConnectionEnd.values())
                .forEach(ending -> endings.put(
                        ending,
                        Counter.builder("iotc.http.connections.ended")
                                .description("Connections we refused or closed before the client did")
                                .tag("reason", ending.word())
                                .register(meters)));
        Gauge.builder("iotc.http.connections", open, AtomicInteger::get)
                .description("Open connections")
                .register(meters);
    }

    /**
     * @param status of the response, such as 200
     */
    public void answered(int status) {
        classes.get(Math.min(5, Math.max(1, status / 100)) - 1).increment();
    }

    void open(int connections) {
        open.set(connections);
    }

    void ended(ConnectionEnd why) {
        endings.get(why).increment();
    }
}
