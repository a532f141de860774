package io.iotconnectivity.engine.codec;

import io.iotconnectivity.event.Common;

/** What the devices of a storm have in common, as JSON, because there is seldom one. Thread-safe. */
public final class CommonCodec {
    private static final StoredJson<Common> JSON = new StoredJson<>(Common.class);

    private CommonCodec() {}

    /** Encodes it for {@link #read}. */
    public static byte[] write(Common common) {
        return JSON.write(common);
    }

    /**
     * Decodes it.
     *
     * @throws MalformedRecord if it is damaged
     */
    public static Common read(byte[] stored) {
        return StoredForm.reading(() -> JSON.read(stored));
    }
}
