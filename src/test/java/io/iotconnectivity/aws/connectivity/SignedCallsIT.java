package io.iotconnectivity.aws.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.signal.ClientId;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** Calls as they go over the wire, and what may come back. */
class SignedCallsIT {
    /** As the build sets it for all tests. */
    private static final String SECRET = "test";

    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    @AutoClose
    private final StubAws aws = new StubAws();

    @AutoClose
    private final AwsClients clients = clients(aws.uri());

    @AutoClose
    private final SignedCalls calls = new SignedCalls(clients);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sensor-1",
                "plant/pump 7",
                "100%",
                "%2F",
                "a+b",
                "größe/温度",
                "~!*'();:@&=$,?#[]",
                "a/../b",
                "a//b",
                "...",
                "line\nbreak",
                "😀"
            })
    void signatureIsWhatAwsComputesFromThePath(String client) {
        calls.make(DataCall.getConnection(client), TIME);

        StubAws.Seen request = aws.last();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).startsWith("/connections/").matches("/connections/[^/]+");
        assertThat(URLDecoder.decode(
                        request.path().substring("/connections/".length()).replace("+", "%2B"), StandardCharsets.UTF_8))
                .isEqualTo(client);
        Matcher authorization = SignatureV4.authorization(request);
        assertThat(authorization.group("service")).isEqualTo("iotdata");
        assertThat(authorization.group("region")).isEqualTo("eu-central-1");
        assertThat(authorization.group("headers").split(";")).contains("host", "x-amz-date");
        assertThat(authorization.group("signature")).isEqualTo(SignatureV4.of(request, SECRET));
    }

    @ParameterizedTest
    @CsvSource({"plant/pump 7,plant%2Fpump%207", "100%,100%25", "a+b,a%2Bb", "ü,%C3%BC", "~*,~%2A"})
    void clientIdIsOneSegmentEncodedOnce(String client, String sent) {
        calls.make(DataCall.getConnection(client), TIME);
        assertThat(aws.last().path()).isEqualTo("/connections/" + sent);
    }

    @Test
    void messageIsSignedWithItsQueryAndItsBody() {
        calls.make(DataCall.sendDirectMessage("a/b", "probe/one & two=+", 5, Prober.MESSAGE), TIME);

        StubAws.Seen request = aws.last();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/connections/a%2Fb/messages");
        assertThat(request.query().split("&"))
                .containsExactlyInAnyOrder("confirmation=true", "timeout=5", "topic=probe%2Fone%20%26%20two%3D%2B");
        assertThat(StubAws.text(request.body())).isEqualTo(Prober.MESSAGE);
        assertThat(SignatureV4.authorization(request).group("signature")).isEqualTo(SignatureV4.of(request, SECRET));
    }

    @Test
    void temporaryCredentialsAreSentWithTheirToken() {
        Supplier<IdentityProvider<AwsCredentialsIdentity>> credentials = () -> new Identity(
                () -> CompletableFuture.completedFuture(AwsSessionCredentials.create("key", "other secret", "token")));
        try (SignedCalls temporary = new SignedCalls(aws::uri, "eu-central-1", credentials, clients::patientHttp)) {
            temporary.make(DataCall.getConnection("a"), TIME);
        }
        assertThat(aws.last().headers()).containsEntry("x-amz-security-token", "token");
        Matcher authorization = SignatureV4.authorization(aws.last());
        assertThat(authorization.group("headers")).contains("x-amz-security-token");
        assertThat(authorization.group("signature")).isEqualTo(SignatureV4.of(aws.last(), "other secret"));
    }

    @Test
    void endpointMayHaveAPathOfItsOwn() {
        try (AwsClients behindAProxy = clients(URI.create(aws.uri() + "/aws/"));
                SignedCalls proxied = new SignedCalls(behindAProxy)) {
            proxied.make(DataCall.getConnection("a"), TIME);
        }
        assertThat(aws.last().path()).isEqualTo("/aws/connections/a");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "$aws"})
    void someIdsCannotBeAskedAbout(String client) {
        assertThat(DataCall.canBeAbout(new ClientId(client))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "404, ResourceNotFoundException:http://internal.amazon.com/, '{}', NOT_FOUND",
        "404, '', '{\"__type\":\"com.amazon#ResourceNotFoundException\"}', NOT_FOUND",
        "404, '', '{\"code\":\"ResourceNotFoundException\"}', NOT_FOUND",
        "404, UnknownOperationException, '{}', REFUSED",
        "404, '', '<html>', REFUSED",
        "403, ForbiddenException, '{}', DENIED",
        "403, '', '', DENIED",
        "401, UnauthorizedException, '{}', DENIED",
        "400, UnrecognizedClientException, '{}', DENIED",
        "400, InvalidRequestException, '{}', REFUSED",
        "429, '', '', THROTTLED",
        "429, ThrottlingException, '{}', THROTTLED",
        "400, ThrottlingException, '{}', THROTTLED",
        "500, InternalFailureException, '{}', BROKEN",
        "503, '', 'busy', BROKEN",
        "504, GatewayTimeoutException, '{}', DEVICE_SILENT",
        "302, '', '', REFUSED"
    })
    void failuresAreToldApart(int status, String header, String body, Failure expected) {
        aws.answers(status, body, header.isEmpty() ? new String[0] : new String[] {"x-amzn-ErrorType", header});
        assertThat(Failure.of(failure(TIME))).isEqualTo(expected);
    }

    @Test
    void whatDoesNotComeInTimeIsGivenUp() {
        aws.neverAnswers();
        assertThat(Failure.of(failure(SHORT))).isEqualTo(Failure.NO_ANSWER);
    }

    @Test
    void answerThatDripsIsGivenUpToo() {
        aws.answersForEver();
        assertThat(Failure.of(failure(SHORT))).isEqualTo(Failure.NO_ANSWER);
    }

    @Test
    void hugeAnswerIsNotReadToItsEnd() {
        aws.answersWith(SignedCalls.MAX_BYTES + 1);
        assertThat(failure(TIME)).hasMessageContaining("more than " + SignedCalls.MAX_BYTES);
    }

    @Test
    void connectionThatIsCutIsAFailure() {
        aws.resets();
        assertThat(Failure.of(failure(TIME))).isEqualTo(Failure.NO_ANSWER);
    }

    @Test
    void nobodyListeningIsAFailure() {
        try (AwsClients nowhere = clients(URI.create("http://127.0.0.1:9"));
                SignedCalls lost = new SignedCalls(nowhere)) {
            SdkException failure =
                    catchThrowableOfType(SdkException.class, () -> lost.make(DataCall.getConnection("a"), TIME));
            assertThat(Failure.of(failure)).isEqualTo(Failure.NO_ANSWER);
        }
    }

    @Test
    void missingCredentialsAreAFailureThatSaysSo() {
        Supplier<IdentityProvider<AwsCredentialsIdentity>> none = () -> new Identity(
                () -> CompletableFuture.failedFuture(new IllegalStateException("none of the providers has any")));
        try (SignedCalls unsigned = new SignedCalls(aws::uri, "eu-central-1", none, clients::patientHttp)) {
            SdkException failure =
                    catchThrowableOfType(SdkException.class, () -> unsigned.make(DataCall.getConnection("a"), TIME));
            assertThat(failure).hasMessageContaining("no credentials").hasMessageContaining("none of the providers");
        }
        assertThat(aws.seen()).isEmpty();
    }

    private SdkException failure(Duration timeout) {
        return catchThrowableOfType(SdkException.class, () -> calls.make(DataCall.getConnection("a"), timeout));
    }

    private static AwsClients clients(URI endpoint) {
        return new AwsClients(AwsSettings.of("eu-central-1", Optional.of(endpoint.toString())));
    }

    private record Identity(Supplier<CompletableFuture<AwsCredentialsIdentity>> resolved)
            implements IdentityProvider<AwsCredentialsIdentity> {
        @Override
        public Class<AwsCredentialsIdentity> identityType() {
            return AwsCredentialsIdentity.class;
        }

        @Override
        public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
            return resolved.get();
        }
    }
}
