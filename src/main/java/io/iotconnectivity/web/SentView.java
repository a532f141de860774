package io.iotconnectivity.web;

import io.iotconnectivity.delivery.Sent;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of an event at a sink, as the interface shows it.
 *
 * @param type short, such as {@code incident.opened}
 * @param result {@code delivered}, {@code dropped} because it was over before it could be delivered, or {@code lost} to
 *     the dead letters
 * @param answer the sink's response, or why it did not get the event
 */
record SentView(
        String sink,
        String eventId,
        String type,
        String subject,
        Optional<String> incidentId,
        Instant at,
        int attempts,
        String result,
        Optional<String> answer) {

    static SentView of(Sent sent) {
        return new SentView(
                sent.sink(),
                sent.eventId(),
                sent.type().shortName(),
                sent.subject(),
                sent.incidentId(),
                sent.at(),
                sent.attempts(),
                sent.result().name().toLowerCase(Locale.ROOT),
                sent.answer());
    }
}
