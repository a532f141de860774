package io.iotconnectivity.signal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The known envelopes of lifecycle events, recognised by their field names:
 *
 * <ul>
 *   <li>the message of a rule's error action ({@code base64OriginalPayload}),
 *   <li>an SNS notification ({@code Message}, if {@code Type} says so), alone and as a Lambda function gets it
 *       ({@code Records}, {@code Sns}),
 *   <li>an EventBridge event ({@code detail}),
 *   <li>a Kinesis or Firehose record, or a CloudEvent ({@code data}), alone, as a pipe or a Lambda function gets it
 *       ({@code Records}, {@code records}, {@code kinesis}), or as a rule makes it by {@code encode(*, 'base64') AS data},
 *   <li>an SQS message ({@code body}), as a pipe or a Lambda function gets it.
 * </ul>
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html">Error handling of rules</a>
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">SNS message formats</a>
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">EventBridge events</a>
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html">Kinesis records</a>
 */
final class Envelope implements JsonPayload.Fields {
    private static final String NOTIFICATION = "Message";

    /** In order of precedence, should there be several. */
    private static final List<String> NAMES = List.of(
            "base64OriginalPayload",
            NOTIFICATION,
            "detail",
            "Records",
            "records",
            "kinesis",
            "Sns",
            "data",
            "Data",
            "body",
            "Body");

    private static final Set<String> KNOWN = Set.copyOf(NAMES);

    private final CharBuffer text;
    private Map<String, CharBuffer> found = Map.of();
    private boolean isNotification;

    /**
     * @param text what the fields are read from
     */
    Envelope(CharBuffer text) {
        this.text = text;
    }

    /**
     * The content of an envelope.
     *
     * @param name the name of the field
     * @param text a JSON object or array as written, or the value of a string
     */
    record Content(String name, CharBuffer text) {}

    @Override
    public void take(String name, JsonParser value) throws IOException {
        if (name.equals("Type")) {
            isNotification = value.currentToken() == JsonToken.VALUE_STRING
                    && value.getText().equals("Notification");
        } else if (KNOWN.contains(name)) {
            if (value.currentToken() == JsonToken.VALUE_STRING) {
                add(name, JsonPayload.chars(value.getText()));
            } else if (value.currentToken().isStructStart()) {
                add(name, JsonPayload.verbatim(text, value));
            }
        }
    }

    private void add(String name, CharBuffer content) {
        if (found.isEmpty()) {
            found = new HashMap<>();
        }
        found.put(name, content);
    }

    /** Empty if this is not an envelope. */
    Optional<Content> content() {
        return NAMES.stream()
                .filter(found::containsKey)
                .filter(name -> isNotification || !name.equals(NOTIFICATION))
                .findFirst()
                .map(name -> new Content(name, found.get(name)));
    }
}
