package io.iotconnectivity.engine.move;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * What a file with the state of an installation says about itself.
 *
 * @param format of the lines that follow
 * @param version of the product that wrote it
 * @param engine that the state comes from, as in the setting {@code engine}
 * @param at when it was written
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MoveHeader(int format, String version, String engine, Instant at) {
    /** The format that this version reads and writes. */
    public static final int FORMAT = 1;

    /** A header of the current format. */
    public MoveHeader(String version, String engine, Instant at) {
        this(FORMAT, version, engine, at);
    }
}
