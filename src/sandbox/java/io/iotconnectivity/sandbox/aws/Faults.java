package io.iotconnectivity.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The pending faults, first in, first out, and a count of the calls received. Thread-safe. */
public final class Faults {
    private static final List<String> SERVICES = List.of(
            "dynamodb", "sns", "sqs", "iotdata", "iot", "cloudwatch", "logs", "sts", "kinesis", "eventbridge", "s3");

    private static final class Pending {
        final String service;
        final String operation;
        final Fault fault;
        int times;

        Pending(String service, String operation, Fault fault, int times) {
            this.service = service;
            this.operation = operation;
            this.fault = fault;
            this.times = times;
        }

        boolean matches(String calledService, String calledOperation) {
            return service.equals(calledService) && (operation.equals("*") || operation.equals(calledOperation));
        }
    }

    private final List<Pending> pending = new ArrayList<>();
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();

    /**
     * Makes the next calls fail.
     *
     * @param service   one of {@code dynamodb sns sqs iotdata iot cloudwatch logs sts kinesis eventbridge s3}
     * @param operation for example {@code UpdateItem}, or {@code *} for all of the service
     * @param times     how many calls; {@link Integer#MAX_VALUE} until {@link #clear}
     */
    public synchronized void next(String service, String operation, Fault fault, int times) {
        pending.add(new Pending(service, operation, fault, times));
    }

    /** Removes all faults. */
    public synchronized void clear() {
        pending.clear();
    }

    /** The number of calls of an operation received, including failed ones. */
    public long calls(String service, String operation) {
        LongAdder count = calls.get(service + "." + operation);
        return count == null ? 0 : count.sum();
    }

    Optional<Fault> take(String service, String operation) {
        calls.computeIfAbsent(service + "." + operation, name -> new LongAdder())
                .increment();
        synchronized (this) {
            for (Pending candidate : pending) {
                if (candidate.matches(service, operation)) {
                    if (candidate.times != Integer.MAX_VALUE && --candidate.times <= 0) {
                        pending.remove(candidate);
                    }
                    return Optional.of(candidate.fault);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Reads a fault posted to {@code /_sandbox/faults}:
     * {@code {"service":"sns","operation":"Publish","fault":"throttle","times":3}}.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    void add(JsonNode request) {
        String service = request.path("service").asText();
        if (!SERVICES.contains(service)) {
            throw new IllegalArgumentException("service: one of " + String.join(", ", SERVICES));
        }
        int times = request.path("times").asInt(1);
        if (times < 1) {
            throw new IllegalArgumentException("times: at least 1");
        }
        next(service, request.path("operation").asText("*"), read(request), times);
    }

    private static Fault read(JsonNode request) {
        return switch (request.path("fault").asText()) {
            case "throttle" -> Fault.throttle();
            case "serverError" -> Fault.serverError();
            case "notFound" -> Fault.notFound();
            case "refuse" ->
                Fault.refuse(
                        request.path("status").asInt(400),
                        request.path("code").asText("ValidationException"),
                        request.path("message").asText("The sandbox was asked to refuse"));
            case "hang" -> Fault.hang(Duration.ofMillis(request.path("millis").asLong(1000)));
            case "truncate" -> Fault.truncate();
            case "loseReply" -> Fault.loseReply();
            case "loseRequest" -> Fault.loseRequest();
            case "failEntries" -> Fault.failEntries(request.path("entries").asInt(1));
            default ->
                throw new IllegalArgumentException(
                        "fault: one of throttle, serverError, notFound, refuse (status, code,"
                                + " message), hang (millis), truncate, loseReply, loseRequest, failEntries (entries)");
        };
    }

    synchronized ObjectNode dump() {
        ObjectNode all = Json.object();
        ArrayNode list = all.putArray("pending");
        pending.forEach(entry -> list.addObject()
                .put("service", entry.service)
                .put("operation", entry.operation)
                .put("fault", entry.fault.toString())
                .put("times", entry.times));
        ObjectNode counts = all.putObject("calls");
        calls.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue().sum()));
        return all;
    }
}
