package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.PresenceCodec;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.Optional;

/**
 * What readers of an installation's topics need to know: which topics there are to read, and what their records say.
 *
 * <p>The devices, and what is to be shown however old it is, are read from the changelogs of the stages' own stores.
 * These are compacted, so a reader that begins anew reads as many records as there are devices, and the stages write
 * nothing twice. Kafka Streams documents their names, their records are in formats of ours that have a version, and
 * read committed they show nothing that a stage might take back.
 *
 * @see <a href="https://kafka.apache.org/documentation/streams/developer-guide/manage-topics">Internal topics</a>
 */
public final class ReadableTopics {
    /** The header of an event with the trace that it continues. */
    public static final String TRACE = Topics.TRACE;

    /** The header of an event with the only sink that it is for. */
    public static final String ADDRESSEE = Topics.ADDRESSEE;

    private final ClusterSettings settings;
    private final PresenceCodec presences = new PresenceCodec();

    /** The topics of one installation. */
    public ReadableTopics(ClusterSettings settings) {
        this.settings = settings;
    }

    /** The state of each device, by client id. */
    public String devices() {
        return changelog(StageClients.DEVICES, StageStores.DEVICES);
    }

    /** The silences, and the latest event of each open incident. */
    public String shown() {
        return changelog(StageClients.INCIDENTS, StageStores.SHOWN);
    }

    /** The events, as {@code EventCodec} writes them. */
    public String events() {
        return settings.topic(Topics.EVENTS);
    }

    /** Decisions and delivery results, as {@code StoryCodec} writes them. */
    public String story() {
        return settings.topic(Topics.STORY);
    }

    /** The dead letters, as {@code LetterCodec} writes them. */
    public String letters() {
        return settings.topic(Topics.LETTERS);
    }

    private String changelog(String stage, String store) {
        return settings.stage(stage) + '-' + store + "-changelog";
    }

    /**
     * A device as its stage has left it.
     *
     * @param encoded the presence as {@link PresenceCodec} wrote it
     * @param lastHeard when AWS dated the latest of its signals that have an identity
     */
    public record KnownDevice(Presence presence, byte[] encoded, Optional<Instant> lastHeard) {}

    /**
     * Decodes a record of {@link #devices}; empty while nothing but repetitions is known of the device.
     *
     * @throws MalformedRecord if it is damaged
     */
    public Optional<KnownDevice> device(ClientId client, byte[] value) {
        DeviceStore.Device device = DeviceStore.read(client, value, presences);
        if (device.encoded().length == 0) {
            return Optional.empty();
        }
        Optional<Instant> heard = device.heard().isEmpty()
                ? Optional.empty()
                : Optional.of(device.heard().get(device.heard().size() - 1).time());
        return Optional.of(new KnownDevice(device.presence(), device.encoded(), heard));
    }

    /** Of which silence a record of {@link #shown} is; empty if it is of something else. */
    public static Optional<String> silenceId(String key) {
        return after(ShownStore.SILENCE, key);
    }

    /** Of which incident a record of {@link #shown} is; empty if it is of something else. */
    public static Optional<String> incidentId(String key) {
        return after(ShownStore.INCIDENT, key);
    }

    private static Optional<String> after(String prefix, String key) {
        return key.startsWith(prefix) ? Optional.of(key.substring(prefix.length())) : Optional.empty();
    }
}
