package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/**
 * Tests the broker with the sources' settings, independently of them: on a connection of its own, whose session ends
 * with it, so that it takes nothing away from anybody.
 */
public final class Trial {
    private final MqttSettings settings;
    private final BrokerUrl broker;
    private final PemTls files;
    private final Duration answer;

    /**
     * @param answer how long each step may take
     * @throws IllegalArgumentException if {@code mqtt.url} cannot be used
     */
    public Trial(MqttSettings settings, Duration answer) {
        this.settings = settings;
        this.broker = BrokerUrl.parse(settings.url());
        this.files = new PemTls(settings);
        this.answer = answer;
    }

    /**
     * The result of a TLS handshake.
     *
     * @param refusal why it failed; absent: it did not
     * @param protocol such as {@code TLSv1.3}; empty after a refusal
     * @param server the broker's certificate; absent after a refusal
     */
    public record Handshake(Optional<String> refusal, String protocol, Optional<X509Certificate> server) {}

    /**
     * The broker's response to one subscription.
     *
     * @param qos that it granted; -1 if it refused
     * @param refusal its reason; absent: granted
     */
    public record Subscription(String filter, int qos, Optional<String> refusal) {}

    /**
     * The result of a connection.
     *
     * @param refusal why it failed; absent: it did not
     * @param subscriptions in the order requested; empty without a connection
     */
    public record Connection(Optional<String> refusal, List<Subscription> subscriptions) {}

    public boolean isSecure() {
        return broker.isSecure();
    }

    /** Name or address, without brackets. */
    public String host() {
        return broker.host().replaceAll("[\\[\\]]", "");
    }

    /** The broker's address, without credentials. */
    public String url() {
        return broker.toString();
    }

    /**
     * Our own certificate; absent if none is set.
     *
     * @throws IllegalArgumentException whose message begins with the invalid setting
     */
    public Optional<X509Certificate> ownCertificate() {
        return files.ownCertificate();
    }

    /**
     * Performs the handshake, verifying the chain and the host name.
     *
     * @throws IllegalArgumentException whose message begins with the invalid setting
     */
    public Handshake handshake() {
        BrokerSocket.Tls tls = new BrokerSocket.Tls(
                files.socketFactory(),
                BrokerSocket.protocol(broker, settings.username().isPresent()));
        try (BrokerSocket socket =
                new BrokerSocket(broker, BrokerSocket.way(broker, settings.ways()), Optional.of(tls))) {
            socket.connect(new InetSocketAddress(host(), broker.port()), (int) answer.toMillis());
            SSLSession session = socket.session().orElseThrow();
            return new Handshake(
                    Optional.empty(),
                    session.getProtocol(),
                    Arrays.stream(session.getPeerCertificates())
                            .filter(X509Certificate.class::isInstance)
                            .map(X509Certificate.class::cast)
                            .findFirst());
        } catch (IOException e) {
            return new Handshake(Optional.of(ConnectFailure.of(e).words()), "", Optional.empty());
        }
    }

    /**
     * Connects, subscribes to each filter with QoS 1, and disconnects. What arrives meanwhile is ignored.
     *
     * @param filters none of them shared: such a subscription would take messages from the others of its group
     * @throws IllegalArgumentException whose message begins with the invalid setting
     */
    public Connection connect(String clientId, List<String> filters) {
        MqttAsyncClient client;
        try {
            client = new PatientClient(
                    broker, clientId, BrokerSocket.way(broker, settings.ways()), Publications.IGNORED);
        } catch (MqttException e) {
            return new Connection(Optional.of(ConnectFailure.of(e).words()), List.of());
        }
        try {
            client.connect(options()).waitForCompletion(answer.toMillis());
            List<Subscription> subscriptions = new ArrayList<>();
            for (String filter : filters) {
                subscriptions.add(subscribe(client, filter));
            }
            return new Connection(Optional.empty(), List.copyOf(subscriptions));
        } catch (MqttException e) {
            return new Connection(Optional.of(ConnectFailure.of(e).words()), List.of());
        } finally {
            leave(client);
        }
    }

    private Subscription subscribe(MqttAsyncClient client, String filter) {
        try {
            IMqttToken suback = client.subscribe(filter, 1);
            suback.waitForCompletion(answer.toMillis());
            int[] codes = suback.getReasonCodes();
            int code = codes == null || codes.length == 0 ? MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR : codes[0];
            return code >= MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR
                    ? new Subscription(
                            filter,
                            -1,
                            Optional.of(ConnectFailure.refusedSubscription(filter, code)
                                    .words()))
                    : new Subscription(filter, code, Optional.empty());
        } catch (MqttException | IllegalArgumentException e) {
            return new Subscription(
                    filter,
                    -1,
                    Optional.of("there is no response to the subscription to " + Printable.of(filter) + ": "
                            + ConnectFailure.of(e).words()));
        }
    }

    private MqttConnectionOptions options() {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setMaximumPacketSize(PatientClient.LARGEST_PACKET);
        options.setConnectionTimeout((int) Math.max(1, answer.toSeconds()));
        settings.username().ifPresent(options::setUserName);
        settings.password().ifPresent(password -> options.setPassword(password.getBytes(StandardCharsets.UTF_8)));
        if (broker.isSecure()) {
            options.setSocketFactory(files.socketFactory());
        }
        return options;
    }

    private void leave(MqttAsyncClient client) {
        try {
            if (client.isConnected()) {
                client.disconnect(0, null, null, MqttReturnCode.RETURN_CODE_SUCCESS, new MqttProperties())
                        .waitForCompletion(answer.toMillis());
            }
        } catch (MqttException ended) {
            // It is of no further use in any case.
        }
        try {
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException ended) {
            // Intended.
        }
        try {
            client.close(true);
        } catch (MqttException ended) {
            // Intended.
        }
    }
}
