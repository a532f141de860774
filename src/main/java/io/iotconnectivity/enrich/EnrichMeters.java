package io.iotconnectivity.enrich;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what became of the questions to one enrich route. */
final class EnrichMeters {
    /** What became of a question about one device. */
    enum Result {
        /** The route told something. */
        TOLD,
        /** The route told more than is kept. */
        CUT,
        /** The route does not know the device. */
        UNKNOWN,
        /** The route answers later. */
        LATER,
        /** The route failed, again and again. */
        FAILED,
        /** Too many questions waited. */
        REFUSED
    }

    private final Map<Result, Counter> counters = new EnumMap<>(Result.class);
    private final Counter failures;

    EnrichMeters(String route, MeterRegistry meters) {
        for (Result result : Result.values()) {
            counters.put(
                    result,
                    Counter.builder("iotc.enrich")
                            .description("Questions to enrich routes about a device, by what became of them")
                            .baseUnit("questions")
                            .tag("route", route)
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        this.failures = Counter.builder("iotc.enrich.failures")
                .description("Calls of enrich routes that failed; each is about a batch of devices and is repeated")
                .baseUnit("calls")
                .tag("route", route)
                .register(meters);
    }

    void count(Result result) {
        counters.get(result).increment();
    }

    void callFailed() {
        failures.increment();
    }
}
