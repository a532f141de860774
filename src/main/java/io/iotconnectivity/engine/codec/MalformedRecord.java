package io.iotconnectivity.engine.codec;

/**
 * Stored bytes are not a record of the expected kind, or not an intact one. The only exception that decoding throws.
 */
public class MalformedRecord extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /**
     * @param why what is wrong, in a few words
     */
    public MalformedRecord(String why) {
        super(why);
    }

    /** Wraps what was thrown while a part of the record was decoded. */
    public MalformedRecord(String why, Throwable cause) {
        super(why, cause);
    }
}
