package io.iotconnectivity.sandbox;

import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.interceptor.puback.PubackInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackInboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.intializer.ClientInitializer;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import io.iotconnectivity.sandbox.aws.iot.Delivery;
import io.iotconnectivity.sandbox.aws.iot.DirectMessage;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Messages to one client, which need no subscription of it. HiveMQ delivers only what a client subscribed to, so each message has a topic of
 * its own, to which the client is subscribed while the message is under way, and gets its real topic when it leaves the broker.
 */
final class DirectMessages implements ClientInitializer, PublishOutboundInterceptor, PubackInboundInterceptor {
    private static final String PREFIX = "sandbox-direct/";

    private record Sent(String clientId, int packetId) {}

    private record UnderWay(DirectMessage message, CompletableFuture<Delivery> outcome) {}

    private final Map<String, ClientContext> connections = new ConcurrentHashMap<>();
    private final Map<String, UnderWay> underWay = new ConcurrentHashMap<>();
    private final Map<Sent, UnderWay> unacknowledged = new ConcurrentHashMap<>();

    @Override
    public void initialize(InitializerInput input, ClientContext client) {
        client.addPublishOutboundInterceptor(this);
        connections.put(input.getClientInformation().getClientId(), client);
    }

    /** Whether a client is subscribed to this only for as long as a message to it is under way. */
    static boolean isTheirs(String topicFilter) {
        return topicFilter.startsWith(PREFIX);
    }

    /** Completes normally in any case, at the latest when the time-out is over. */
    CompletableFuture<Delivery> send(DirectMessage message) {
        return Services.clientService()
                .isClientConnected(message.clientId())
                .thenCompose(connected -> Boolean.TRUE.equals(connected)
                        ? sendToConnected(message)
                        : CompletableFuture.completedFuture(Delivery.NOT_CONNECTED));
    }

    private CompletableFuture<Delivery> sendToConnected(DirectMessage message) {
        String topic = PREFIX + UUID.randomUUID();
        UnderWay sending = new UnderWay(
                message,
                new CompletableFuture<Delivery>()
                        .completeOnTimeout(
                                Delivery.NOT_ACKNOWLEDGED, message.timeout().toMillis(), TimeUnit.MILLISECONDS));
        underWay.put(topic, sending);
        // Not for every client from the beginning: what is intercepted is handled later than the DISCONNECT that may
        // follow it.
        connections.get(message.clientId()).addPubackInboundInterceptor(this);
        Qos qos = message.confirmation() ? Qos.AT_LEAST_ONCE : Qos.AT_MOST_ONCE;
        Services.subscriptionStore()
                .addSubscription(
                        message.clientId(),
                        Builders.topicSubscription().topicFilter(topic).qos(qos).build())
                .thenCompose(subscribed ->
                        Services.publishService().publishToClient(publish(topic, qos, message), message.clientId()))
                .whenComplete((result, failure) -> {
                    if (failure != null) {
                        // The client has gone since it was asked for.
                        sending.outcome().complete(Delivery.NOT_CONNECTED);
                    }
                });
        return sending.outcome().whenComplete((outcome, never) -> {
            underWay.remove(topic);
            unacknowledged.values().remove(sending);
            Services.subscriptionStore().removeSubscription(message.clientId(), topic);
        });
    }

    private static Publish publish(String topic, Qos qos, DirectMessage message) {
        return Builders.publish()
                .topic(topic)
                .qos(qos)
                .payload(ByteBuffer.wrap(message.payload()))
                .messageExpiryInterval(Math.max(1, message.timeout().toSeconds()))
                .build();
    }

    @Override
    public void onOutboundPublish(PublishOutboundInput input, PublishOutboundOutput output) {
        PublishPacket packet = input.getPublishPacket();
        if (!isTheirs(packet.getTopic())) {
            return;
        }
        UnderWay sending = underWay.get(packet.getTopic());
        if (sending == null) {
            output.preventPublishDelivery();
            return;
        }
        output.getPublishPacket().setTopic(sending.message().topic());
        if (sending.message().confirmation()) {
            unacknowledged.put(new Sent(input.getClientInformation().getClientId(), packet.getPacketId()), sending);
        } else {
            sending.outcome().complete(Delivery.DELIVERED);
        }
    }

    @Override
    public void onInboundPuback(PubackInboundInput input, PubackInboundOutput output) {
        UnderWay sent = unacknowledged.remove(new Sent(
                input.getClientInformation().getClientId(),
                input.getPubackPacket().getPacketIdentifier()));
        if (sent != null) {
            sent.outcome().complete(Delivery.DELIVERED);
        }
    }
}
