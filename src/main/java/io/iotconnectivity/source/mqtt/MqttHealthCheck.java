package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.source.SourceStatus;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** A source is healthy while it is connected and subscribed; otherwise the check says since when it is not, and why. */
final class MqttHealthCheck extends AbstractHealthCheck {
    private final String broker;
    private final Supplier<SourceStatus> status;

    MqttHealthCheck(String routeId, String broker, Supplier<SourceStatus> status) {
        super("mqtt", "consumer:" + routeId);
        this.broker = broker;
        this.status = status;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        SourceStatus now = status.get();
        builder.detail("mqtt.broker", broker);
        builder.detail("mqtt.since", now.since().toString());
        now.lastMessageAt().ifPresent(at -> builder.detail("mqtt.last.message", at.toString()));
        if (now.connected()) {
            builder.up();
            return;
        }
        builder.message(String.format(
                        Locale.ROOT,
                        "not connected to %s since %s: %s",
                        broker,
                        now.since(),
                        now.lastError().orElse("the first attempt is in progress")))
                .down();
    }
}
