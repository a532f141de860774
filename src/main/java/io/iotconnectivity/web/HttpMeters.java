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

/** Counts connections, and the requests that were answered by the class of the status: who asked for what is nobody's label. */
public final class HttpMeters {
    private final List<Counter> classes;
    private final Map<ConnectionEnd, Counter> endings = new EnumMap<>(ConnectionEnd.class);
    private final AtomicInteger open = new AtomicInteger();

    public HttpMeters(MeterRegistry meters) {
        classes = IntStream.rangeClosed(1, 5)
                .mapToObj(digit -> Counter.builder("iotc.http.requests")
                        .description("Requests that were answered, by the class of the status")
                        .baseUnit("requests")
                        .tag("status", digit + "xx")
                        .register(meters))
                .toList();
        Arrays.stream(ConnectionEnd.values())
                .forEach(ending -> endings.put(
                        ending,
                        Counter.builder("iotc.http.connections.ended")
                                .description("Connections that were refused, or ended before their client ended them")
                                .tag("reason", ending.word())
                                .register(meters)));
        Gauge.builder("iotc.http.connections", open, AtomicInteger::get)
                .description("Connections that are open")
                .register(meters);
    }

    /**
     * @param status of the answer, such as 200
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
