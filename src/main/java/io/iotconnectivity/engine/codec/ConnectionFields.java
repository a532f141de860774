package io.iotconnectivity.engine.codec;

import io.iotconnectivity.signal.Connection;
import java.util.Optional;
import java.util.OptionalLong;

/** The fields of a connection, which are the first ones of whatever record it is a part of. */
final class ConnectionFields {
    private static final int VERSION = 1;
    private static final int SESSION = 2;
    private static final int PRINCIPAL = 3;
    private static final int ADDRESS = 4;
    private static final int THING = 5;

    private OptionalLong version = OptionalLong.empty();
    private String session;
    private String principal;
    private String address;
    private String thing;

    /**
     * Writes a connection.
     *
     * @param thing that of the connection; empty if the reader knows it
     */
    static void write(RecordWriter out, Connection connection, Optional<String> thing) {
        out.number(VERSION, connection.version());
        out.text(SESSION, connection.session());
        out.text(PRINCIPAL, connection.principal());
        out.text(ADDRESS, connection.ipAddress());
        out.text(THING, thing);
    }

    /** Reads the field at hand, or skips it if it is unknown. */
    void read(RecordReader in) {
        switch (in.field()) {
            case VERSION -> version = OptionalLong.of(in.number());
            case SESSION -> session = in.text();
            case PRINCIPAL -> principal = in.text();
            case ADDRESS -> address = in.text();
            case THING -> thing = in.text();
            default -> in.skip();
        }
    }

    /** The thing as it was written. */
    Optional<String> thing() {
        return Optional.ofNullable(thing);
    }

    /** The connection, with this thing. */
    Connection connection(Optional<String> ofThing) {
        return new Connection(
                version,
                Optional.ofNullable(session),
                Optional.ofNullable(principal),
                Optional.ofNullable(address),
                ofThing);
    }
}
