package io.iotconnectivity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.iotconnectivity.cli.RunningApp.Refused;
import io.iotconnectivity.signal.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sink test, followed until its outcome is known. */
final class FollowedTrial {
    /** A response without useful content. */
    static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String DELIVERED = "delivered";

    private final RunningApp app;
    private final String sink;
    private final JsonNode before;
    private final JsonNode started;

    private FollowedTrial(RunningApp app, String sink, JsonNode before, JsonNode started) {
        this.app = app;
        this.sink = sink;
        this.before = before;
        this.started = started;
    }

    /**
     * The outcome.
     *
     * @param taken whether the sink has accepted both events
     * @param lines for people
     * @param sent for machines
     */
    record Result(boolean taken, List<String> lines, JsonNode sent) {}

    static FollowedTrial start(RunningApp app, String sink) throws Refused {
        JsonNode before = status(app, sink);
        JsonNode started = app.post("/api/sinks/" + RunningApp.encoded(sink) + "/test", NOTHING);
        return new FollowedTrial(app, sink, before, started);
    }

    JsonNode started() {
        return started;
    }

    String incident() {
        return Output.cell(started, "incidentId");
    }

    /** Where to look up the outcome. */
    String sentPath() {
        return "/api/incidents/" + RunningApp.encoded(incident()) + "/sent";
    }

    /** Waits until the sink has accepted both events, or has failed to accept one. */
    Result await() throws Refused {
        long end = System.nanoTime() + LONGEST.toNanos();
        boolean tookAll = false;
        while (true) {
            // Read before the delivery records: what the counts include is recorded a moment later.
            boolean tookAllBefore = tookAll;
            JsonNode status = status(app, sink);
            tookAll = hasTakenAll(status);
            JsonNode sent = app.get(sentPath());
            Optional<Result> result = result(sent);
            if (result.isPresent()) {
                return result.get();
            }
            if (count(status, "failures") > count(before, "failures")) {
                return failed(sent, "failed and will be retried: " + Output.cell(status, "lastError"));
            }
            if (tookAllBefore && sent.path("items").isEmpty()) {
                return new Result(
                        true,
                        List.of(Printable.line(sink + " has accepted all events; no response is recorded")),
                        sent);
            }
            if (System.nanoTime() > end) {
                return failed(
                        sent,
                        "was not attempted within " + LONGEST.toSeconds() + " s: " + Output.cell(status, "waiting")
                                + " events are waiting for it");
            }
            pause();
        }
    }

    /** For sinks of which only counts are kept. */
    private boolean hasTakenAll(JsonNode status) {
        long taken = count(status, "delivered") - count(before, "delivered");
        return taken >= started.path("events").size() && count(status, "waiting") == 0;
    }

    private Optional<Result> result(JsonNode sent) {
        JsonNode rows = sent.path("items");
        List<String> lines = lines(rows);
        boolean lost = false;
        for (JsonNode row : rows) {
            lost |= !row.path("result").asText().equals(DELIVERED);
        }
        boolean all = rows.size() >= started.path("events").size();
        return all || lost ? Optional.of(new Result(all && !lost, lines, sent)) : Optional.empty();
    }

    private Result failed(JsonNode sent, String how) {
        List<String> lines = lines(sent.path("items"));
        lines.add(Printable.line(sink + " " + how));
        return new Result(false, lines, sent);
    }

    /** One for each event, oldest first. */
    private static List<String> lines(JsonNode newestFirst) {
        List<String> lines = new ArrayList<>();
        for (JsonNode row : newestFirst) {
            String answer = row.has("answer") ? ": " + Output.cell(row, "answer") : "";
            lines.add(
                    0,
                    Printable.line(Output.cell(row, "sink") + " " + Output.cell(row, "type") + " "
                            + Output.cell(row, "result") + answer));
        }
        return lines;
    }

    private static JsonNode status(RunningApp app, String name) throws Refused {
        for (JsonNode status : app.get("/api/sinks").path("items")) {
            if (status.path("name").asText().equals(name)) {
                return status;
            }
        }
        return NOTHING;
    }

    private static long count(JsonNode status, String field) {
        return status.path(field).asLong();
    }

    private static void pause() throws Refused {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(0, "interrupted");
        }
    }
}
