package io.iotconnectivity.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Call;
import io.iotconnectivity.sandbox.aws.protocol.CborProtocol;
import io.iotconnectivity.sandbox.aws.protocol.JsonProtocol;
import io.iotconnectivity.sandbox.aws.protocol.KinesisCborProtocol;
import io.iotconnectivity.sandbox.aws.protocol.Operation;
import io.iotconnectivity.sandbox.aws.protocol.Protocol;
import io.iotconnectivity.sandbox.aws.protocol.QueryProtocol;
import io.iotconnectivity.sandbox.aws.protocol.RestJsonProtocol;
import io.iotconnectivity.sandbox.aws.protocol.RestXmlProtocol;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import io.iotconnectivity.sandbox.aws.protocol.WireReply;
import io.iotconnectivity.sandbox.aws.protocol.WireRequest;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles every request: recognises the operation and passes it to its service, or injects a fault. */
final class Dispatcher implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** DynamoDB's BatchWriteItem takes 16 MB, more than any other operation. */
    private static final int MAX_BODY = 17 * 1024 * 1024;

    private final Vertx vertx;
    private final Map<String, Service> services;
    private final Faults faults;
    private final Console console;
    private final List<Protocol> protocols = List.of(
            new RestXmlProtocol(),
            new KinesisCborProtocol(),
            new JsonProtocol(),
            new CborProtocol(),
            new RestJsonProtocol(),
            new QueryProtocol());

    Dispatcher(Vertx vertx, Map<String, Service> services, Map<String, Supplier<JsonNode>> pages, Faults faults) {
        this.vertx = vertx;
        this.services = services;
        this.faults = faults;
        this.console = new Console(services, pages, faults);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= MAX_BODY) {
                body.appendBuffer(chunk);
            } else {
                request.connection().close();
            }
        });
        request.endHandler(end -> answer(request, body.getBytes()));
    }

    private void answer(HttpServerRequest request, byte[] body) {
        try {
            WireRequest wire = wire(request, body);
            for (Protocol protocol : protocols) {
                Optional<Operation> operation = protocol.recognise(wire);
                if (operation.isPresent()) {
                    answer(request, wire, protocol, operation.get());
                    return;
                }
            }
            send(request, console.answer(wire));
        } catch (AwsError e) {
            send(request, WireReply.of(e.status(), "text/plain", e.getMessage().getBytes(StandardCharsets.UTF_8)));
        } catch (RuntimeException e) {
            LOG.error("The sandbox failed to answer {} {}", request.method(), request.path(), e);
            send(request, WireReply.of(500, "text/plain", e.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void answer(HttpServerRequest request, WireRequest wire, Protocol protocol, Operation operation) {
        Fault fault = faults.take(operation.service(), operation.name()).orElse(Fault.hang(Duration.ZERO));
        if (fault instanceof Fault.LoseRequest) {
            request.connection().close();
            return;
        }
        CompletionStage<JsonNode> answer = answer(wire, protocol, operation, fault);
        // A caller that is gone must not take messages with it.
        request.response().closeHandler(gone -> answer.toCompletableFuture().cancel(false));
        reply(answer, protocol, operation).thenAccept(reply -> send(request, reply, fault));
    }

    private void send(HttpServerRequest request, WireReply reply, Fault fault) {
        if (fault instanceof Fault.LoseReply) {
            request.connection().close();
        } else if (fault instanceof Fault.Truncate) {
            sendHalf(request, reply);
        } else if (fault instanceof Fault.Hang hang && !hang.delay().isZero()) {
            vertx.setTimer(Math.max(1, hang.delay().toMillis()), timer -> send(request, reply));
        } else {
            send(request, reply);
        }
    }

    private static CompletionStage<WireReply> reply(
            CompletionStage<JsonNode> answer, Protocol protocol, Operation operation) {
        return answer.handle((result, failure) -> {
            if (failure == null) {
                return protocol.success(operation, result);
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof AwsError refusal) {
                return protocol.failure(operation, refusal);
            }
            if (!(cause instanceof CancellationException)) {
                LOG.error("The sandbox failed to answer {}", operation.name(), cause);
            }
            return WireReply.of(500, "text/plain", cause.toString().getBytes(StandardCharsets.UTF_8));
        });
    }

    private CompletionStage<JsonNode> answer(WireRequest wire, Protocol protocol, Operation operation, Fault fault) {
        Service service = services.get(operation.service());
        try {
            if (fault instanceof Fault.Refusal refusal) {
                throw refusal.error().apply(service);
            }
            int failing = fault instanceof Fault.FailEntries some ? some.entries() : 0;
            return service.answer(new Call(operation.name(), protocol.input(operation, wire), failing));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static WireRequest wire(HttpServerRequest request, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        byte[] plain = "gzip".equals(headers.get("content-encoding")) ? unzip(body) : body;
        String query = request.query() == null ? "" : request.query();
        return new WireRequest(request.method().name(), request.path(), query, headers, plain);
    }

    private static byte[] unzip(byte[] body) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] plain = in.readNBytes(MAX_BODY + 1);
            if (plain.length <= MAX_BODY) {
                return plain;
            }
            throw new AwsError(413, "RequestEntityTooLargeException", "The body is too large when unzipped");
        } catch (IOException e) {
            throw new AwsError(400, "SerializationException", "The body is not gzip, as its header says");
        }
    }

    private static HttpServerResponse head(HttpServerRequest request, WireReply reply) {
        HttpServerResponse response = request.response().setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        return response.putHeader("x-amzn-RequestId", UUID.randomUUID().toString())
                .putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }

    private static void send(HttpServerRequest request, WireReply reply) {
        if (!request.response().closed()) {
            head(request, reply).end(Buffer.buffer(reply.body()));
        }
    }

    private static void sendHalf(HttpServerRequest request, WireReply reply) {
        head(request, reply)
                .putHeader("Content-Length", String.valueOf(reply.body().length))
                .write(Buffer.buffer(reply.body()).getBuffer(0, reply.body().length / 2))
                .onComplete(sent -> request.connection().close());
    }
}
