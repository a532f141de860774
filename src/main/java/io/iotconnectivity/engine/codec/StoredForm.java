package io.iotconnectivity.engine.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import java.util.function.Supplier;

/** What all codecs share: earlier versions stored JSON, and decoding throws a single exception. */
final class StoredForm {
    private StoredForm() {}

    /** Whether an earlier version wrote it. */
    static boolean isJson(byte[] stored) {
        return stored != null && stored.length > 0 && stored[0] == '{';
    }

    /**
     * Decodes a record that an earlier version wrote.
     *
     * @param writer of the current format: what it cannot encode lacks something that every record has
     */
    static <T> T ofJson(StoredJson<T> json, byte[] stored, Function<T, byte[]> writer) {
        T read = reading(() -> json.read(stored));
        try {
            writer.apply(read);
        } catch (NullPointerException e) {
            throw new MalformedRecord("something is missing", e);
        }
        return read;
    }

    /** Whether a text stands for a constant that a later version has added. */
    private static boolean isUnknownConstant(Throwable why) {
        return why instanceof InvalidFormatException name
                        && name.getTargetType().isEnum()
                || why instanceof ValueInstantiationException word
                        && word.getType().isEnumType();
    }

    /** Runs a decoder; values that a record rejects make the stored bytes malformed. */
    static <T> T reading(Supplier<T> record) {
        try {
            return record.get();
        } catch (MalformedRecord e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new MalformedRecord(e.getMessage(), e);
        } catch (UncheckedIOException e) {
            if (isUnknownConstant(e.getCause())) {
                throw new UnsupportedRecord("one of its constants");
            }
            throw e.getCause() instanceof JsonProcessingException json
                    ? new MalformedRecord(json.getOriginalMessage(), json)
                    : new MalformedRecord(e.getCause().getMessage(), e.getCause());
        }
    }
}
