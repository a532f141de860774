package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.net.WaysOut;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.eclipse.paho.mqttv5.client.MqttClientPersistence;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.util.MqttTopicValidator;

/**
 * The stock endpoint, except for its consumer, the consumer's defaults, and the connection of its producer. Unless the
 * URI says otherwise, a consumer uses
 *
 * <ul>
 *   <li>{@code qos=1}: AWS IoT Core has no QoS 2 and does not even respond to a subscription with it;
 *   <li>{@code cleanStart=false} and {@code sessionExpiryInterval} of three days, a long weekend: without both, MQTT 5
 *       discards what arrives while we are away. AWS allows up to seven days;
 *   <li>{@code receiveMaximum=100}, AWS's own limit on messages in flight to one client;
 *   <li>{@code keepAliveInterval=30}, AWS's minimum;
 *   <li>{@code connectionTimeout=10} seconds and {@code maxReconnectDelay=30000} milliseconds.
 * </ul>
 *
 * <p>It always acknowledges after the exchange, whatever {@code manualAcksEnabled} says, and ignores
 * {@code automaticReconnect} and {@code persistence}.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/iot-core.html">AWS IoT Core quotas</a>
 */
final class HardenedPahoMqtt5Endpoint extends PahoMqtt5Endpoint {
    private static final long SESSION_EXPIRY_SECONDS = Duration.ofDays(3).toSeconds();
    private static final int RECEIVE_MAXIMUM = 100;
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int CONNECT_SECONDS = 10;
    private static final int LONGEST_RETRY_MILLIS = 30_000;

    private final Set<String> named;
    private final Limits limits;
    private Optional<PemTls> tls = Optional.empty();
    private WaysOut ways = WaysOut.DIRECT;

    /**
     * @param named the options in the URI; all others are ours to choose
     */
    HardenedPahoMqtt5Endpoint(
            String uri,
            String topic,
            PahoMqtt5Component component,
            PahoMqtt5Configuration configuration,
            Set<String> named,
            Limits limits) {
        super(uri, topic, component, configuration);
        this.named = named;
        this.limits = limits;
    }

    void setTls(Optional<PemTls> tls) {
        this.tls = tls;
    }

    /** Whether this process may use the client id now. */
    boolean mayConnect() {
        return !(getComponent() instanceof HardenedPahoMqtt5Component ours) || ours.mayConnect();
    }

    void setWays(WaysOut ways) {
        this.ways = ways;
    }

    Optional<BrokerSocket.Way> way() {
        return BrokerSocket.way(broker(), ways);
    }

    BrokerUrl broker() {
        return BrokerUrl.parse(getConfiguration().getBrokerUrl());
    }

    @Override
    public Producer createProducer() {
        HardenedPahoMqtt5Producer producer = new HardenedPahoMqtt5Producer(this);
        producer.setClient(getClient());
        return producer;
    }

    /**
     * @throws IllegalArgumentException if an option makes no sense for a consumer
     */
    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        chooseDefaults(getConfiguration());
        check(getConfiguration());
        HardenedPahoMqtt5Consumer consumer = new HardenedPahoMqtt5Consumer(
                this,
                processor,
                limits.withLongestRetry(Duration.ofMillis(getConfiguration().getMaxReconnectDelay())));
        configureConsumer(consumer);
        return consumer;
    }

    /** New ones for every connection; TLS files are read again. */
    MqttConnectionOptions connectionOptions() {
        MqttConnectionOptions options = createMqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setMaximumPacketSize(PatientClient.LARGEST_PACKET);
        tls.ifPresent(files -> options.setSocketFactory(files.socketFactory()));
        return options;
    }

    /** What the stock producer would use. */
    MqttConnectionOptions publisherOptions() {
        MqttConnectionOptions options = createMqttConnectionOptions();
        options.setMaximumPacketSize(PatientClient.LARGEST_PACKET);
        return options;
    }

    String publisherId() {
        String given = getConfiguration().getClientId();
        return given == null ? generateClientId() : given;
    }

    MqttClientPersistence persistence() {
        return createMqttClientPersistence(getConfiguration());
    }

    private void chooseDefaults(PahoMqtt5Configuration configuration) {
        // A value that differs from Camel's own default was set on the component on purpose.
        if (free("qos") && configuration.getQos() == PahoMqtt5Constants.DEFAULT_QOS) {
            configuration.setQos(1);
        }
        if (free("cleanStart")) {
            configuration.setCleanStart(false);
        }
        if (free("sessionExpiryInterval")
                && configuration.getSessionExpiryInterval() < 0
                && !configuration.isCleanStart()) {
            configuration.setSessionExpiryInterval(SESSION_EXPIRY_SECONDS);
        }
        if (free("receiveMaximum") && configuration.getReceiveMaximum() == 65535) {
            configuration.setReceiveMaximum(RECEIVE_MAXIMUM);
        }
        if (free("keepAliveInterval") && configuration.getKeepAliveInterval() == 60) {
            configuration.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        }
        if (free("connectionTimeout") && configuration.getConnectionTimeout() == 30) {
            configuration.setConnectionTimeout(CONNECT_SECONDS);
        }
        if (free("maxReconnectDelay") && configuration.getMaxReconnectDelay() == 128_000) {
            configuration.setMaxReconnectDelay(LONGEST_RETRY_MILLIS);
        }
    }

    private boolean free(String option) {
        return !named.contains(option);
    }

    private void check(PahoMqtt5Configuration configuration) {
        if (getClient() != null) {
            throw refuse("client", "cannot be given: every connection of a consumer needs a fresh client");
        }
        if (configuration.getClientId() == null || configuration.getClientId().isBlank()) {
            throw refuse("clientId", "is required: the broker keeps our messages under it while we are away");
        }
        if (configuration.getQos() < 0 || configuration.getQos() > 1) {
            throw refuse("qos", "must be 1 or 0: AWS IoT Core has no QoS 2");
        }
        if (configuration.getConnectionTimeout() < 1) {
            throw refuse("connectionTimeout", "must be at least 1 second: no step may take forever");
        }
        if (configuration.getMaxReconnectDelay() < 1) {
            throw refuse("maxReconnectDelay", "must be at least 1 millisecond");
        }
        try {
            MqttTopicValidator.validate(getTopic(), true, true);
        } catch (IllegalArgumentException e) {
            throw refuse("topic", "\"" + getTopic() + "\" is not an MQTT topic filter: " + e.getMessage());
        }
    }

    private static IllegalArgumentException refuse(String option, String why) {
        return new IllegalArgumentException("paho-mqtt5: " + option + " " + why);
    }
}
