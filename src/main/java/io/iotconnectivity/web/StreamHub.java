package io.iotconnectivity.web;

import io.iotconnectivity.engine.LogPosition;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds all streams: looks at the end of the event log ten times a second while anybody listens, so that the engine
 * neither knows of streams nor waits for them. Lives on one event loop; whatever may touch the disk runs on a worker
 * thread.
 */
final class StreamHub {
    private static final Logger LOG = LoggerFactory.getLogger(StreamHub.class);
    private static final int MOST = 50;
    /** Each dashboard tab is one stream. */
    private static final int MOST_OF_ONE = 10;

    private static final int FULL_RETRY_SECONDS = 30;
    private static final long TICK_MILLIS = 100;
    private static final int TICKS_OF_SUMMARY = 10;
    private static final int TICKS_OF_COMMENT = 150;

    private final Vertx vertx;
    private final Backend facts;
    private final Summaries summaries;
    private final Answers answers;
    private final Clock clock;
    private final FrameLog frames;
    private final List<EventStream> streams = new ArrayList<>();
    /** How many streams each caller has open or pending. */
    private final Map<String, Integer> callers = new HashMap<>();

    private int opening;
    private boolean ticking;
    private boolean busy;
    private long ticks;
    private Optional<Told> summary = Optional.empty();

    StreamHub(Vertx vertx, Backend facts, Summaries summaries, Answers answers, Clock clock) {
        this.vertx = vertx;
        this.facts = facts;
        this.summaries = summaries;
        this.answers = answers;
        this.clock = clock;
        this.frames = new FrameLog(answers::json);
    }

    /** The latest summary and its serialized form. */
    private record Told(Object essence, byte[] json) {}

    /**
     * The start of a stream.
     *
     * @param sequence for readers of earlier versions: the position, if it is one number
     */
    private record Hello(String version, String position, OptionalLong sequence) {
        static Hello of(String version, LogPosition position) {
            return new Hello(version, position.text(), Place.sequence(position));
        }
    }

    /**
     * Starts a stream.
     *
     * @param after the last event that the reader knows; empty if it knows none
     * @throws Problem.Refusal if there are too many, or too many of this caller
     */
    void open(RoutingContext context, Optional<LogPosition> after) {
        String caller = Gate.caller(context);
        if (callers.getOrDefault(caller, 0) >= MOST_OF_ONE) {
            throw Problem.tooOften(
                    "one address may have " + MOST_OF_ONE + " streams at a time; close one, or poll /api/summary",
                    FULL_RETRY_SECONDS);
        }
        if (streams.size() + opening >= MOST) {
            throw Problem.tryLater("there are " + MOST + " streams already", FULL_RETRY_SECONDS);
        }
        opening++;
        callers.merge(caller, 1, Integer::sum);
        vertx.executeBlocking(
                        () -> {
                            frames.catchUp(facts.ledger(), now());
                            return summary();
                        },
                        false)
                .onComplete(done -> {
                    opening--;
                    if (done.failed()) {
                        leave(caller);
                        context.fail(done.cause());
                    } else if (context.response().closed()) {
                        leave(caller);
                    } else {
                        begin(context.request(), caller, after, done.result());
                    }
                });
    }

    private void leave(String caller) {
        callers.computeIfPresent(caller, (any, count) -> count > 1 ? count - 1 : null);
    }

    private void begin(HttpServerRequest request, String caller, Optional<LogPosition> after, Told now) {
        HttpServerResponse response = request.response();
        summary = Optional.of(now);
        Exchanges exchanges = Exchanges.of(request.connection());
        LogPosition position = frames.position();
        EventStream stream = new EventStream(
                response,
                after.orElse(position),
                over -> {
                    // Called twice if it fails, which closes it.
                    if (streams.remove(over)) {
                        leave(caller);
                    }
                },
                () -> exchanges.end(ConnectionEnd.UNREAD));
        if (!ticking) {
            ticking = true;
            vertx.setPeriodic(TICK_MILLIS, this::tick);
        }
        streams.add(stream);
        stream.begin(Frame.withoutId("hello", answers.json(Hello.of(facts.version(), position))));
        stream.advance(frames);
        stream.tell(now.json());
    }

    private void tick(long timer) {
        if (streams.isEmpty()) {
            vertx.cancelTimer(timer);
            ticking = false;
            return;
        }
        ticks++;
        if (ticks % TICKS_OF_COMMENT == 0) {
            each(EventStream::comment);
        }
        if (!busy) {
            busy = true;
            boolean withSummary = ticks % TICKS_OF_SUMMARY == 0;
            vertx.executeBlocking(
                            () -> {
                                frames.catchUp(facts.ledger(), now());
                                return withSummary ? Optional.of(summary()) : Optional.<Told>empty();
                            },
                            false)
                    .onComplete(done -> {
                        busy = false;
                        if (done.succeeded()) {
                            tell(done.result());
                        } else {
                            LOG.warn("Streams cannot be updated", done.cause());
                        }
                    });
        }
    }

    private void tell(Optional<Told> now) {
        each(stream -> stream.advance(frames));
        boolean changed = now.filter(
                        told -> summary.filter(before -> before.essence().equals(told.essence()))
                                .isEmpty())
                .isPresent();
        if (changed) {
            summary = now;
        }
        summary.ifPresent(told -> each(stream -> stream.tell(told.json())));
    }

    private void each(Consumer<EventStream> told) {
        List.copyOf(streams).forEach(told);
    }

    private Told summary() {
        Summary all = summaries.at(now());
        return new Told(all.essence(), answers.json(all));
    }

    private Instant now() {
        return clock.instant();
    }
}
