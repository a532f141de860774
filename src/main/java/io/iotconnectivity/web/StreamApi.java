package io.iotconnectivity.web;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** What happens, as it happens. */
final class StreamApi {
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final int MOST_DIGITS = 18;

    private final StreamHub hub;

    StreamApi(StreamHub hub) {
        this.hub = hub;
    }

    void addTo(Router router) {
        router.get("/api/stream").handler(this::stream);
    }

    private void stream(RoutingContext context) {
        // A browser that comes back says in the header where it is now; the address says where it was at first.
        Optional<String> asked = Answers.query(context, "after").text("after");
        hub.open(
                context,
                Optional.ofNullable(context.request().getHeader(LAST_EVENT_ID))
                        .filter(id -> !id.isEmpty())
                        .or(() -> asked)
                        .map(StreamApi::place));
    }

    private static long place(String id) {
        if (id.length() > MOST_DIGITS || !id.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw Problem.ofField("after", "after, or Last-Event-ID, is the id of an event of this stream: a number");
        }
        return Long.parseLong(id);
    }
}
