package io.iotconnectivity.aws;

import io.iotconnectivity.aws.MetadataService.Reply;
import io.iotconnectivity.aws.MetadataService.Served;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.internal.Ec2MetadataConfigProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.utils.SdkAutoCloseable;
import software.amazon.awssdk.utils.cache.CachedSupplier;
import software.amazon.awssdk.utils.cache.RefreshResult;

/**
 * Credentials and region of the EC2 instance we run on, fetched from where and as often as the SDK fetches them.
 *
 * @see
 *     <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html">Retrieve
 *     security credentials from instance metadata</a>
 */
final class InstanceMetadata implements AwsCredentialsProvider, SdkAutoCloseable {
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";

    private static final Pattern REGION = Pattern.compile("[a-z]{2}[a-z0-9-]{1,30}");

    private final Ec2MetadataConfigProvider config = MetadataService.config();
    private final MetadataService service;
    private final CachedSupplier<AwsCredentials> cache = CachedSupplier.builder(this::refresh)
            .cachedValueName("InstanceMetadata")
            .staleValueBehavior(CachedSupplier.StaleValueBehavior.ALLOW)
            .build();

    InstanceMetadata(MetadataService service) {
        this.service = service;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return cache.get();
    }

    private RefreshResult<AwsCredentials> refresh() {
        Served served;
        try {
            Optional<String> token = token();
            String role = get(ROLES, token).strip().split("\n", 2)[0].strip();
            served = MetadataService.credentials(get(ROLES + role, token));
        } catch (IOException | RuntimeException e) {
            throw SdkClientException.create("Failed to load credentials from IMDS: " + e.getMessage(), e);
        }
        Instant now = Instant.now();
        RefreshResult.Builder<AwsCredentials> result = RefreshResult.builder(served.credentials());
        if (served.until().isEmpty()) {
            return result.prefetchTime(now.plus(Duration.ofHours(1))).build();
        }
        Instant until = served.until().get();
        result.staleTime(until.minusSeconds(1));
        if (!until.isBefore(now)) {
            Duration half = Duration.between(now, until).dividedBy(2);
            Duration least = Duration.ofMinutes(5);
            result.prefetchTime(now.plus(half.compareTo(least) > 0 ? half : least));
        }
        return result.build();
    }

    /**
     * @throws SdkClientException if this is not an instance, or it does not respond
     */
    String region() {
        try {
            String region = MetadataService.json(get("/latest/dynamic/instance-identity/document", token()))
                    .path("region")
                    .asText();
            // It becomes part of host names that receive signed requests.
            if (!REGION.matcher(region).matches()) {
                throw SdkClientException.create("The instance names no region.");
            }
            return region;
        } catch (IOException e) {
            throw SdkClientException.create("Failed to load the region from IMDS: " + e.getMessage(), e);
        }
    }

    /** Absent if only the first version of the service responds. */
    private Optional<String> token() throws IOException {
        if (SdkSystemSetting.AWS_EC2_METADATA_DISABLED.getBooleanValueOrThrow()) {
            throw SdkClientException.create("IMDS is disabled by AWS_EC2_METADATA_DISABLED.");
        }
        String problem;
        try {
            Reply reply = service.ask(
                    "PUT", uri("/latest/api/token"), Map.of("x-aws-ec2-metadata-token-ttl-seconds", "21600"));
            if (reply.isOk()) {
                return Optional.of(reply.text().strip());
            }
            problem = "it answered " + reply.status() + " to the request for a token";
            if (reply.status() == 400) {
                throw SdkClientException.create(problem);
            }
        } catch (IOException e) {
            problem = e.getMessage();
        }
        if (config.isMetadataV1Disabled()) {
            throw SdkClientException.create(problem + ", and its first version is disabled");
        }
        return Optional.empty();
    }

    private String get(String path, Optional<String> token) throws IOException {
        Reply reply = service.ask(
                "GET",
                uri(path),
                token.map(text -> Map.of("x-aws-ec2-metadata-token", text)).orElse(Map.of()));
        if (!reply.isOk()) {
            throw SdkClientException.create("it answered " + reply.status() + " to " + path);
        }
        return reply.text();
    }

    private URI uri(String path) {
        return URI.create(config.getEndpoint().replaceAll("/+$", "") + path);
    }

    @Override
    public void close() {
        cache.close();
        service.close();
    }
}
