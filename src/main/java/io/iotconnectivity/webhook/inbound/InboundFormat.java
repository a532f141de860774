package io.iotconnectivity.webhook.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** How one kind of receiver reports what somebody did. Stateless. */
interface InboundFormat {

    /**
     * Whether whoever knows the secret has sent this, and lately, if it says when.
     *
     * @param headers the only value of a header; empty if there is none, or several
     */
    boolean isGenuine(Function<String, Optional<String>> headers, byte[] body, String secret, Instant now);

    /**
     * Reads a genuine request.
     *
     * @param via the name of the webhook
     * @return empty if it is about nothing that is noted
     * @throws IOException if it cannot be read
     */
    Optional<Reported> read(byte[] body, String via, Instant now) throws IOException;

    /** The text of a field; empty if it is absent, blank or no text. */
    static Optional<String> text(JsonNode value) {
        return Optional.ofNullable(value.textValue()).filter(text -> !text.isBlank());
    }
}
