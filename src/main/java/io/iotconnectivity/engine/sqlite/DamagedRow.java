package io.iotconnectivity.engine.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Printable;
import java.util.Arrays;
import java.util.Optional;

/**
 * A row that cannot be read, for example after a manual edit. It is kept as a dead letter, and its subject starts
 * afresh.
 *
 * @param table the table it is in
 * @param key the row's key, as far as it is text
 * @param client the device that the row is about
 * @param eventId the event that the row holds
 * @param body the unreadable content, at most {@value #MOST_BYTES} bytes of it
 * @param size the full size of the content, in bytes
 * @param why why it cannot be read
 */
record DamagedRow(
        String table,
        String key,
        Optional<String> client,
        Optional<String> eventId,
        byte[] body,
        int size,
        String why) {
    /** The origin of the dead letters of damaged rows. */
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

    /** Leaves out the position in the text, which the libraries append on further lines. */
    private static String words(RuntimeException failure) {
        String words = failure.getCause() instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                : failure.getMessage();
        return words == null ? failure.getClass().getSimpleName() : words;
    }

    /** The row's name for people. */
    String name() {
        return table + " " + key;
    }

    /** The reason given in the dead letter. */
    String reason() {
        return "the stored row " + name() + " cannot be read: " + why;
    }
}
