package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Stored bytes behind their version and a checksum that says that nothing is wrong: a record, or refused. */
public final class FuzzedRows {
    private static final PresenceCodec PRESENCES = new PresenceCodec();
    private static final CaseCodec CASES = new CaseCodec();
    private static final EventCodec EVENTS = new EventCodec();
    private static final CloudEvents TELLING = new CloudEvents("iot-connectivity/test");
    private static final String CLIENT = SampleRecords.CLIENT.value();
    private static final String GROUP = "site-3";
    private static final int MOST_TIMES = 64;

    public static final List<Target> TARGETS = List.of(
            new Target("binary-presence", input -> sealed(CLIENT, input, FuzzedRows::presence)),
            new Target("binary-device-case", input -> sealed(CLIENT, input, FuzzedRows::deviceCase)),
            new Target("binary-group-case", input -> sealed(GROUP, input, FuzzedRows::groupCase)),
            new Target("binary-event", input -> refusable(() -> event(input))));

    private FuzzedRows() {}

    private interface Row {
        void take(byte[] stored);
    }

    private static void sealed(String key, byte[] input, Row row) {
        refusable(() -> row.take(Sealed.of(key, input)));
    }

    private static void refusable(Runnable reading) {
        try {
            reading.run();
        } catch (MalformedRecord refused) {
            Holds.that(!String.valueOf(refused.getMessage()).isBlank(), "refused without a word");
        }
    }

    private static void presence(byte[] stored) {
        var read = PRESENCES.read(SampleRecords.CLIENT, stored);
        Holds.same("the device", read, PRESENCES.read(SampleRecords.CLIENT, bounded(PRESENCES.write(read), stored)));
    }

    private static void deviceCase(byte[] stored) {
        var read = CASES.device(SampleRecords.CLIENT, stored);
        byte[] written = bounded(CASES.write(read), stored);
        Holds.same("the case", read, CASES.device(SampleRecords.CLIENT, written));
    }

    private static void groupCase(byte[] stored) {
        var read = CASES.group(GROUP, stored);
        Holds.same("the case", read, CASES.group(GROUP, bounded(CASES.write(read), stored)));
    }

    private static void event(byte[] stored) {
        Event read = EVENTS.read(stored);
        Holds.same("the event", told(read), told(EVENTS.read(bounded(EVENTS.write(read), stored))));
    }

    private static String told(Event event) {
        return new String(TELLING.write(event), StandardCharsets.UTF_8);
    }

    /** One byte may stand for the name of the device; nothing else may grow. */
    private static byte[] bounded(byte[] written, byte[] stored) {
        Holds.that(written.length <= (stored.length + MOST_TIMES) * MOST_TIMES, written.length + " bytes were written");
        return written;
    }
}
