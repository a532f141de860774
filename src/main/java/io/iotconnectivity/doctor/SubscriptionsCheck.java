package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.connectivity.ConnectionLookup;
import java.time.Duration;
import java.util.List;

/** Checks whether AWS tells what clients are subscribed to, by asking about a client of our own. */
final class SubscriptionsCheck implements Check {
    private static final Duration ANSWER = Duration.ofSeconds(6);

    private final Features features;
    private final AwsClients aws;

    SubscriptionsCheck(Features features, AwsClients aws) {
        this.features = features;
        this.aws = aws;
    }

    @Override
    public String name() {
        return "subscriptions";
    }

    @Override
    public boolean isUsed() {
        return features.listing();
    }

    @Override
    public List<Finding> look() {
        String client = features.settings().mqtt().clientId() + "-presence";
        try (ConnectionLookup lookup = new ConnectionLookup(aws)) {
            Unanswered.ask("iot:ListSubscriptions", () -> lookup.subscriptions(client, ANSWER));
        }
        return List.of(Finding.ok(name(), "AWS tells what clients are subscribed to, so deaf devices are found"));
    }
}
