package io.iotconnectivity.sandbox.aws.sns;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A topic and who listens to it. */
final class Topic {
    private final String arn;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    Topic(String arn) {
        this.arn = arn;
    }

    String arn() {
        return arn;
    }

    List<Subscription> subscriptions() {
        return List.copyOf(subscriptions);
    }

    /** Subscribes the endpoint, or returns its subscription if it has one, as SNS does. */
    synchronized Subscription subscribe(String protocol, String endpoint, String id) {
        return subscriptions.stream()
                .filter(subscription -> subscription.endpoint().toString().equals(endpoint))
                .findFirst()
                .orElseGet(() -> {
                    Subscription subscription = new Subscription(arn, id, protocol, endpoint);
                    subscriptions.add(subscription);
                    return subscription;
                });
    }

    void unsubscribe(String subscriptionArn) {
        subscriptions.removeIf(subscription -> subscription.arn().equals(subscriptionArn));
    }
}
