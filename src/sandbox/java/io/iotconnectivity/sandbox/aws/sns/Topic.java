package io.iotconnectivity.sandbox.aws.sns;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A topic and its subscriptions. */
final class Topic {
    private final String arn;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    /** Of a FIFO topic; AWS forgets them after five minutes. */
    private final Set<String> deduplicationIds = ConcurrentHashMap.newKeySet();

    Topic(String arn) {
        this.arn = arn;
    }

    String arn() {
        return arn;
    }

    boolean isFifo() {
        return arn.endsWith(".fifo");
    }

    /** Whether nothing with this deduplication id was published before. */
    boolean isNew(String deduplicationId) {
        return deduplicationIds.add(deduplicationId);
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
