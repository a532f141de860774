package io.iotconnectivity.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.stream.IntStream;

/** Counts the requests that were answered, by the class of the status: who asked for what is nobody's label. */
public final class HttpMeters {
    private final List<Counter> classes;

    public HttpMeters(MeterRegistry meters) {
        classes = IntStream.rangeClosed(1, 5)
                .mapToObj(digit -> Counter.builder("iotc.http.requests")
                        .description("Requests that were answered, by the class of the status")
                        .baseUnit("requests")
                        .tag("status", digit + "xx")
                        .register(meters))
                .toList();
    }

    /**
     * @param status of the answer, such as 200
     */
    public void answered(int status) {
        classes.get(Math.min(5, Math.max(1, status / 100)) - 1).increment();
    }
}
