package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The next step that a payload file asks for. */
public sealed interface FormatStep {

    /**
     * Send this, and run the program again with the response.
     *
     * @param path appended to that of the webhook's url; empty, or begins with a slash
     * @param query appended to that of the webhook's url; not yet encoded
     * @param headers by their names
     * @param body absent, a text that is sent as it is, or any other value, which is sent as JSON
     * @param expect statuses that the program judges itself, besides 2xx
     * @param answer the documented forms of the target's response; without any, every 2xx counts
     * @param after how long to wait before sending
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
     * The event is delivered.
     *
     * @param receipt what the next event of the same incident needs
     * @param again present if the target wants the event repeated while the incident is open: the interval
     * @param note what people should know nevertheless, for the log
     */
    record Done(Optional<JsonNode> receipt, Optional<Duration> again, Optional<String> note) implements FormatStep {}

    /** There is nothing to deliver. */
    record Skip(String why) implements FormatStep {}

    /** It can never be delivered. */
    record Fail(String why) implements FormatStep {}

    /**
     * Try again.
     *
     * @param after how long the target asks to wait, if it says so
     * @param maybe whether the target may have accepted the event nevertheless
     * @param alone whether the target works for all other events; {@code after} then applies to this event only
     */
    record Retry(String why, Optional<Duration> after, boolean maybe, boolean alone) implements FormatStep {}
}
