package io.iotconnectivity.aws;

import java.time.Duration;
import java.util.Optional;

/**
 * How AWS is reached. Credentials come from the SDK's default chain, a local endpoint from its {@code AWS_ENDPOINT_URL}.
 *
 * @param lookup finds the region
 * @param dataEndpoint host of the account's IoT data endpoint; absent means that AWS is asked for it
 * @param attemptTimeout how long one HTTP request may take
 * @param callTimeout how long a call may take with its repetitions
 */
public record AwsSettings(
        RegionLookup lookup, Optional<String> dataEndpoint, Duration attemptTimeout, Duration callTimeout) {

    public static AwsSettings of(String region, Optional<String> dataEndpoint) {
        return of(RegionLookup.of(region), dataEndpoint);
    }

    public static AwsSettings of(RegionLookup lookup, Optional<String> dataEndpoint) {
        return new AwsSettings(lookup, dataEndpoint, Duration.ofSeconds(3), Duration.ofSeconds(10));
    }

    /** Such as {@code eu-central-1}. May take some seconds at the first time. */
    public String region() {
        return lookup.find().region();
    }

    /** The region and who named it. May take some seconds at the first time. */
    public RegionLookup.Found foundRegion() {
        return lookup.find();
    }

    /** The same at once: for those who would rather have {@value RegionLookup#LAST_RESORT} than wait. */
    public RegionLookup.Found knownRegion() {
        return lookup.known();
    }
}
