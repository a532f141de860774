package io.iotconnectivity.web;

import io.iotconnectivity.engine.LogPosition;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Streams events as they happen. */
final class StreamApi {
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final StreamHub hub;

    StreamApi(StreamHub hub) {
        this.hub = hub;
    }

    void addTo(Router router) {
        router.get("/api/stream").handler(this::stream);
    }

    private void stream(RoutingContext context) {
        // A reconnecting browser says in the header where it is now; the address says where it first began.
        Optional<String> asked = Answers.query(context, "after").text("after", LogPosition.LONGEST);
        hub.open(
                context,
                Optional.ofNullable(context.request().getHeader(LAST_EVENT_ID))
                        .filter(id -> !id.isEmpty())
                        .or(() -> asked)
                        .map(StreamApi::place));
    }

    private static LogPosition place(String id) {
        try {
            return new LogPosition(id);
        } catch (IllegalArgumentException e) {
            throw Problem.ofField(
                    "after", "after, or Last-Event-ID, must be the id of an event of this stream, such as 4711");
        }
    }
}
