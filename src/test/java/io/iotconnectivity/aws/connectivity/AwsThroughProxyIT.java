package io.iotconnectivity.aws.connectivity;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.aws.RegionLookup;
import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.HttpProxy.Login;
import io.iotconnectivity.net.NoProxy;
import io.iotconnectivity.net.NoWayOut;
import io.iotconnectivity.net.ProxyRefusal;
import io.iotconnectivity.net.Squid;
import io.iotconnectivity.net.TlsFailure;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.process.NeedsProgram;
import io.iotconnectivity.sandbox.Certificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** AWS behind a company's proxy: calls of the SDK, and those that it has no methods for. */
@NeedsProgram("squid")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsThroughProxyIT {
    private static final String HOST = "aws.example.net";
    private static final String ENDPOINT = "aws.endpointUrl";
    private static final Duration TIME = Duration.ofSeconds(20);

    private final String endpointBefore = System.getProperty(ENDPOINT);
    private Certificates files;

    @AutoClose
    private Squid squid;

    private WireMockServer aws;

    @BeforeAll
    void start(@TempDir Path directory, @TempDir Path certificates) throws Exception {
        files = Certificates.create(certificates, "client", HOST);
        aws = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(files.serverKeyStore().toString())
                .keystoreType("JKS")
                .keystorePassword(Certificates.PASSWORD)
                .keyManagerPassword(Certificates.PASSWORD));
        aws.start();
        squid = Squid.start(directory, HOST, "other.example.net", "forbidden.example.net");
    }

    @AfterAll
    void stop() {
        if (aws != null) {
            aws.stop();
        }
    }

    @BeforeEach
    void answer() {
        aws.resetAll();
        aws.stubFor(
                post(anyUrl())
                        .willReturn(
                                aResponse()
                                        .withHeader("Content-Type", "text/xml")
                                        .withBody(
                                                """
                        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                        <GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me</Arn>
                        <UserId>me</UserId><Account>123456789012</Account></GetCallerIdentityResult>
                        </GetCallerIdentityResponse>""")));
        aws.stubFor(get(anyUrl()).willReturn(aResponse().withBody("{\"connected\":true}")));
    }

    @AfterEach
    void forgetTheEndpoint() {
        if (endpointBefore == null) {
            System.clearProperty(ENDPOINT);
        } else {
            System.setProperty(ENDPOINT, endpointBefore);
        }
    }

    @Test
    void callsGoThroughTheProxyToAnEndpointOfAPrivateAuthority() {
        try (AwsClients clients = clients(HOST, locked("p@ss:w/rd"), Optional.of(files.ca()))) {
            assertThat(clients.sts().getCallerIdentity(request -> {}).account()).isEqualTo("123456789012");
            assertThat(clients.sts().getCallerIdentity(request -> {}).account()).isEqualTo("123456789012");
        }

        aws.verify(2, postRequestedFor(anyUrl()).withHeader("Host", equalTo(HOST + ":" + aws.httpsPort())));
        await().until(() -> squid.log().contains("CONNECT " + HOST + ":" + aws.httpsPort()));
    }

    @Test
    void writesPastTheSdksClientGoTheSameWay() {
        aws.stubFor(post(anyUrl())
                .withHeader("X-Amz-Target", equalTo("DynamoDB_20120810.PutItem"))
                .willReturn(aResponse().withBody("{}")));
        try (AwsClients clients = clients(HOST, locked("p@ss:w/rd"), Optional.of(files.ca()))) {
            DynamoDbClient writes = clients.dynamoDbWrites();
            for (String id : List.of("1", "2", "3")) {
                writes.putItem(request -> request.tableName("events").item(Map.of("id", AttributeValue.fromS(id))));
            }
        }

        aws.verify(
                2,
                postRequestedFor(anyUrl())
                        .withHeader("Host", equalTo(HOST + ":" + aws.httpsPort()))
                        .withHeader("X-Amz-Target", equalTo("DynamoDB_20120810.PutItem"))
                        .withoutHeader("amz-sdk-invocation-id"));
    }

    @Test
    void signedCallsGoTheSameWay() {
        try (AwsClients clients = clients(HOST, squid.open(), Optional.of(files.ca()));
                SignedCalls calls = new SignedCalls(clients)) {
            assertThat(new String(calls.make(DataCall.getConnection("pump"), TIME), StandardCharsets.UTF_8))
                    .isEqualTo("{\"connected\":true}");
        }

        aws.verify(getRequestedFor(urlPathEqualTo("/connections/pump")));
    }

    @Test
    void whatARefusalOfTheProxySaysIsNotTakenForAws() {
        refused(HOST, locked("hunter2"), "answered 407", "proxy.url", "does not accept this user and password");
        refused(HOST, squid.locked(Optional.empty()), "answered 407", "http://user:password@host:port");
        refused("forbidden.example.net", squid.open(), "answered 403", "rules");
        refused("nowhere.example.net", squid.open(), "answered 50", "proxy.none");
        refused(
                HOST,
                new HttpProxy("127.0.0.1", 9, Optional.empty()),
                "proxy 127.0.0.1:9 (proxy.url) cannot be reached");
    }

    private void refused(String host, HttpProxy proxy, String... words) {
        try (AwsClients clients = clients(host, proxy, Optional.of(files.ca()));
                SignedCalls calls = new SignedCalls(clients)) {
            for (Runnable call : Stream.<Runnable>of(
                            () -> clients.sts().getCallerIdentity(request -> {}),
                            () -> calls.make(DataCall.getConnection("pump"), TIME))
                    .toList()) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(SdkClientException.class)
                        .satisfies(failure -> assertThat(NoWayOut.in(failure)).containsInstanceOf(ProxyRefusal.class))
                        .hasMessageContainingAll(words)
                        .hasMessageNotContaining("hunter2");
            }
        }
        aws.verify(0, postRequestedFor(anyUrl()));
    }

    @Test
    void anAuthorityThatLooksIntoTlsIsNamedWithItsSetting() {
        untrusted(HOST, Optional.empty(), "not trusted here", "AWS_CA_BUNDLE");
        untrusted(HOST, Optional.of(files.otherCa()), "not trusted here", "AWS_CA_BUNDLE");
        untrusted("other.example.net", Optional.of(files.ca()), "for another name");
    }

    private void untrusted(String host, Optional<Path> bundle, String... words) {
        try (AwsClients clients = clients(host, squid.open(), bundle)) {
            assertThatThrownBy(() -> clients.sts().getCallerIdentity(request -> {}))
                    .isInstanceOf(SdkClientException.class)
                    .hasCauseInstanceOf(TlsFailure.class)
                    .hasMessageContainingAll(words)
                    .hasMessageContaining("no TLS with " + host);
        }
    }

    private HttpProxy locked(String password) {
        return squid.locked(Optional.of(new Login(Squid.USER, password)));
    }

    private AwsClients clients(String host, HttpProxy proxy, Optional<Path> bundle) {
        String endpoint = "https://" + host + ":" + aws.httpsPort();
        System.setProperty(ENDPOINT, endpoint);
        return new AwsClients(new AwsSettings(
                RegionLookup.of(List.of(() -> Optional.of(new RegionLookup.Found("eu-central-1", "a test", true)))),
                Optional.of(endpoint),
                TIME,
                TIME.multipliedBy(2),
                new WaysOut(Optional.of(proxy), Optional.of(proxy), NoProxy.of(""), "proxy.url"),
                bundle));
    }
}
