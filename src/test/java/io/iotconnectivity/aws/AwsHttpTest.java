package io.iotconnectivity.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.iotconnectivity.net.HostileServer;
import io.iotconnectivity.net.HostileServer.Attack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** However much a server in the place of AWS sends, no more is read than a response may have. */
class AwsHttpTest {
    /** The rest lies in the buffers of the two sockets. */
    private static final long IN_SOCKETS = 8L << 20;

    private static final Duration LONGEST = Duration.ofSeconds(20);

    @AutoClose
    private final HostileServer hostile = HostileServer.start(Attack.JSON_BODY);

    @AutoClose
    private final SdkHttpClient http = http(LONGEST);

    @ParameterizedTest
    @EnumSource(
            names = {
                "STATUS_LINE",
                "GREETING",
                "EMPTY_LINES",
                "HEADER_LINE",
                "HEADER_NAME",
                "HEADERS",
                "FOLDED_HEADER",
                "INTERIM",
                "INTERIM_WITH_HEADERS",
                "CONTINUE",
                "BOMB"
            })
    void headThatNeverEndsAndBombsFail(Attack attack) {
        assertThatThrownBy(() -> call(http, attack)).isInstanceOf(IOException.class);

        assertThat(hostile.taken(attack)).isLessThan(IN_SOCKETS);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "CHUNK_SIZE",
                "CHUNK_EXTENSION",
                "CHUNKS",
                "TRAILER_LINE",
                "TRAILERS",
                "BODY",
                "JSON_BODY",
                "LONG_BODY",
                "ERROR_BODY",
                "REFUSAL_BODY"
            })
    void bodyThatNeverEndsFails(Attack attack) throws Exception {
        HttpExecuteResponse answer = call(http, attack);
        try (InputStream body = answer.responseBody().orElseThrow()) {
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }

        assertThat(hostile.taken(attack)).isLessThan(AnswerBody.MOST_BYTES + IN_SOCKETS);
    }

    @Test
    void bodyThatIsNotReadIsNotReadToItsEndEither() throws Exception {
        call(http, Attack.BODY).responseBody().orElseThrow().close();

        assertThat(hostile.taken(Attack.BODY)).isLessThan(IN_SOCKETS);
    }

    @Test
    void answerThatDripsIsNotWaitedFor() {
        try (SdkHttpClient impatient = http(Duration.ofMillis(300))) {
            assertThatThrownBy(() -> call(impatient, Attack.DRIP)).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> call(impatient, Attack.DRIPPING_BODY)
                            .responseBody()
                            .orElseThrow()
                            .readAllBytes())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void timeThatIsOverBeforeThereIsAConnectionIsOverLikeAnyOther() {
        try (SdkHttpClient impatient = http(Duration.ZERO)) {
            assertThatThrownBy(() -> call(impatient, Attack.DRIP)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void redirectIsAnAnswer() throws Exception {
        assertThat(call(http, Attack.REDIRECTS).httpResponse().statusCode()).isEqualTo(307);
        assertThat(hostile.requests(Attack.REDIRECTS)).isEqualTo(1);
    }

    @Test
    void clientsOfTheSdkFailAsTheyDoForAnyFaultOfAws() {
        try (DynamoDbClient client = DynamoDbClient.builder()
                .httpClient(http)
                .endpointOverride(URI.create("http://127.0.0.1:" + hostile.port()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build()) {
            assertThatThrownBy(() -> client.getItem(get -> get.tableName("devices")))
                    .isInstanceOf(SdkException.class);
        }
    }

    @Test
    void smallAnswersShareAConnectionAlsoWhereTheirEndWasNotRead() throws Exception {
        Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            clients.add(exchange.getRemoteAddress());
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"a\": 1}".getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            for (int i = 0; i < 3; i++) {
                try (InputStream body = call(http, uri).responseBody().orElseThrow()) {
                    assertThat(body.read()).isEqualTo('{');
                }
            }
        } finally {
            server.stop(0);
        }

        assertThat(clients).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{},", "[[", "<a/>", "\"\\\"\",{},", "\"<a>"})
    void bytesThatBecomeManyObjectsAreNotReadOn(String unit) {
        byte[] whole = unit.repeat(AnswerBody.MOST_BYTES / unit.length()).getBytes(UTF_8);

        assertThatThrownBy(() -> body(whole, false).readAllBytes()).hasMessageContaining("parts");
    }

    @Test
    void ofBinaryAnswersEachByteMayBecomeAnObject() {
        assertThatThrownBy(() -> body(new byte[AnswerBody.MOST_PARTS + 1], true).readAllBytes())
                .hasMessageContaining("parts");
    }

    @Test
    void fullPagesOfTheLogAreRead() throws Exception {
        String message = "\"{\\\"timestamp\\\":1,\\\"clientId\\\":\\\"a\\\",\\\"reason\\\":[1,2,3,4,5,6,7,8,9]}\"";
        String event = "{\"eventId\":\"1\",\"ingestionTime\":1,\"logStreamName\":\"s\",\"message\":" + message
                + ",\"timestamp\":1},";
        byte[] page = ("{\"events\":[" + event.repeat(10_000) + "{}]}").getBytes(UTF_8);

        assertThat(body(page, false).readAllBytes()).isEqualTo(page);
    }

    private static AnswerBody body(byte[] bytes, boolean binary) {
        return new AnswerBody(new ByteArrayInputStream(bytes), () -> {}, () -> {}, binary);
    }

    private static SdkHttpClient http(Duration longest) {
        return AwsHttp.going(AwsSettings.of("eu-central-1", Optional.empty()))
                .longest(longest)
                .build();
    }

    private HttpExecuteResponse call(SdkHttpClient client, Attack attack) throws IOException {
        return call(client, hostile.uri(attack));
    }

    private static HttpExecuteResponse call(SdkHttpClient client, URI uri) throws IOException {
        return client.prepareRequest(HttpExecuteRequest.builder()
                        .request(SdkHttpRequest.builder()
                                .method(SdkHttpMethod.GET)
                                .uri(uri)
                                .putHeader("Host", List.of(uri.getAuthority()))
                                .build())
                        .build())
                .call();
    }
}
