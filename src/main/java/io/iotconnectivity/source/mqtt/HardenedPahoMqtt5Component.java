package io.iotconnectivity.source.mqtt;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.spi.annotations.Component;

/**
 * Camel's {@code paho-mqtt5} with a consumer that loses nothing; producers are the stock ones on guarded connections.
 * Bind it under that name before the routes load. The scheme stays, so that catalogue, validation and designers know
 * every option.
 *
 * <p>TLS files and credentials from the settings are used only for the broker in the settings, which is also the
 * default of {@code brokerUrl}: a route to another broker must never send it our password.
 */
// The annotation is not inherited, and without it Camel finds no configurer for the URI options.
@Component("paho-mqtt5")
public final class HardenedPahoMqtt5Component extends PahoMqtt5Component {
    private final MqttSettings settings;
    private final BrokerUrl broker;
    private final Limits limits;
    private volatile BooleanSupplier mayConnect = () -> true;

    /**
     * @throws IllegalArgumentException if the URL in the settings is invalid
     */
    public HardenedPahoMqtt5Component(MqttSettings settings) {
        this(settings, Limits.DEFAULT);
    }

    /**
     * @param rateAlarm from how many messages a second a source counts as near the limit of its connection; 0: never
     * @throws IllegalArgumentException if the URL in the settings is invalid
     */
    public HardenedPahoMqtt5Component(MqttSettings settings, int rateAlarm) {
        this(settings, Limits.DEFAULT.withRateAlarm(rateAlarm));
    }

    /**
     * Asks from now on before each connection of a source: another process may use its client id by now.
     *
     * @param condition must not block
     */
    public void connectOnlyIf(BooleanSupplier condition) {
        mayConnect = condition;
    }

    boolean mayConnect() {
        return mayConnect.getAsBoolean();
    }

    HardenedPahoMqtt5Component(MqttSettings settings, Limits limits) {
        this.settings = settings;
        this.broker = BrokerUrl.parse(settings.url());
        this.limits = limits;
        getConfiguration().setBrokerUrl(broker.toString());
    }

    /**
     * @throws IllegalArgumentException if a TLS file is missing, unreadable or does not match
     */
    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        PahoMqtt5Configuration configuration = getConfiguration().copy();
        Set<String> named = Set.copyOf(parameters.keySet());
        HardenedPahoMqtt5Endpoint endpoint =
                new HardenedPahoMqtt5Endpoint(uri, remaining, this, configuration, named, limits);
        endpoint.setClient(getClient());
        setProperties(endpoint, parameters);

        endpoint.setWays(settings.ways());
        BrokerUrl target = BrokerUrl.parse(configuration.getBrokerUrl());
        configuration.setBrokerUrl(target.toString());
        if (target.equals(broker)) {
            enter(endpoint, configuration);
        }
        return endpoint;
    }

    private void enter(HardenedPahoMqtt5Endpoint endpoint, PahoMqtt5Configuration configuration) {
        if (configuration.getUserName() == null) {
            settings.username().ifPresent(configuration::setUserName);
            settings.password().ifPresent(configuration::setPassword);
        }
        if (broker.isSecure() && configuration.getSocketFactory() == null) {
            PemTls tls = new PemTls(settings);
            configuration.setSocketFactory(tls.socketFactory());
            endpoint.setTls(Optional.of(tls));
        }
    }
}
