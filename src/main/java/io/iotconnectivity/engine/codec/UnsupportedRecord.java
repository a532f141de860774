package io.iotconnectivity.engine.codec;

/** A later version wrote the record, and may read it: nothing is known to be damaged. */
public final class UnsupportedRecord extends MalformedRecord {
    private static final long serialVersionUID = 1;

    /**
     * @param what of it this version does not know, such as {@code its kind 7}
     */
    public UnsupportedRecord(String what) {
        super(what + " is not supported by this version");
    }
}
