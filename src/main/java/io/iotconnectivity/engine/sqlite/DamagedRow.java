package io.iotconnectivity.engine.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import java.util.Arrays;
import java.util.Optional;

/**
 * A row that cannot be read, as after an edit by hand. It is kept as a dead letter, and what it was about starts anew.
 *
 * @param table that it is in
 * @param key of the row, as far as it is a text
 * @param client the device that it is about
 * @param eventId of the event that it holds
 * @param body what cannot be read, at most {@value #MOST_BYTES} bytes of it
 * @param size of all of it, in bytes
 * @param why it cannot be read
 */
record DamagedRow(
        String table,
        String key,
        Optional<String> client,
        Optional<String> eventId,
        byte[] body,
        int size,
        String why) {
    /** What the dead letters of damaged rows name as where they come from. */
    static final String ORIGIN = "store";

    private static final int MOST_BYTES = 64 * 1024;
    private static final int LONGEST_KEY = 200;
    private static final int LONGEST_WHY = 300;

    static DamagedRow of(String table, String key, byte[] body, RuntimeException failure) {
        return of(table, key, Optional.empty(), Optional.empty(), body, failure);
    }

    static DamagedRow ofDevice(ClientId client, byte[] body, RuntimeException failure) {
        return of("device", client.value(), Optional.of(client.value()), Optional.empty(), body, failure);
    }

    static DamagedRow of(
            String table,
            String key,
            Optional<String> client,
            Optional<String> eventId,
            byte[] body,
            RuntimeException failure) {
        byte[] whole = body == null ? new byte[0] : body;
        return new DamagedRow(
                table,
                Printable.cut(key, LONGEST_KEY),
                client,
                eventId,
                whole.length > MOST_BYTES ? Arrays.copyOf(whole, MOST_BYTES) : whole,
                whole.length,
                Printable.cut(words(failure), LONGEST_WHY));
    }

    /** Without the place in the text, which the libraries append in several lines. */
    private static String words(RuntimeException failure) {
        String words = failure.getCause() instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                : failure.getMessage();
        return words == null ? failure.getClass().getSimpleName() : words;
    }

    /** As people name it. */
    String name() {
        return table + " " + key;
    }

    /** Why there is a dead letter. */
    String reason() {
        return "the stored row " + name() + " cannot be read: " + why;
    }
}
