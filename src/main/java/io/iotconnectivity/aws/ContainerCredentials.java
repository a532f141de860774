package io.iotconnectivity.aws;

import io.iotconnectivity.aws.MetadataService.Reply;
import io.iotconnectivity.aws.MetadataService.Served;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.utils.SdkAutoCloseable;
import software.amazon.awssdk.utils.cache.CachedSupplier;
import software.amazon.awssdk.utils.cache.RefreshResult;

/**
 * Credentials of the container we run in (ECS, EKS), fetched from where and as often as the SDK fetches them.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html">Container
 *     credential provider</a>
 */
final class ContainerCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
    /** Of ECS, and of EKS. */
    private static final Set<String> KNOWN_HOSTS = Set.of("169.254.170.2", "169.254.170.23", "[fd00:ec2::23]");

    private static final int MOST_TRIES = 3;

    private final MetadataService service;
    private final CachedSupplier<AwsCredentials> cache = CachedSupplier.builder(this::refresh)
            .cachedValueName("ContainerCredentials")
            .build();

    ContainerCredentials(MetadataService service) {
        this.service = service;
    }

    static boolean isMeant() {
        return address().isPresent();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return cache.get();
    }

    private static Optional<String> address() {
        return SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
                .getStringValue()
                .map(path -> SdkSystemSetting.AWS_CONTAINER_SERVICE_ENDPOINT.getStringValueOrThrow() + path)
                .or(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI::getStringValue);
    }

    private RefreshResult<AwsCredentials> refresh() {
        Served served;
        try {
            served = MetadataService.credentials(read(uri()));
        } catch (IOException e) {
            throw SdkClientException.create("Failed to load credentials of the container: " + e.getMessage(), e);
        }
        Instant inAnHour = Instant.now().plus(Duration.ofHours(1));
        Optional<Instant> early = served.until().map(until -> until.minus(Duration.ofMinutes(15)));
        RefreshResult.Builder<AwsCredentials> result = RefreshResult.builder(served.credentials())
                .prefetchTime(early.filter(inAnHour::isAfter).orElse(inAnHour));
        served.until().ifPresent(until -> result.staleTime(until.minus(Duration.ofMinutes(1))));
        return result.build();
    }

    /** Like the SDK, retries if the server fails. */
    private String read(URI uri) throws IOException {
        Map<String, String> headers =
                authorization().map(text -> Map.of("Authorization", text)).orElse(Map.of());
        for (int tried = 1; ; tried++) {
            try {
                Reply reply = service.ask("GET", uri, headers);
                if (reply.isOk()) {
                    return reply.text();
                }
                if (reply.status() < 500 || tried == MOST_TRIES) {
                    throw SdkClientException.create(
                            "The service that gives a container its credentials answered " + reply.status() + ".");
                }
            } catch (IOException e) {
                if (tried == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static Optional<String> authorization() {
        return SdkSystemSetting.AWS_CONTAINER_AUTHORIZATION_TOKEN
                .getStringValue()
                .or(() -> SdkSystemSetting.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
                        .getStringValue()
                        .map(ContainerCredentials::read))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw SdkClientException.create("Failed to read " + file + ".", e);
        }
    }

    /** Without TLS only what nobody else can intercept. */
    private static URI uri() {
        URI uri;
        try {
            uri = URI.create(address()
                    .orElseThrow(() -> SdkClientException.create("There is no "
                            + SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI.environmentVariable() + " and no "
                            + SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI.environmentVariable() + ".")));
        } catch (IllegalArgumentException e) {
            throw SdkClientException.create("The address of the container's credentials is not a URI.", e);
        }
        if (!"https".equals(uri.getScheme()) && !isTrusted(String.valueOf(uri.getHost()))) {
            throw SdkClientException.create(
                    "The address of the container's credentials is neither https nor on this machine: "
                            + uri.getHost());
        }
        return uri;
    }

    private static boolean isTrusted(String host) {
        try {
            return KNOWN_HOSTS.contains(host)
                    || Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            throw SdkClientException.create("The host of the container's credentials cannot be resolved: " + host, e);
        }
    }

    @Override
    public void close() {
        cache.close();
        service.close();
    }
}
