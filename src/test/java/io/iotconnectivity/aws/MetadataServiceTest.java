package io.iotconnectivity.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.iotconnectivity.net.HostileServer;
import io.iotconnectivity.net.HostileServer.Attack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Any server in place of the one that gives an instance or a container its credentials. */
class MetadataServiceTest {
    /** The rest lies in the buffers of the two sockets, for each of three attempts. */
    private static final long IN_SOCKETS = 3 * (8L << 20);

    private static final Instant UNTIL = Instant.now().plus(Duration.ofHours(6)).truncatedTo(ChronoUnit.SECONDS);
    private static final String CREDENTIALS =
            "{\"Code\":\"Success\",\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"s3cret\","
                    + "\"Token\":\"session\",\"Expiration\":\"" + UNTIL + "\"}";

    @AutoClose
    private final MetadataService service = new MetadataService(Duration.ofSeconds(5), Duration.ofSeconds(60));

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer machine;
    private boolean knowsTokens = true;
    private String region = "eu-central-1";

    private final String disabled = System.getProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property());

    @BeforeEach
    void allow() {
        System.setProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property(), "false");
    }

    @AfterEach
    void forget() {
        if (disabled == null) {
            System.clearProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property());
        } else {
            System.setProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property(), disabled);
        }
        System.clearProperty(SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT.property());
        System.clearProperty(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI.property());
        System.clearProperty(SdkSystemSetting.AWS_CONTAINER_AUTHORIZATION_TOKEN.property());
        if (machine != null) {
            machine.stop(0);
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "STATUS_LINE",
                "HEADER_LINE",
                "HEADERS",
                "INTERIM",
                "CHUNKS",
                "TRAILERS",
                "BODY",
                "LONG_BODY",
                "ERROR_BODY"
            })
    void answerWithoutEndIsTakenUpToALimit(Attack attack) {
        try (HostileServer hostile = HostileServer.start(attack)) {
            instanceAt(hostile.port());
            containerAt(hostile.port());

            assertThatThrownBy(() -> new InstanceMetadata(service).resolveCredentials())
                    .isInstanceOf(SdkClientException.class);
            assertThatThrownBy(() -> new InstanceMetadata(service).region()).isInstanceOf(SdkClientException.class);
            assertThatThrownBy(() -> new ContainerCredentials(service).resolveCredentials())
                    .isInstanceOf(SdkClientException.class);

            assertThat(hostile.requests(attack)).isGreaterThanOrEqualTo(3);
            assertThat(hostile.taken(attack)).isLessThan(3 * IN_SOCKETS);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIP", "DRIPPING_BODY"})
    void answerThatDripsIsGivenUp(Attack attack) {
        try (HostileServer hostile = HostileServer.start(attack);
                MetadataService hasty = new MetadataService(Duration.ofSeconds(60), Duration.ofMillis(200))) {
            instanceAt(hostile.port());

            assertThatThrownBy(() -> new InstanceMetadata(hasty).resolveCredentials())
                    .hasMessageEndingWith("no complete response within 200 ms");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void instanceGivesItsCredentialsAndItsRegion(boolean knowsTokens) throws IOException {
        this.knowsTokens = knowsTokens;
        instanceAt(start());
        InstanceMetadata instance = new InstanceMetadata(service);

        assertThat(instance.resolveCredentials()).isEqualTo(AwsSessionCredentials.create("AKID", "s3cret", "session"));
        assertThat(instance.region()).isEqualTo("eu-central-1");

        String token = knowsTokens ? "token-1" : "null";
        assertThat(asked)
                .containsExactly(
                        "PUT /latest/api/token null",
                        "GET /latest/meta-data/iam/security-credentials/ " + token,
                        "GET /latest/meta-data/iam/security-credentials/monitor " + token,
                        "PUT /latest/api/token null",
                        "GET /latest/dynamic/instance-identity/document " + token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "evil.example/", "eu-central-1.evil.example", "eu@evil"})
    void regionThatCouldBeAnotherHostIsNone(String region) throws IOException {
        this.region = region;
        instanceAt(start());

        assertThatThrownBy(() -> new InstanceMetadata(service).region()).hasMessage("The instance names no region.");
    }

    @Test
    void credentialsAreAskedForOnceWhileTheyHold() throws IOException {
        instanceAt(start());
        InstanceMetadata instance = new InstanceMetadata(service);

        assertThat(instance.resolveCredentials()).isSameAs(instance.resolveCredentials());
        assertThat(asked).hasSize(3);
    }

    @Test
    void containerGivesItsCredentialsToWhoHasTheToken() throws IOException {
        containerAt(start());
        System.setProperty(SdkSystemSetting.AWS_CONTAINER_AUTHORIZATION_TOKEN.property(), "Bearer of-the-container");

        assertThat(new ContainerCredentials(service).resolveCredentials())
                .isEqualTo(AwsSessionCredentials.create("AKID", "s3cret", "session"));
        assertThat(asked).containsExactly("GET /container Bearer of-the-container");
    }

    @Test
    void instanceIsNotAskedWhereThatIsSwitchedOff() throws IOException {
        instanceAt(start());
        System.setProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property(), "true");

        assertThatThrownBy(() -> new InstanceMetadata(service).resolveCredentials())
                .hasMessageContaining("AWS_EC2_METADATA_DISABLED");
        assertThat(asked).isEmpty();
    }

    @Test
    void containerIsNotAskedWithoutTlsWhereOthersCanListen() {
        System.setProperty(
                SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI.property(), "http://192.0.2.1/credentials");

        assertThatThrownBy(() -> new ContainerCredentials(service).resolveCredentials())
                .hasMessageContaining("neither https nor on this machine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "s3cret",
                "{\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":null}",
                "{\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"s3cret\",\"Expiration\":\"s3cret\"}"
            })
    void whatIsNoCredentialsIsRefusedWithoutBeingQuoted(String answer) {
        assertThatThrownBy(() -> MetadataService.credentials(answer))
                .isInstanceOf(SdkClientException.class)
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    private int start() throws IOException {
        machine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        machine.createContext("/", this::answer);
        machine.start();
        return machine.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String header = path.equals("/container") ? "Authorization" : "X-aws-ec2-metadata-token";
        asked.add(exchange.getRequestMethod() + " " + path + " "
                + exchange.getRequestHeaders().getFirst(header));
        String answer =
                switch (path) {
                    case "/latest/api/token" -> knowsTokens ? "token-1" : "";
                    case "/latest/meta-data/iam/security-credentials/" -> "monitor\n";
                    case "/latest/dynamic/instance-identity/document" -> "{\"region\":\"" + region + "\"}";
                    default -> CREDENTIALS;
                };
        byte[] body = answer.getBytes(UTF_8);
        exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void instanceAt(int port) {
        System.setProperty(
                SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT.property(), "http://127.0.0.1:" + port + "/");
    }

    private static void containerAt(int port) {
        System.setProperty(
                SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI.property(),
                "http://127.0.0.1:" + port + "/container");
    }
}
