package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.NoProxy;
import io.iotconnectivity.net.Squid;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.process.NeedsProgram;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.Certificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Brokers that are reached through a company's proxy. */
@NeedsProgram("squid")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerBehindProxyIT {
    private static final String HOST = "broker.example.net";

    private Certificates files;

    @AutoClose
    private Broker broker;

    @AutoClose
    private Squid squid;

    @BeforeAll
    void start(@TempDir Path certificates, @TempDir Path proxy) throws IOException {
        files = Certificates.create(certificates, "secure", HOST);
        broker = Broker.builder().port(0).tls(files).start();
        squid = Squid.start(proxy, HOST);
    }

    @Test
    void webSocketsAskForTheirUpgradeThroughTheProxy() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<List<String>> asked = CompletableFuture.supplyAsync(() -> {
                try (Socket accepted = server.accept();
                        BufferedReader in = new BufferedReader(
                                new InputStreamReader(accepted.getInputStream(), StandardCharsets.US_ASCII))) {
                    return in.lines().takeWhile(line -> !line.isEmpty()).toList();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            new Trial(
                            settings("ws://" + HOST + ":" + server.getLocalPort() + "/mqtt", squid.open()),
                            Duration.ofSeconds(20))
                    .connect("behind-a-proxy", List.of("numbers"));

            assertThat(asked.get())
                    .contains(
                            "GET /mqtt HTTP/1.1", "Upgrade: websocket", "Host: " + HOST + ":" + server.getLocalPort());
            await().until(() -> squid.log().contains("CONNECT " + HOST + ":" + server.getLocalPort()));
        }
    }

    @Test
    void aProxyThatWantsALoginSaysSoInTheReportOfDoctor() {
        Trial.Connection connection = new Trial(
                        settings(
                                "ws://" + HOST + ":80/mqtt",
                                squid.locked(Optional.of(new HttpProxy.Login(Squid.USER, "hunter2")))),
                        Duration.ofSeconds(20))
                .connect("behind-a-proxy", List.of());

        assertThat(connection.refusal().orElseThrow())
                .contains("answered 407", "proxy.url")
                .doesNotContain("hunter2");
    }

    @Test
    void mqttWithCertificatesGoesThroughTheProxy() throws Exception {
        BrokerUrl url = BrokerUrl.parse("ssl://" + HOST + ":" + broker.tlsPort());
        HttpProxy proxy = squid.locked(Optional.of(new HttpProxy.Login(Squid.USER, Squid.PASSWORD)));

        PatientClient client = new PatientClient(
                url, "secure", Optional.of(new BrokerSocket.Way(proxy, ways(proxy))), Publications.IGNORED);
        try {
            client.connect(options(files.ca())).waitForCompletion(20_000);
            assertThat(client.isConnected()).isTrue();
        } finally {
            client.disconnectForcibly(0, 0, false);
            client.close(true);
        }
    }

    @Test
    void anUnknownAuthorityBehindTheProxyIsToldWithItsSetting() throws Exception {
        BrokerUrl url = BrokerUrl.parse("ssl://" + HOST + ":" + broker.tlsPort());
        PatientClient client = new PatientClient(
                url,
                "secure",
                Optional.of(new BrokerSocket.Way(squid.open(), ways(squid.open()))),
                Publications.IGNORED);
        try {
            assertThatThrownBy(() -> client.connect(options(files.otherCa())).waitForCompletion(20_000))
                    .isInstanceOfSatisfying(MqttException.class, problem -> assertThat(
                                    ConnectFailure.of(problem).words())
                            .contains("TLS failed", "not trusted here", "mqtt.ca-file"));
        } finally {
            client.close(true);
        }
    }

    @Test
    void whatDoesNotSpeakHttpIsNoProxy() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BrokerSocket socket = new BrokerSocket(
                        BrokerUrl.parse("wss://" + HOST),
                        Optional.of(new BrokerSocket.Way(
                                new HttpProxy("127.0.0.1", server.getLocalPort(), Optional.empty()), WaysOut.DIRECT)),
                        Optional.empty())) {
            CompletableFuture.runAsync(() -> {
                try (var accepted = server.accept()) {
                    accepted.getOutputStream().write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved(HOST, 443), 20_000))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void port443NamesTheProtocolThatAwsAsksFor() throws Exception {
        KeyStore keys = KeyStore.getInstance(files.serverKeyStore().toFile(), Certificates.PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, Certificates.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        try (SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SSLParameters rules = server.getSSLParameters();
            rules.setApplicationProtocols(new String[] {"x-amzn-mqtt-ca", "mqtt"});
            server.setSSLParameters(rules);
            CompletableFuture<String> offered = CompletableFuture.supplyAsync(() -> {
                try (SSLSocket accepted = (SSLSocket) server.accept()) {
                    accepted.startHandshake();
                    return accepted.getApplicationProtocol();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            BrokerUrl url = BrokerUrl.parse("ssl://localhost:" + server.getLocalPort());
            try (BrokerSocket socket = new BrokerSocket(
                    url,
                    Optional.empty(),
                    Optional.of(new BrokerSocket.Tls(
                            new PemTls(tls(files.ca())).socketFactory(), Optional.of("x-amzn-mqtt-ca"))))) {
                socket.connect(new InetSocketAddress("localhost", server.getLocalPort()), 20_000);
                assertThat(offered.get()).isEqualTo("x-amzn-mqtt-ca");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ssl://a.example.net:443,   true,  x-amzn-mqtt-ca",
        "ssl://a.example.net:8883,  false, none",
        "tcp://a.example.net:1883,  false, none",
        "wss://a.example.net/mqtt,  true,  none",
        "ws://a.example.net/mqtt,   true,  none",
        "wss://localhost/mqtt,      false, none",
    })
    void onlyWhatProxiesLetPassGoesThroughThem(String url, boolean through, String protocol) {
        BrokerUrl broker = BrokerUrl.parse(url);
        HttpProxy proxy = new HttpProxy("proxy", 3128, Optional.empty());

        assertThat(BrokerSocket.way(broker, ways(proxy)).isPresent()).isEqualTo(through);
        assertThat(BrokerSocket.protocol(broker, false).orElse("none")).isEqualTo(protocol);
    }

    private static WaysOut ways(HttpProxy proxy) {
        return new WaysOut(Optional.of(proxy), Optional.of(proxy), NoProxy.of(""), "proxy.url");
    }

    private MqttConnectionOptions options(Path ca) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setConnectionTimeout(20);
        options.setSocketFactory(new PemTls(tls(ca)).socketFactory());
        return options;
    }

    private MqttSettings tls(Path ca) {
        return new MqttSettings(
                "ssl://" + HOST + ":443",
                "secure",
                Optional.of(ca),
                Optional.of(files.certificate()),
                Optional.of(files.key()),
                Optional.empty(),
                Optional.empty());
    }

    private static MqttSettings settings(String url, HttpProxy proxy) {
        return new MqttSettings(
                url,
                "behind",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ways(proxy));
    }
}
