package io.iotconnectivity.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.LifecycleEvent;
import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import io.iotconnectivity.sandbox.aws.iot.LoggingOptions;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Writes what AWS IoT Core logs to CloudWatch Logs about every connect, disconnect and refused connect: entries with
 * the time of the event, which become searchable only after a delay. What is logged, and to which group, is up to the
 * account's logging options.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/cwl-format.html">CloudWatch AWS IoT log entries</a>
 */
public final class IotLog implements Consumer<LifecycleEvent> {
    public static final String GROUP = LoggingOptions.LOG_GROUP;

    private static final String ACCOUNT = "123456789012";
    private static final String STREAM = "sandbox_" + ACCOUNT + "_0";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Logs logs;
    private final LoggingOptions options;
    private final Duration ingestion;

    /** @param ingestion how long it takes until searches find an entry; not negative */
    public IotLog(Logs logs, LoggingOptions options, Duration ingestion) {
        this.logs = logs;
        this.options = options;
        this.ingestion = ingestion;
    }

    @Override
    public void accept(LifecycleEvent event) {
        ObjectNode entry = entry(event);
        options.logGroupFor(
                        entry.path("eventType").asText(), entry.path("logLevel").asText(), event.clientId())
                .ifPresent(group -> logs.put(group, STREAM, event.at(), Json.text(entry), ingestion));
    }

    private ObjectNode entry(LifecycleEvent event) {
        boolean failed = event.type() == Type.CONNECT_FAILED;
        ObjectNode entry = Json.object()
                .put("timestamp", TIME.format(event.at()))
                .put("logLevel", failed ? "ERROR" : "INFO")
                .put("traceId", UUID.randomUUID().toString())
                .put("accountId", ACCOUNT)
                .put("status", failed ? "Failure" : "Success")
                .put("eventType", event.type() == Type.DISCONNECTED ? "Disconnect" : "Connect")
                .put("protocol", "MQTT")
                .put("clientId", event.clientId())
                .put("principalId", event.principalIdentifier());
        event.link().ifPresent(link -> entry.put("sourceIp", link.ipAddress()).put("sourcePort", link.port()));
        if (failed) {
            entry.put("reason", "AUTHORIZATION_FAILURE").put("details", "Authorization Failure");
        }
        if (event.type() == Type.DISCONNECTED) {
            event.reason().ifPresent(reason -> disconnected(entry, reason));
        }
        return entry;
    }

    /** The log spells a take-over differently. */
    private static void disconnected(ObjectNode entry, String reason) {
        if (reason.equals("DUPLICATE_CLIENTID")) {
            entry.put("reason", "DUPLICATE_CLIENT_ID")
                    .put("details", "A new connection was established with the same client ID");
        }
        entry.put("disconnectReason", reason);
    }
}
