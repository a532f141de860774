package io.iotconnectivity.mqtt;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** The MQTT sources of one application, for those who show them. Found in the Camel registry through {@link #of}. */
public final class MqttSources {
    static final String BEAN = "mqttSources";

    private final Map<String, Supplier<MqttConnectionStatus>> sources = new ConcurrentHashMap<>();

    /** The one of this context; made and bound on first use. */
    public static MqttSources of(CamelContext context) {
        synchronized (context) {
            MqttSources bound = context.getRegistry().lookupByNameAndType(BEAN, MqttSources.class);
            if (bound != null) {
                return bound;
            }
            MqttSources created = new MqttSources();
            context.getRegistry().bind(BEAN, created);
            return created;
        }
    }

    /** One status a source, by route id. Sources that were stopped are not listed. */
    public List<MqttConnectionStatus> statuses() {
        return sources.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(source -> source.getValue().get())
                .toList();
    }

    void add(String routeId, Supplier<MqttConnectionStatus> status) {
        sources.put(routeId, status);
    }

    void remove(String routeId) {
        sources.remove(routeId);
    }
}
