package io.iotconnectivity.aws.connectivity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.NoCredentials;
import io.iotconnectivity.thread.NamedThread;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Calls of the IoT data plane that this version of the SDK has no methods for. The SDK's signer signs them, its HTTP
 * client sends them, and they fail with its exceptions; retrying is left to the caller.
 */
final class SignedCalls implements AutoCloseable {
    /**
     * The service name in the signature. The developer guide names {@code iotdevicegateway} for publishing by HTTP; the
     * models of all SDKs sign every operation of this endpoint, including GetConnection, as {@code iotdata}.
     */
    static final String SIGNED_FOR = "iotdata";

    /** AWS's responses have a few hundred bytes. */
    static final int MAX_BYTES = 64 * 1024;

    private static final JsonMapper JSON = new JsonMapper();

    private final Supplier<URI> endpoint;
    private final String region;
    private final Supplier<IdentityProvider<AwsCredentialsIdentity>> credentials;
    private final Supplier<SdkHttpClient> http;
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, NamedThread.daemons("signed-call-timer"));

    SignedCalls(AwsClients aws) {
        this(aws::dataEndpoint, aws.region(), aws::credentials, aws::patientHttp);
    }

    SignedCalls(
            Supplier<URI> endpoint,
            String region,
            Supplier<IdentityProvider<AwsCredentialsIdentity>> credentials,
            Supplier<SdkHttpClient> http) {
        this.endpoint = endpoint;
        this.region = region;
        this.credentials = credentials;
        this.http = http;
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Makes the call, once.
     *
     * @param timeout for all of it, including the last byte of the response
     * @return the response of a successful call, at most {@value #MAX_BYTES} bytes
     * @throws AwsServiceException if AWS returns an error; its code is AWS's name for it
     * @throws software.amazon.awssdk.core.exception.SdkException if there is no response, or none in time
     */
    byte[] make(DataCall call, Duration timeout) {
        URI base = endpoint.get();
        SdkHttpRequest request = request(call, base);
        Optional<ContentStreamProvider> body =
                call.body().map(text -> ContentStreamProvider.fromByteArray(text.getBytes(StandardCharsets.UTF_8)));
        SignedRequest signed = sign(request, body);
        HttpExecuteRequest.Builder execute = HttpExecuteRequest.builder().request(signed.request());
        signed.payload().or(() -> body).ifPresent(execute::contentStreamProvider);
        return send(call, http.get().prepareRequest(execute.build()), timeout);
    }

    private static SdkHttpRequest request(DataCall call, URI base) {
        String prefix = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(call.method())
                .protocol(base.getScheme())
                .host(base.getHost())
                .encodedPath(prefix + call.path())
                .putHeader("User-Agent", "iot-connectivity")
                .putHeader("Accept", "application/json");
        if (base.getPort() >= 0) {
            request.port(base.getPort());
        }
        call.query().forEach(request::putRawQueryParameter);
        call.body()
                .ifPresent(text -> request.putHeader(
                        "Content-Length", Integer.toString(text.getBytes(StandardCharsets.UTF_8).length)));
        return request.build();
    }

    private SignedRequest sign(SdkHttpRequest request, Optional<ContentStreamProvider> body) {
        AwsCredentialsIdentity identity = identity();
        return AwsV4HttpSigner.create().sign(sign -> {
            sign.identity(identity)
                    .request(request)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SIGNED_FOR)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region);
            body.ifPresent(sign::payload);
        });
    }

    private AwsCredentialsIdentity identity() {
        try {
            return credentials.get().resolveIdentity().join();
        } catch (CompletionException e) {
            Throwable why = e.getCause();
            throw why instanceof NoCredentials none
                    ? none
                    : SdkClientException.create("there are no credentials: " + why.getMessage(), why);
        }
    }

    private byte[] send(DataCall call, ExecutableHttpRequest request, Duration timeout) {
        ScheduledFuture<?> end = timer.schedule(request::abort, timeout.toNanos(), TimeUnit.NANOSECONDS);
        try {
            HttpExecuteResponse response = request.call();
            try (InputStream body = response.responseBody()
                    .<InputStream>map(stream -> stream)
                    .orElseGet(InputStream::nullInputStream)) {
                byte[] read = body.readNBytes(MAX_BYTES + 1);
                if (read.length > MAX_BYTES) {
                    // Reading on, only to reuse the connection, is what the limit is meant to prevent.
                    request.abort();
                    throw SdkClientException.create(
                            call.operation() + " was answered with more than " + MAX_BYTES + " bytes");
                }
                if (!response.httpResponse().isSuccessful()) {
                    throw failure(response.httpResponse(), read);
                }
                return read;
            }
        } catch (IOException | CancellationException e) {
            if (end.isDone()) {
                throw ApiCallAttemptTimeoutException.create(timeout.toMillis());
            }
            throw SdkClientException.create(call.operation() + " failed: " + e.getMessage(), e);
        } finally {
            end.cancel(false);
        }
    }

    private static AwsServiceException failure(SdkHttpResponse response, byte[] body) {
        JsonNode details = json(body);
        String code = response.firstMatchingHeader("x-amzn-ErrorType")
                .or(() -> text(details, "__type"))
                .or(() -> text(details, "code"))
                .map(SignedCalls::errorCode)
                .orElse("");
        return AwsServiceException.builder()
                .statusCode(response.statusCode())
                .requestId(response.firstMatchingHeader("x-amzn-RequestId").orElse(null))
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("IotDataPlane")
                        .errorCode(code)
                        .errorMessage(text(details, "message")
                                .or(() -> text(details, "Message"))
                                .orElse("HTTP " + response.statusCode()))
                        .sdkHttpResponse(response)
                        .build())
                .build();
    }

    /** Codes are followed by a colon and a URL, or preceded by a namespace and a hash. */
    private static String errorCode(String text) {
        String code = text.substring(text.indexOf('#') + 1);
        int colon = code.indexOf(':');
        return colon < 0 ? code : code.substring(0, colon);
    }

    private static Optional<String> text(JsonNode details, String field) {
        return Optional.of(details.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            return JSON.missingNode();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
