package io.iotconnectivity.web;

import io.iotconnectivity.engine.LogPosition;
import io.vertx.core.buffer.Buffer;

/**
 * One message of a stream.
 *
 * @param last the log position of the last event that it covers
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">Event
 *     streams</a>
 */
record Frame(LogPosition last, Buffer bytes) {
    /** Keeps idle connections open. */
    static final Buffer COMMENT = Buffer.buffer(":\n\n");

    /**
     * @param id where a reader resumes after this message
     * @param json one line
     */
    static Frame of(String event, LogPosition id, byte[] json) {
        return new Frame(id, message("id: " + id.text() + "\nevent: " + event, json));
    }

    /** A message without a log position: its reader resumes where it was. */
    static Buffer withoutId(String event, byte[] json) {
        return message("event: " + event, json);
    }

    private static Buffer message(String head, byte[] json) {
        return Buffer.buffer(head.length() + json.length + 16)
                .appendString(head)
                .appendString("\ndata: ")
                .appendBytes(json)
                .appendString("\n\n");
    }
}
