package io.iotconnectivity.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Sends the requests of a storm without the pipeline of the SDK's generated client, which takes more CPU than
 * signing and sending a request. As an interceptor of a generated client, it learns from each operation that succeeds how the client sends it (endpoint, headers,
 * scope of the signature, correction of the clock), and from then on sends the same request with other bodies, signed by the SDK's own signer.
 *
 * <p>It knows only success. Whatever else happens, the caller must send the request with the generated client, which retries,
 * corrects the clock and says what is wrong. So must all callers during the {@link #PAUSE} after that: while AWS refuses or throttles requests,
 * everything is as if this did not exist.
 */
final class DirectRequests implements ExecutionInterceptor {
    /** How long the generated client sends everything after a request that did not succeed. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(DirectRequests.class);
    /** A batch that DynamoDB did not process at all comes back whole; it may have 16 MB. */
    private static final int MOST_BYTES = 32 << 20;

    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;

    /** The SDK corrects its clock only if it is off by minutes; less is the time that a request took. */
    private static final Duration LEAST_CORRECTION = Duration.ofMinutes(1);

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * The key, region and service of a signature, as it is sent.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a
     *     signed AWS API request</a>
     */
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=(?<key>[^/ ,]+)/[0-9]{8}/(?<region>[^/ ,]+)/(?<service>[^/ ,]+)/aws4_request,.*");

    /** Headers that are the same in every request of an operation. */
    private static final Set<String> KEPT = Set.of("accept", "content-type", "user-agent", "x-amz-target");

    /** Headers that the signer, the connection or the SDK's retries add to each request. */
    private static final Set<String> ADDED = Set.of(
            "amz-sdk-invocation-id",
            "amz-sdk-request",
            "authorization",
            "content-length",
            "host",
            "x-amz-content-sha256",
            "x-amz-date",
            "x-amz-security-token");

    private final Supplier<SdkHttpClient> http;
    private final IdentityProvider<AwsCredentialsIdentity> credentials;
    private final AnswerDates dates;
    private final Pattern paths;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Map<String, Learned> learned = new ConcurrentHashMap<>();
    private volatile long resumesAt;

    /**
     * @param http limits how long a request may take
     * @param dates receives the date of each response
     * @param paths of the operations that are sent; an endpoint with another path in front is left to the generated client
     */
    DirectRequests(
            Supplier<SdkHttpClient> http,
            IdentityProvider<AwsCredentialsIdentity> credentials,
            AnswerDates dates,
            Pattern paths) {
        this(http, credentials, dates, paths, Clock.systemUTC(), System::nanoTime);
    }

    DirectRequests(
            Supplier<SdkHttpClient> http,
            IdentityProvider<AwsCredentialsIdentity> credentials,
            AnswerDates dates,
            Pattern paths,
            Clock clock,
            LongSupplier nanoTime) {
        this.http = http;
        this.credentials = credentials;
        this.dates = dates;
        this.paths = paths;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.resumesAt = nanoTime.getAsLong();
    }

    /**
     * How the generated client sends an operation.
     *
     * @param request without body and signature
     * @param accessKey the endpoint may depend on whose it is
     * @param clockIsOffBy what the SDK adds to this machine's time
     */
    private record Learned(
            SdkHttpRequest request, String accessKey, String region, String service, Duration clockIsOffBy) {}

    /**
     * Sends one request.
     *
     * @param operation such as {@code UpdateItem}
     * @param path encoded
     * @return the body of the response; empty if the generated client has to send the request
     */
    Optional<byte[]> send(String operation, String path, byte[] body) {
        Learned how = learned.get(operation);
        if (how == null || nanoTime.getAsLong() - resumesAt < 0) {
            return Optional.empty();
        }
        try {
            AwsCredentialsIdentity identity = credentials.resolveIdentity().join();
            if (!identity.accessKeyId().equals(how.accessKey)) {
                learned.remove(operation, how);
                return Optional.empty();
            }
            return Optional.of(send(how, identity, path, body));
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} goes through the SDK's client: {}", operation, e.toString());
            resumesAt = nanoTime.getAsLong() + PAUSE.toNanos();
            return Optional.empty();
        }
    }

    private byte[] send(Learned how, AwsCredentialsIdentity identity, String path, byte[] body) throws IOException {
        ContentStreamProvider content = () -> new ByteArrayInputStream(body);
        SdkHttpRequest unsigned = how.request.toBuilder()
                .encodedPath(path)
                .putHeader("Content-Length", Integer.toString(body.length))
                .build();
        SdkHttpRequest request = signer.sign(signing -> signing.request(unsigned)
                        .identity(identity)
                        .payload(content)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, how.region)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, how.service)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.offset(clock, how.clockIsOffBy)))
                .request();
        HttpExecuteResponse response = http.get()
                .prepareRequest(HttpExecuteRequest.builder()
                        .request(request)
                        .contentStreamProvider(content)
                        .build())
                .call();
        return success(response);
    }

    private byte[] success(HttpExecuteResponse response) throws IOException {
        SdkHttpResponse head = response.httpResponse();
        dates.answered(head);
        byte[] body = new byte[0];
        if (response.responseBody().isPresent()) {
            try (InputStream stream = response.responseBody().get()) {
                body = stream.readNBytes(MOST_BYTES + 1);
            }
            if (body.length > MOST_BYTES) {
                throw new IOException("the response is longer than " + MOST_BYTES + " bytes");
            }
        }
        if (head.statusCode() / HUNDRED != SUCCESS) {
            throw new IOException("AWS answered " + head.statusCode());
        }
        if (!isIntact(head, body)) {
            throw new IOException("the response is not what its checksum says");
        }
        return body;
    }

    /**
     * DynamoDB sends a checksum of each response.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html">DynamoDB
     *     low-level API</a>
     */
    private static boolean isIntact(SdkHttpResponse head, byte[] body) {
        Optional<String> expected = head.firstMatchingHeader("x-amz-crc32");
        if (expected.isEmpty()) {
            return true;
        }
        CRC32 actual = new CRC32();
        actual.update(body);
        return expected.get().equals(Long.toString(actual.getValue()));
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (context.httpResponse().isSuccessful()) {
            String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
            learn(context.httpRequest()).ifPresent(how -> learned.put(operation, how));
        }
    }

    private Optional<Learned> learn(SdkHttpRequest sent) {
        Optional<Matcher> signature = sent.firstMatchingHeader("Authorization")
                .map(AUTHORIZATION::matcher)
                .filter(Matcher::matches);
        Optional<Instant> date = sent.firstMatchingHeader("X-Amz-Date").flatMap(DirectRequests::instant);
        if (signature.isEmpty()
                || date.isEmpty()
                || !paths.matcher(sent.encodedPath()).matches()) {
            return Optional.empty();
        }
        SdkHttpRequest.Builder bare = sent.toBuilder();
        for (String name : sent.headers().keySet()) {
            String header = name.toLowerCase(Locale.ROOT);
            if (ADDED.contains(header)) {
                bare.removeHeader(name);
            } else if (!KEPT.contains(header)) {
                LOG.debug("The header {} may belong to one request only", name);
                return Optional.empty();
            }
        }
        Duration off = Duration.between(clock.instant(), date.get());
        return Optional.of(new Learned(
                bare.build(),
                signature.get().group("key"),
                signature.get().group("region"),
                signature.get().group("service"),
                off.abs().compareTo(LEAST_CORRECTION) < 0 ? Duration.ZERO : off));
    }

    private static Optional<Instant> instant(String date) {
        try {
            return Optional.of(DATE.parse(date, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
