package io.iotconnectivity.aws;

import io.iotconnectivity.net.WaysOut;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach AWS. Credentials come from the SDK's default chain, a local endpoint from its {@code AWS_ENDPOINT_URL}.
 *
 * @param lookup finds the region
 * @param dataEndpoint host of the account's IoT data endpoint; if absent, AWS is queried for it
 * @param attemptTimeout how long one HTTP request may take
 * @param callTimeout how long a call may take including retries
 * @param ways the outgoing proxies
 * @param caBundle PEM certificates of authorities to trust besides those of the Java runtime
 */
public record AwsSettings(
        RegionLookup lookup,
        Optional<String> dataEndpoint,
        Duration attemptTimeout,
        Duration callTimeout,
        WaysOut ways,
        Optional<Path> caBundle) {
    /** The variable that names authorities for AWS's endpoints, if a proxy inspects TLS. */
    public static final String CA_BUNDLE = "AWS_CA_BUNDLE";

    public static AwsSettings of(String region, Optional<String> dataEndpoint) {
        return of(RegionLookup.of(region), dataEndpoint, WaysOut.DIRECT, Optional.empty());
    }

    public static AwsSettings of(
            RegionLookup lookup, Optional<String> dataEndpoint, WaysOut ways, Optional<Path> caBundle) {
        return new AwsSettings(lookup, dataEndpoint, Duration.ofSeconds(3), Duration.ofSeconds(10), ways, caBundle);
    }

    /** Such as {@code eu-central-1}. The first call may take some seconds. */
    public String region() {
        return lookup.find().region();
    }

    /** The region and what named it. The first call may take some seconds. */
    public RegionLookup.Found foundRegion() {
        return lookup.find();
    }

    /** The same without waiting: for callers that prefer {@value RegionLookup#LAST_RESORT} to a delay. */
    public RegionLookup.Found knownRegion() {
        return lookup.known();
    }
}
