package io.iotconnectivity.aws.logs;

import io.iotconnectivity.aws.logs.LogEntryReader.Reading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the questions to the IoT log, and of the entries that were read for them. */
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
                .description("Questions to the IoT log, by what came of them; 'refused': too many waited")
                .tag("result", result)
                .register(meters);
    }

    private static Counter entries(MeterRegistry meters, String result) {
        return Counter.builder("iotc.lookup.entries")
                .description("Entries of the IoT log: read, of no use (other), not understood (garbage)")
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

    /** Too many waited already. */
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
