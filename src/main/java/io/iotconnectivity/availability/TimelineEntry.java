package io.iotconnectivity.availability;

/** A part of a device's history. */
public sealed interface TimelineEntry permits Mark, Lump {

    /** When it begins, in milliseconds since 1970. */
    long at();

    /** Before this, nothing can be added: for a mark its beginning, for a lump its end. */
    long end();
}
