package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a payload file wants to be done next. */
public sealed interface FormatStep {

    /**
     * Send this, and run the program again with the answer.
     *
     * @param path stands behind that of the webhook's url; empty, or begins with a slash
     * @param query stands behind that of the webhook's url; not yet encoded
     * @param headers by their names
     * @param body absent, a text that is sent as it is, or any other value, which is sent as JSON
     * @param expect statuses that the program judges itself, beside 2xx
     * @param answer what the target documents that it answers; no shapes: any 2xx is an answer
     * @param after how long to wait before it is sent
     */
    record Request(
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            Optional<JsonNode> body,
            Set<Integer> expect,
            List<Shape> answer,
            Duration after)
            implements FormatStep {}

    /**
     * It is delivered.
     *
     * @param receipt what the next event of the same incident has to know
     * @param again present if the target wants the same again and again while the incident is open: how long after this
     * @param note what people should know of it all the same, for the log
     */
    record Done(Optional<JsonNode> receipt, Optional<Duration> again, Optional<String> note) implements FormatStep {}

    /** There is nothing to deliver. */
    record Skip(String why) implements FormatStep {}

    /** It can never be delivered. */
    record Fail(String why) implements FormatStep {}

    /**
     * Try again.
     *
     * @param after how long the target asks to be left alone, if it says so
     * @param maybe whether the target may have taken it all the same
     * @param alone whether the target works for all others; {@code after} is for this event only then
     */
    record Retry(String why, Optional<Duration> after, boolean maybe, boolean alone) implements FormatStep {}
}
