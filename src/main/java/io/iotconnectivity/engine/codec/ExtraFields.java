package io.iotconnectivity.engine.codec;

import io.iotconnectivity.presence.Findings.Told;
import io.iotconnectivity.signal.Extra;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What one enrich route knows about a device, as fields of a presence, an event or a signal. */
final class ExtraFields {
    private static final int ROUTE = 1;
    private static final int AT = 2;
    private static final int NAME = 3;
    /** The value of the name before it. */
    private static final int VALUE = 4;

    private ExtraFields() {}

    /** Receives what was read. */
    interface Taker {
        /**
         * @param at when the route told it; absent where that was not written
         */
        void take(String route, Optional<Instant> at, Extra told);
    }

    static void write(RecordWriter out, int field, String route, Told told) {
        write(out, field, route, Optional.of(told.at()), told.extra());
    }

    static void write(RecordWriter out, int field, String route, Extra told) {
        write(out, field, route, Optional.empty(), told);
    }

    private static void write(RecordWriter out, int field, String route, Optional<Instant> at, Extra told) {
        int begun = out.begin(field);
        out.text(ROUTE, route);
        out.moment(AT, at);
        told.fields().forEach((name, value) -> {
            out.text(NAME, name);
            out.text(VALUE, value);
        });
        out.end(begun);
    }

    static void read(RecordReader in, Taker taker) {
        String route = null;
        Optional<Instant> at = Optional.empty();
        Map<String, String> fields = new LinkedHashMap<>();
        String name = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case ROUTE -> route = in.text();
                case AT -> at = Optional.of(in.moment());
                case NAME -> name = in.text();
                case VALUE -> fields.put(RecordReader.required(name, "name of a field"), in.text());
                default -> in.skip();
            }
        }
        in.leave(outer);
        taker.take(RecordReader.required(route, "name of the enrich route"), at, new Extra(fields));
    }
}
