package io.iotconnectivity.aws;

import io.iotconnectivity.net.WaysOut;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How AWS is reached. Credentials come from the SDK's default chain, a local endpoint from its {@code AWS_ENDPOINT_URL}.
 *
 * @param lookup finds the region
 * @param dataEndpoint host of the account's IoT data endpoint; absent means that AWS is asked for it
 * @param attemptTimeout how long one HTTP request may take
 * @param callTimeout how long a call may take with its repetitions
 * @param ways the proxies on the way
 * @param caBundle PEM certificates of authorities to trust beside those of the Java runtime
 */
public record AwsSettings(
        RegionLookup lookup,
        Optional<String> dataEndpoint,
        Duration attemptTimeout,
        Duration callTimeout,
        WaysOut ways,
        Optional<Path> caBundle) {
    /** The variable that names authorities for AWS's endpoints, where a proxy looks into TLS. */
    public static final String CA_BUNDLE = "AWS_CA_BUNDLE";

    public static AwsSettings of(String region, Optional<String> dataEndpoint) {
        return of(RegionLookup.of(region), dataEndpoint, WaysOut.DIRECT, Optional.empty());
    }

    public static AwsSettings of(
            RegionLookup lookup, Optional<String> dataEndpoint, WaysOut ways, Optional<Path> caBundle) {
        return new AwsSettings(lookup, dataEndpoint, Duration.ofSeconds(3), Duration.ofSeconds(10), ways, caBundle);
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
