package io.iotconnectivity.web;

import io.iotconnectivity.engine.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A dead letter as the interface shows it.
 *
 * @param incidentId the incident whose event was not delivered; {@code clientId} is absent then
 * @param incidentKey what that incident is about
 * @param payload text if it is UTF-8, else base64; its first {@value #MAX_BYTES} bytes at most
 * @param payloadEncoding {@code utf-8} or {@code base64}
 * @param payloadTruncated whether there is more than shown
 */
record DeadLetterView(
        String id,
        String direction,
        String origin,
        String reason,
        Optional<String> topic,
        Optional<String> clientId,
        Optional<String> incidentId,
        Optional<String> incidentKey,
        Optional<String> eventId,
        String payload,
        String payloadEncoding,
        boolean payloadTruncated,
        int originalSize,
        int attempts,
        Instant at) {
    private static final int MAX_BYTES = 16 * 1024;

    static DeadLetterView of(DeadLetter letter) {
        byte[] bytes = letter.payload();
        Optional<String> text = text(bytes);
        byte[] shown = bytes.length <= MAX_BYTES ? bytes : Arrays.copyOf(bytes, MAX_BYTES);
        return new DeadLetterView(
                letter.id().text(),
                letter.direction(),
                letter.origin(),
                letter.reason(),
                letter.topic(),
                letter.clientId(),
                letter.incident().map(DeadLetter.OfIncident::id),
                letter.incident().map(DeadLetter.OfIncident::key),
                letter.eventId(),
                text.map(all -> all.length() <= MAX_BYTES ? all : all.substring(0, MAX_BYTES))
                        .orElseGet(() -> Base64.getEncoder().encodeToString(shown)),
                text.isPresent() ? "utf-8" : "base64",
                text.map(all -> all.length() > MAX_BYTES).orElse(bytes.length > MAX_BYTES)
                        || letter.originalSize() > bytes.length,
                letter.originalSize(),
                letter.attempts(),
                letter.at());
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
