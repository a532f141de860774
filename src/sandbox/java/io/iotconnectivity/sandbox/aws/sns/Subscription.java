package io.iotconnectivity.sandbox.aws.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.sandbox.aws.protocol.AwsError;
import io.iotconnectivity.sandbox.aws.protocol.Json;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.UUID;

/**
 * One subscriber of a topic. An HTTP subscriber receives messages once it has visited the link sent to it; any other protocol counts as
 * confirmed, and its messages go nowhere.
 */
final class Subscription {
    private static final Set<String> HTTP = Set.of("http", "https");

    private final String topicArn;
    private final String arn;
    private final String protocol;
    private final URI endpoint;
    private final String token = UUID.randomUUID().toString().replace("-", "");
    private volatile boolean confirmed;
    private volatile boolean raw;
    private volatile FilterPolicy filter = FilterPolicy.EVERYTHING;

    /** @throws AwsError if the endpoint is invalid or on another machine: the sandbox never leaves its own */
    Subscription(String topicArn, String id, String protocol, String endpoint) {
        this.topicArn = topicArn;
        this.arn = topicArn + ":" + id;
        this.protocol = protocol;
        try {
            this.endpoint = URI.create(endpoint);
        } catch (IllegalArgumentException e) {
            throw Sns.invalid("Endpoint");
        }
        if (isHttp() && !isLoopback(this.endpoint.getHost())) {
            throw Sns.invalid("Endpoint: the sandbox delivers to 127.0.0.1 and localhost only");
        }
        this.confirmed = !isHttp();
    }

    private static boolean isLoopback(String host) {
        try {
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    String arn() {
        return arn;
    }

    String topicArn() {
        return topicArn;
    }

    URI endpoint() {
        return endpoint;
    }

    String token() {
        return token;
    }

    boolean isHttp() {
        return HTTP.contains(protocol);
    }

    boolean isRaw() {
        return raw;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    /** @return false if that is not the token of this subscription */
    boolean confirm(String givenToken) {
        if (!token.equals(givenToken)) {
            return false;
        }
        confirmed = true;
        return true;
    }

    boolean wants(Message message) {
        return filter.accepts(message);
    }

    void set(String attribute, String value) {
        switch (attribute) {
            case "RawMessageDelivery" -> raw = Boolean.parseBoolean(value);
            case "FilterPolicy" -> filter = FilterPolicy.read(value);
            default -> throw Sns.invalid("AttributeName");
        }
    }

    ObjectNode describe() {
        return Json.object()
                .put("TopicArn", topicArn)
                .put("Protocol", protocol)
                .put("SubscriptionArn", confirmed ? arn : "PendingConfirmation")
                .put("Owner", "123456789012")
                .put("Endpoint", endpoint.toString());
    }

    JsonNode attributes() {
        ObjectNode result = Json.object();
        ObjectNode attributes = describe()
                .put("SubscriptionArn", arn)
                .put("PendingConfirmation", String.valueOf(!confirmed))
                .put("RawMessageDelivery", String.valueOf(raw));
        if (filter != FilterPolicy.EVERYTHING) {
            attributes.put("FilterPolicy", filter.json());
        }
        result.set("Attributes", attributes);
        return result;
    }
}
