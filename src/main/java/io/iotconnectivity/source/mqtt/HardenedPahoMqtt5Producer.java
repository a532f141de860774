package io.iotconnectivity.source.mqtt;

import java.util.Optional;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Producer;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttClientPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * The stock producer on a connection that accepts nothing from a broker that would fill the memory, and that knows the
 * proxies.
 */
final class HardenedPahoMqtt5Producer extends PahoMqtt5Producer {
    private final HardenedPahoMqtt5Endpoint endpoint;
    private Optional<MqttClient> own = Optional.empty();

    HardenedPahoMqtt5Producer(HardenedPahoMqtt5Endpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        if (getClient() == null) {
            MqttClient client = new PatientPublisher(endpoint, endpoint.publisherId(), endpoint.persistence());
            own = Optional.of(client);
            setClient(client);
            client.connect(endpoint.publisherOptions());
        }
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (own.isPresent()) {
            MqttClient client = own.get();
            own = Optional.empty();
            if (client.isConnected()) {
                client.disconnect();
            }
            client.close(true);
        }
    }

    private static final class PatientPublisher extends MqttClient {
        PatientPublisher(HardenedPahoMqtt5Endpoint endpoint, String clientId, MqttClientPersistence persistence)
                throws MqttException {
            super(endpoint.broker().toString(), clientId, persistence);
            aClient = new PatientClient(endpoint.broker(), clientId, endpoint.way(), Publications.IGNORED, persistence);
        }
    }
}
