package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.connectivity.CheckSettings.Method;
import io.iotconnectivity.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The features that the settings use. */
record Features(Settings settings) {

    boolean dynamoDb() {
        return settings.dynamoDb().enabled();
    }

    boolean sns() {
        return settings.sink("sns").enabled();
    }

    String topicArn() {
        return settings.placeholders().getOrDefault("sink.sns.topic-arn", "");
    }

    boolean shadow() {
        return settings.sink("shadow").enabled();
    }

    boolean metrics() {
        return settings.sink("metrics").enabled();
    }

    String namespace() {
        return settings.placeholders().getOrDefault("sink.metrics.namespace", "");
    }

    Optional<String> queue() {
        return settings.sources().queueUrl();
    }

    boolean log() {
        return settings.lookups().logs().enabled();
    }

    boolean getConnection() {
        return settings.lookups().check().method() == Method.CONNECTION
                || settings.lookups().things().askConnection();
    }

    boolean thingConnectivity() {
        return settings.lookups().check().method() == Method.THING_CONNECTIVITY;
    }

    boolean probe() {
        return settings.lookups().probe().enabled();
    }

    boolean listing() {
        return settings.lookups().listing().required();
    }

    boolean disconnect() {
        return settings.disconnect().enabled();
    }

    boolean reconcile() {
        return settings.lookups().reconcile().enabled();
    }

    boolean thingGroups() {
        return settings.lookups().thingGroups().isPresent();
    }

    /** Whether the connectivity data in the fleet index matters. */
    boolean indexedConnectivity() {
        return reconcile() || thingConnectivity();
    }

    boolean fleetIndex() {
        return indexedConnectivity() || thingGroups();
    }

    boolean dataPlane() {
        return shadow() || getConnection() || probe() || listing() || disconnect();
    }

    /** Whether AWS is called at all. */
    boolean aws() {
        return settings.usesAws();
    }

    /** The enabled MQTT sources, each with the setting of its filter. */
    List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        add(sources, "presence", settings.sources().presence());
        add(sources, "last-will", settings.sources().lastWill());
        add(sources, "sign-of-life", settings.sources().signOfLife());
        return sources;
    }

    private void add(List<Source> sources, String name, Settings.Topic topic) {
        if (topic.enabled()) {
            sources.add(new Source(name, topic.filter()));
        }
    }

    /**
     * An MQTT source.
     *
     * @param name as in its settings and its client id
     */
    record Source(String name, String filter) {
        String setting() {
            return name + ".topic";
        }

        boolean isShared() {
            return filter.startsWith("$share/");
        }

        /** Without {@code $share/<group>/}. */
        String plainFilter() {
            return isShared() ? filter.split("/", 3)[2] : filter;
        }
    }
}
