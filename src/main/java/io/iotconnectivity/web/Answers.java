package io.iotconnectivity.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.signal.Printable;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles requests on a worker thread and writes the responses. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String JSON = "application/json";
    /** While the disk is full nothing becomes durable, and callers should know. */
    private static final int DURABLE_WITHIN_SECONDS = 10;

    private final Vertx vertx;
    private final JsonMapper json = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    Answers(Vertx vertx) {
        this.vertx = vertx;
    }

    static Query query(RoutingContext context, String... known) {
        return new Query(context.queryParams(StandardCharsets.UTF_8), Set.of(known));
    }

    static Body body(RoutingContext context, String... known) {
        Buffer bytes = context.body().buffer();
        return new Body(bytes == null ? new byte[0] : bytes.getBytes(), Set.of(known));
    }

    void answer(RoutingContext context, Callable<?> question) {
        work(context, () -> written(question.call()), answer -> sendUnlessKnown(context, answer));
    }

    /**
     * A response ready to send.
     *
     * @param tag stays the same as long as the essential content does
     */
    private record Written(byte[] bytes, String tag) {}

    private Written written(Object answer) {
        byte[] bytes = json(answer);
        byte[] telling = answer instanceof Essential whole ? json(whole.essence()) : bytes;
        return new Written(bytes, EntityTag.of(telling));
    }

    private static void sendUnlessKnown(RoutingContext context, Written answer) {
        HttpServerResponse response = context.response();
        response.putHeader("ETag", answer.tag())
                // Caches may keep it but must revalidate it each time.
                .putHeader("Cache-Control", "private, no-cache");
        if (EntityTag.isKnown(answer.tag(), context.request().getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
        } else {
            response.putHeader("Content-Type", JSON).end(Buffer.buffer(answer.bytes()));
        }
    }

    /** On one line. */
    byte[] json(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T> void work(RoutingContext context, Callable<T> question, Handler<T> next) {
        vertx.executeBlocking(question, false).onSuccess(next).onFailure(context::fail);
    }

    /**
     * Runs a write and continues once it is durable.
     *
     * @param write starts on a worker thread and must not wait
     */
    <T> void write(RoutingContext context, Callable<CompletableFuture<T>> write, Handler<T> next) {
        Context here = vertx.getOrCreateContext();
        vertx.executeBlocking(write, false)
                .compose(durable -> Future.fromCompletionStage(
                        durable.copy().orTimeout(DURABLE_WITHIN_SECONDS, TimeUnit.SECONDS), here))
                .onSuccess(next)
                .onFailure(failure -> context.fail(reason(failure)));
    }

    private static Throwable reason(Throwable failure) {
        Throwable reason =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return reason instanceof TimeoutException
                ? Problem.tryLater(
                        "not stored yet; it will be as soon as the store accepts writes, see /observe/health",
                        DURABLE_WITHIN_SECONDS)
                : reason;
    }

    void failed(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof Problem.Refusal refusal) {
            problem(context, refusal.problem());
        } else if (failure instanceof ViewUnavailable elsewhere) {
            problem(context, Problem.of(elsewhere));
        } else if (failure instanceof DecoderException || failure instanceof RequestSyntax.Malformed) {
            problem(context, Problem.ofMalformed(failure));
        } else if (failure == null || failure instanceof HttpException refused && refused.getStatusCode() < 500) {
            // Vert.x routes its own refusals to the error handlers.
            context.next();
        } else if (failure instanceof HttpClosedException) {
            LOG.debug(
                    "The caller of {} has gone", Printable.of(context.request().path()));
        } else {
            LOG.error(
                    "The request for {} failed", Printable.of(context.request().path()), failure);
            problem(context, new Problem(500, "Internal error", "see the application's log"));
        }
    }

    void problem(RoutingContext context, Problem problem) {
        if (context.response().ended()) {
            return;
        }
        problem.retryAfter().ifPresent(seconds -> context.response().putHeader("Retry-After", seconds.toString()));
        send(context, problem.status(), Problem.MEDIA_TYPE, problem);
    }

    /** Handles what never became a request, and so reached no route. */
    void malformed(HttpServerRequest request) {
        Problem problem = Problem.ofMalformed(request.decoderResult().cause());
        request.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Connection", "close")
                .end(Buffer.buffer(json(problem)))
                .onComplete(sent -> request.connection().close());
    }

    void send(RoutingContext context, int status, Object body) {
        send(context, status, JSON, body);
    }

    private void send(RoutingContext context, int status, String mediaType, Object body) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", mediaType)
                .end(Buffer.buffer(json(body)));
    }
}
