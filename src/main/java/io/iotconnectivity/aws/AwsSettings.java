package io.iotconnectivity.aws;

import java.time.Duration;
import java.util.Optional;

/**
 * How AWS is reached. Credentials come from the SDK's default chain, a local endpoint from its {@code AWS_ENDPOINT_URL}.
 *
 * @param region such as {@code eu-central-1}
 * @param dataEndpoint host of the account's IoT data endpoint; absent means that AWS is asked for it
 * @param attemptTimeout how long one HTTP request may take
 * @param callTimeout how long a call may take with its repetitions
 */
public record AwsSettings(String region, Optional<String> dataEndpoint, Duration attemptTimeout, Duration callTimeout) {

    public static AwsSettings of(String region, Optional<String> dataEndpoint) {
        return new AwsSettings(region, dataEndpoint, Duration.ofSeconds(3), Duration.ofSeconds(10));
    }
}
