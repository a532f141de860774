package io.iotconnectivity.sandbox;

import static com.hivemq.extension.sdk.api.packets.general.DisconnectedReasonCode.PROTOCOL_ERROR;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationFailedInput;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ClientInitiatedDisconnectInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionLostInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ServerInitiatedDisconnectInput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.packets.general.DisconnectedReasonCode;
import com.hivemq.extension.sdk.api.parameter.ClientBasedInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import io.iotconnectivity.sandbox.LifecycleEvent.Type;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The broker extension that detects what AWS IoT Core publishes lifecycle events about. A client whose id contains
 * {@code +} or {@code #} has none.
 *
 * @param refuse          clients that may not connect
 * @param exclusiveThings whether events carry a thing name (that of the client)
 * @param directMessages  must see the messages and acknowledgements of each client
 */
record LifecycleEvents(
        Versions versions,
        Clock clock,
        Predicate<String> refuse,
        boolean exclusiveThings,
        DirectMessages directMessages,
        Consumer<LifecycleEvent> consumer)
        implements ExtensionMain, SimpleAuthenticator {
    private static final int FIRST_EPHEMERAL_PORT = 49_152;
    private static final int EPHEMERAL_PORTS = 16_384;

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        DollarTopicIsolation isolation = new DollarTopicIsolation();
        Services.initializerRegistry().setClientInitializer((client, context) -> {
            isolation.initialize(client, context);
            directMessages.initialize(client, context);
        });
        Services.interceptorRegistry().setConnackOutboundInterceptorProvider(connect -> isolation);
        Services.securityRegistry().setAuthenticatorProvider(connect -> this);
        Services.eventRegistry().setClientLifecycleEventListener(connect -> new Connection());
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        if (refuse.test(input.getClientInformation().getClientId())) {
            output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED);
        } else {
            output.authenticateSuccessfully();
        }
    }

    static String disconnectReason(DisconnectedReasonCode code) {
        return switch (code) {
            case KEEP_ALIVE_TIMEOUT -> "MQTT_KEEP_ALIVE_TIMEOUT";
            case SESSION_TAKEN_OVER -> "DUPLICATE_CLIENTID";
            case ADMINISTRATIVE_ACTION -> "API_INITIATED_DISCONNECT";
            case NOT_AUTHORIZED -> "FORBIDDEN_ACCESS";
            case QUOTA_EXCEEDED, MESSAGE_RATE_TOO_HIGH, CONNECTION_RATE_EXCEEDED -> "THROTTLED";
            case MALFORMED_PACKET,
                    PROTOCOL_ERROR,
                    PACKET_TOO_LARGE,
                    TOPIC_NAME_INVALID,
                    TOPIC_FILTER_INVALID,
                    TOPIC_ALIAS_INVALID,
                    RECEIVE_MAXIMUM_EXCEEDED,
                    QOS_NOT_SUPPORTED,
                    PAYLOAD_FORMAT_INVALID -> "CLIENT_ERROR";
            case UNSPECIFIED_ERROR, IMPLEMENTATION_SPECIFIC_ERROR -> "SERVER_ERROR";
            default -> "SERVER_INITIATED_DISCONNECT";
        };
    }

    /** One connection of one client: HiveMQ asks for a listener for each. */
    private final class Connection implements ClientLifecycleEventListener {
        private final String session = UUID.randomUUID().toString();
        private volatile OptionalLong version = OptionalLong.empty();
        private volatile String principal = "";
        private volatile Optional<Link> link = Optional.empty();

        @Override
        public void onMqttConnectionStart(ConnectionStartInput input) {
            principal = principalOf(input);
            link = Optional.of(linkOf(input));
        }

        @Override
        public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {
            version = OptionalLong.of(versions.opened(clientId(input)));
            tell(Type.CONNECTED, input, ipAddress(input), Optional.empty());
        }

        @Override
        public void onAuthenticationFailedDisconnect(AuthenticationFailedInput input) {
            tell(Type.CONNECT_FAILED, input, ipAddress(input), Optional.of("AUTHORIZATION_FAILED"));
        }

        @Override
        public void onClientInitiatedDisconnect(ClientInitiatedDisconnectInput input) {
            disconnected(input, LifecycleEvent.CLIENT_INITIATED);
        }

        @Override
        public void onConnectionLost(ConnectionLostInput input) {
            disconnected(input, "CONNECTION_LOST");
        }

        @Override
        public void onServerInitiatedDisconnect(ServerInitiatedDisconnectInput input) {
            // HiveMQ gives no reason for a second CONNECT on one connection, which is the client's error.
            disconnected(input, disconnectReason(input.getReasonCode().orElse(PROTOCOL_ERROR)));
        }

        @Override
        public void onDisconnect(DisconnectEventInput input) {
            disconnected(input, "SERVER_ERROR");
        }

        private void disconnected(DisconnectEventInput input, String reason) {
            if (version.isPresent()) {
                versions.closed(clientId(input));
                tell(Type.DISCONNECTED, input, Optional.empty(), Optional.of(reason));
            }
        }

        private void tell(Type type, ClientBasedInput input, Optional<String> ip, Optional<String> reason) {
            String clientId = clientId(input);
            if (clientId.indexOf('+') < 0 && clientId.indexOf('#') < 0) {
                Optional<String> thing = exclusiveThings ? Optional.of(clientId) : Optional.empty();
                consumer.accept(new LifecycleEvent(
                        type, clientId, thing, clock.instant(), session, principal, ip, version, reason, link));
            }
        }
    }

    private static String clientId(ClientBasedInput input) {
        return input.getClientInformation().getClientId();
    }

    private static Link linkOf(ConnectionStartInput input) {
        ConnectPacket connect = input.getConnectPacket();
        return new Link(
                ipAddress(input).orElse("127.0.0.1"),
                FIRST_EPHEMERAL_PORT + ThreadLocalRandom.current().nextInt(EPHEMERAL_PORTS),
                connect.getKeepAlive(),
                connect.getCleanStart(),
                Math.min(connect.getSessionExpiryInterval(), BrokerConfiguration.MAX_SESSION_EXPIRY_SECONDS));
    }

    private static Optional<String> ipAddress(ClientBasedInput input) {
        return input.getConnectionInformation().getInetAddress().map(InetAddress::getHostAddress);
    }

    /** The id of the client's certificate, which is its SHA-256; clients without one get a made-up id of that form. */
    private static String principalOf(ClientBasedInput input) {
        ConnectionInformation connection = input.getConnectionInformation();
        Optional<X509Certificate> certificate =
                connection.getClientTlsInformation().flatMap(ClientTlsInformation::getClientCertificate);
        try {
            byte[] identity = certificate.isPresent()
                    ? certificate.get().getEncoded()
                    : clientId(input).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(identity));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
