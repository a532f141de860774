package io.iotconnectivity.web;

import io.iotconnectivity.engine.LogPosition;
import io.vertx.core.buffer.Buffer;

/**
 * One message of a stream.
 *
 * @param last the place in the log of the last event that it tells of
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">Event streams</a>
 */
record Frame(LogPosition last, Buffer bytes) {
    /** Keeps connections open that nothing is told on. */
    static final Buffer COMMENT = Buffer.buffer(":\n\n");

    /**
     * @param id where a reader goes on who has got this message
     * @param json one line
     */
    static Frame of(String event, LogPosition id, byte[] json) {
        return new Frame(id, message("id: " + id.text() + "\nevent: " + event, json));
    }

    /** Of no place in the log: who has got it, goes on where it was. */
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
