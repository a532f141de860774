package io.iotconnectivity.aws.logs;

import io.iotconnectivity.aws.logs.LogEntryReader.Reading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the questions to the IoT log, and of the entries read for them. */
final class LookUpMeters {
    private final Counter found;
    private final Counter notFound;
    private final Counter failed;
    private final Counter refused;
    private final Counter read;
    private final Counter other;
    private final Counter garbage;

    LookUpMeters(MeterRegistry meters) {
        found = lookUps(meters, "found");
        notFound = lookUps(meters, "not_found");
        failed = lookUps(meters, "failed");
        refused = lookUps(meters, "refused");
        read = entries(meters, "read");
        other = entries(meters, "other");
        garbage = entries(meters, "garbage");
    }

    private static Counter lookUps(MeterRegistry meters, String result) {
        return Counter.builder("iotc.lookup")
                .description("IoT log lookups by result; 'refused': too many were waiting")
                .tag("result", result)
                .register(meters);
    }

    private static Counter entries(MeterRegistry meters, String result) {
        return Counter.builder("iotc.lookup.entries")
                .description("IoT log entries: read, irrelevant (other), not understood (garbage)")
                .baseUnit("entries")
                .tag("result", result)
                .register(meters);
    }

    void found() {
        found.increment();
    }

    /** The log was read, and says nothing. */
    void notFound() {
        notFound.increment();
    }

    /** The log could not be read. */
    void failed() {
        failed.increment();
    }

    /** Too many were already waiting. */
    void refused() {
        refused.increment();
    }

    void entry(Reading reading) {
        if (reading instanceof Reading.Read) {
            read.increment();
        } else if (reading instanceof Reading.Other) {
            other.increment();
        } else {
            garbage.increment();
        }
    }
}
