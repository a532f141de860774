package io.iotconnectivity.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.iotconnectivity.event.SampleEvents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.iotdataplane.IotDataPlaneClient;

/** The same requests reach AWS either way, and only what succeeds goes past the SDK's client. */
class DirectRequestsTest {
    private static final Answer OK = new Answer(200, "{}", Map.of());
    private static final AwsCredentials FIRST = AwsSessionCredentials.create("AKID-1", "secret-1", "token-1");
    /** Only the SDK's client numbers its calls. */
    private static final String NUMBER = "amz-sdk-invocation-id";

    private static final Set<String> PER_REQUEST =
            Set.of(NUMBER, "amz-sdk-request", "authorization", "x-amz-date", "content-length", "connection");

    private final HttpServer server = server();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final List<Instant> dates = new ArrayList<>();
    private Duration clockIsOffBy = Duration.ZERO;
    private AwsCredentials credentials = FIRST;
    private SdkHttpClient http;
    private DynamoDbClient generated;
    private IotDataPlaneClient generatedData;
    private DynamoDbClient client;
    private DirectShadows shadows;

    private record Answer(int status, String body, Map<String, String> headers) {}

    private record Request(URI uri, Headers headers, byte[] body) {
        String header(String name) {
            return headers.getFirst(name);
        }

        boolean isDirect() {
            return !headers.containsKey(NUMBER);
        }

        /** What has to be the same in both ways. */
        Map<String, List<String>> lasting() {
            Map<String, List<String>> lasting = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.forEach((name, values) -> lasting.put(name, values));
            lasting.keySet().removeIf(name -> PER_REQUEST.contains(name.toLowerCase(Locale.ROOT)));
            return lasting;
        }
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
        http = AwsHttp.going(AwsSettings.of("eu-west-1", Optional.empty())).build();
        build("");
    }

    private void build(String pathOfTheEndpoint) {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + pathOfTheEndpoint);
        AwsCredentialsProvider provider = () -> credentials;
        DirectRequests rows = direct(provider, "/");
        generated = DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(provider)
                .httpClient(http)
                .overrideConfiguration(overrides -> overrides.addExecutionInterceptor(rows))
                .build();
        client = new DirectDynamoDb(generated, rows);
        DirectRequests documents = direct(provider, "/things/[^/]+/shadow");
        generatedData = IotDataPlaneClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(provider)
                .httpClient(http)
                .overrideConfiguration(overrides -> overrides.addExecutionInterceptor(documents))
                .build();
        shadows = new DirectShadows(generatedData, documents);
    }

    private DirectRequests direct(AwsCredentialsProvider provider, String paths) {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return Instant.now().minus(clockIsOffBy);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        return new DirectRequests(
                () -> http, provider, new AnswerDates(dates::add), Pattern.compile(paths), clock, nanos::get);
    }

    @AfterEach
    void stop() {
        generated.close();
        generatedData.close();
        http.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Answer answer;
        synchronized (this) {
            requests.add(new Request(exchange.getRequestURI(), exchange.getRequestHeaders(), body));
            answer = answers.isEmpty() ? OK : answers.remove();
        }
        answer.headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        byte[] bytes = answer.body.getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static UpdateItemRequest update() {
        return new DevicesTable(
                        () -> {
                            throw new AssertionError("nothing is to be written");
                        },
                        "devices")
                .request(DevicesTable.row(
                        SampleEvents.offline("a \"tricky\" \u00e9\u4e2d\ud83d\ude00 id\n")
                                .event(),
                        SampleEvents.offline("tricky").event().device().orElseThrow()));
    }

    private static PutItemRequest put() {
        return PutItemRequest.builder().tableName("events").item(item("1")).build();
    }

    private static Map<String, AttributeValue> item(String id) {
        return Map.of(
                "clientId", AttributeValue.fromS("d"),
                "eventId", AttributeValue.fromS(id),
                "event", AttributeValue.fromS("{\"a\":\"\u00e9\\u0001\"}"),
                "expiresAt", AttributeValue.fromN("1803218561"));
    }

    private static BatchWriteItemRequest batch(int items) {
        List<WriteRequest> writes = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            Map<String, AttributeValue> item = item(Integer.toString(i));
            writes.add(WriteRequest.builder()
                    .putRequest(request -> request.item(item))
                    .build());
        }
        return BatchWriteItemRequest.builder()
                .requestItems(Map.of("events", writes))
                .build();
    }

    @Test
    void sameRequestIsSentPastTheGeneratedClientOnceItHasSucceeded() throws Exception {
        for (int i = 0; i < 2; i++) {
            client.updateItem(update());
            client.putItem(put());
            client.batchWriteItem(batch(3));
            shadows.updateThingShadow(
                    request -> request.thingName("a:thing").shadowName("own").payload(SdkBytes.fromUtf8String("{}")));
        }

        assertThat(requests).hasSize(8);
        for (int i = 0; i < 4; i++) {
            Request one = requests.get(i);
            Request other = requests.get(i + 4);
            assertThat(one.isDirect()).isFalse();
            assertThat(other.isDirect()).isTrue();
            assertThat(other.uri).isEqualTo(one.uri);
            assertThat(other.lasting()).isEqualTo(one.lasting());
            assertThat(new ObjectMapper().readTree(other.body)).isEqualTo(new ObjectMapper().readTree(one.body));
            assertThat(other.header("Authorization")).isEqualTo(signature(other, "iotdata"));
        }
        assertThat(requests.get(7).uri).hasToString("/things/a%3Athing/shadow?name=own");
        // The other half goes through the interceptor of the generated client.
        assertThat(dates).hasSize(4);
    }

    private String signature(Request request, String serviceOfShadows) {
        Instant date = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .parse(request.header("X-Amz-Date"), Instant::from);
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + request.uri));
        for (String header : request.header("Authorization")
                .replaceAll(".*SignedHeaders=([^,]*),.*", "$1")
                .split(";")) {
            if (!Set.of("host", "x-amz-date", "x-amz-security-token").contains(header)) {
                unsigned.putHeader(header, request.headers.get(header));
            }
        }
        return AwsV4HttpSigner.create()
                .sign(signing -> signing.identity(credentials)
                        .request(unsigned.build())
                        .payload(() -> new ByteArrayInputStream(request.body))
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                        .putProperty(
                                AwsV4HttpSigner.SERVICE_SIGNING_NAME,
                                request.uri.getPath().equals("/") ? "dynamodb" : serviceOfShadows)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(date, ZoneOffset.UTC)))
                .request()
                .firstMatchingHeader("Authorization")
                .orElseThrow();
    }

    @Test
    void refusalIsLeftToTheGeneratedClientAndSoIsEverythingForAWhile() {
        client.putItem(put());
        Answer refusal = new Answer(
                400,
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException\",\"message\":\"too fast\"}",
                Map.of());
        // More than the SDK makes attempts of one call.
        answers.addAll(Collections.nCopies(20, refusal));
        assertThatThrownBy(() -> client.putItem(put())).isInstanceOf(ProvisionedThroughputExceededException.class);
        answers.clear();
        client.putItem(put());
        assertThat(directs()).isEqualTo(1);

        nanos.addAndGet(DirectRequests.PAUSE.toNanos());
        client.putItem(put());
        assertThat(directs()).isEqualTo(2);
    }

    @Test
    void failedConditionIsReportedAsByTheGeneratedClient() {
        client.updateItem(update());
        Answer failed = new Answer(
                400,
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\",\"message\":\"no\"}",
                Map.of());
        answers.addAll(List.of(failed, failed));

        assertThatThrownBy(() -> client.updateItem(update())).isInstanceOf(ConditionalCheckFailedException.class);
    }

    @Test
    void responseThatIsNotWhatItsChecksumSaysDoesNotCount() {
        client.batchWriteItem(batch(2));
        answers.add(new Answer(200, "{}", Map.of("x-amz-crc32", "7")));
        client.batchWriteItem(batch(2));

        assertThat(requests).hasSize(3);
        assertThat(requests.get(2).isDirect()).isFalse();
    }

    @Test
    void otherCredentialsAreTakenUpByTheGeneratedClient() {
        client.putItem(put());
        credentials = AwsBasicCredentials.create("AKID-2", "secret-2");
        client.putItem(put());
        client.putItem(put());

        assertThat(requests).extracting(Request::isDirect).containsExactly(false, false, true);
        assertThat(requests.get(2).header("Authorization")).contains("Credential=AKID-2/");
        assertThat(requests.get(2).headers).doesNotContainKey("X-Amz-Security-Token");
    }

    @Test
    void clockThatTheSdkCorrectsIsCorrected() {
        clockIsOffBy = Duration.ofHours(1);
        client.putItem(put());
        client.putItem(put());

        assertThat(requests.get(1).isDirect()).isTrue();
        assertThat(requests.get(1).header("X-Amz-Date").substring(0, 11))
                .isEqualTo(requests.get(0).header("X-Amz-Date").substring(0, 11));
    }

    @Test
    void whatWasNotWrittenIsReturnedAsItWasSent() {
        BatchWriteItemRequest batch = batch(3);
        client.batchWriteItem(batch);
        answers.add(new Answer(
                200,
                "{\"UnprocessedItems\":{\"events\":[{\"PutRequest\":{\"Item\":{\"expiresAt\":{\"N\":\"1803218561\"},"
                        + "\"eventId\":{\"S\":\"1\"},\"clientId\":{\"S\":\"d\"},\"event\":{\"S\":\"{\\\"a\\\":\\\"\u00e9\\\\u0001\\\"}\"}}}}]}}",
                Map.of()));
        assertThat(client.batchWriteItem(batch).unprocessedItems())
                .containsExactlyEntriesOf(Map.of(
                        "events", List.of(batch.requestItems().get("events").get(1))));

        answers.add(new Answer(200, "{\"UnprocessedItems\":{\"events\":[{\"PutRequest\":{}}]}}", Map.of()));
        assertThat(client.batchWriteItem(batch).unprocessedItems()).isEqualTo(batch.requestItems());
        assertThat(directs()).isEqualTo(2);
    }

    @Test
    void whatBecameOfEachStatementIsReadOrElseAskedAgain() {
        BatchExecuteStatementRequest batch = BatchExecuteStatementRequest.builder()
                .statements(statement("UPDATE \"t\" SET \"a\"=? WHERE \"b\"=?"), statement("UPDATE \"t\" REMOVE \"a\""))
                .build();
        String answer =
                "{\"Responses\":[{\"TableName\":\"t\"},{\"Error\":{\"Code\":\"ConditionalCheckFailed\",\"Message\":\"no\"}}]}";
        answers.add(new Answer(200, answer, Map.of()));
        List<BatchStatementResponse> generatedResults =
                client.batchExecuteStatement(batch).responses();
        answers.add(new Answer(200, answer, Map.of()));
        List<BatchStatementResponse> results =
                client.batchExecuteStatement(batch).responses();

        assertThat(requests.get(1).isDirect()).isTrue();
        assertThat(requests.get(1).body).isEqualTo(requests.get(0).body);
        assertThat(results)
                .extracting(BatchStatementResponse::error)
                .isEqualTo(generatedResults.stream()
                        .map(BatchStatementResponse::error)
                        .toList());

        answers.add(new Answer(200, "{\"Responses\":[{}]}", Map.of()));
        answers.add(new Answer(200, answer, Map.of()));
        assertThat(client.batchExecuteStatement(batch).responses()).isEqualTo(generatedResults);
        assertThat(directs()).isEqualTo(2);
    }

    private static BatchStatementRequest statement(String text) {
        return BatchStatementRequest.builder()
                .statement(text)
                .parameters(AttributeValue.fromS("\"x\""), AttributeValue.fromN("1"))
                .build();
    }

    @Test
    void requestsThatNeedTheirResponseAndOtherEndpointsAreLeftToTheGeneratedClient() {
        client.putItem(put());
        client.putItem(put().toBuilder().returnValues(ReturnValue.ALL_OLD).build());
        client.putItem(put().toBuilder()
                .item(Map.of("clientId", AttributeValue.fromSs(List.of("a"))))
                .build());
        assertThat(directs()).isZero();

        generated.close();
        generatedData.close();
        build("/behind/a/gateway");
        client.putItem(put());
        client.putItem(put());
        assertThat(directs()).isZero();
        assertThat(new TreeSet<>(
                        requests.stream().map(request -> request.uri.getPath()).toList()))
                .hasSize(2);
    }

    private long directs() {
        return requests.stream().filter(Request::isDirect).count();
    }
}
