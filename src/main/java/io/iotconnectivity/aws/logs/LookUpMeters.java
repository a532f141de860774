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
        found = meters.counter("iotc.lookup", "result", "found");
        notFound = meters.counter("iotc.lookup", "result", "not_found");
        failed = meters.counter("iotc.lookup", "result", "failed");
        refused = meters.counter("iotc.lookup", "result", "refused");
        read = meters.counter("iotc.lookup.entries", "result", "read");
        other = meters.counter("iotc.lookup.entries", "result", "other");
        garbage = meters.counter("iotc.lookup.entries", "result", "garbage");
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
