package io.iotconnectivity.signal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.iotconnectivity.signal.WillWords.Meaning;
import io.iotconnectivity.signal.WillWords.Place;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads messages on the last-will topic: the wills, and what the devices themselves publish there when they connect and
 * leave. {@link WillWords} defines what each payload means; an unknown word is never guessed to be a will.
 *
 * <p>A payload that begins with <code>{</code> must be a JSON object. The topic names the device, and the object's
 * {@code state.reported.client_id}, if it has one, must name the same. If the topic names none, or is listed as
 * speaking for others, that field names the device, or else {@code clientId} or {@code client_id} of the object.
 *
 * <p>{@code true} on a topic named {@code offline} means the opposite of {@code true} on a topic named {@code online},
 * so it is refused if the words say otherwise: a device that is away must not be mistaken for one that is connected.
 *
 * <p>An object in the form of AWS's blog, with a {@code client_id} in {@code state.reported}, is a will even without a
 * word for it: earlier versions accepted that form before words could be configured.
 *
 * @see <a href="https://aws.amazon.com/blogs/iot/monitor-aws-iot-connections-in-near-real-time-using-mqtt-lwt/">The
 *     payload's form</a>
 */
public final class WillParser {
    /** Topic names that state whether the device is away, rather than whether it is connected. */
    private static final Set<String> ABSENCES =
            Set.of("offline", "disconnected", "dead", "lost", "gone", "unavailable", "unreachable");

    private static final Set<String> YES = Set.of("true", "1", "yes", "on");
    private static final Set<String> NO = Set.of("false", "0", "no", "off");

    private final DeviceTopic topics;
    private final WillWords words;
    private final Optional<String> absence;

    /**
     * @param topics the topics subscribed to
     */
    public WillParser(DeviceTopic topics, WillWords words) {
        this.topics = topics;
        this.words = words;
        this.absence = topics.lastName().filter(name -> ABSENCES.contains(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * Reads one message. Never throws, whatever the payload and the topic hold.
     *
     * @param arrived when the message was received: a will carries no time of its own
     */
    public Reading read(String topic, byte[] payload, Instant arrived) {
        try {
            JsonPayload.checkSize(payload);
            Message message = new Message(JsonPayload.looksLikeObject(payload));
            if (message.isObject) {
                JsonPayload.read(payload, message);
            }
            Meaning meaning = meaning(message, payload);
            return switch (meaning) {
                case NOTHING -> new Reading.Nothing();
                case GONE -> new Reading.Understood(new Signal.LastWill(client(message, topic), arrived));
                case HERE -> new Reading.Understood(new Signal.SignOfLife(client(message, topic), arrived));
            };
        } catch (Refusal refusal) {
            return refusal.toReading();
        }
    }

    private Meaning meaning(Message message, byte[] payload) throws Refusal {
        try {
            return message.isObject ? message.meaning() : ofText(payload);
        } catch (Refusal unclear) {
            return switch (words.unknown()) {
                case GONE -> Meaning.GONE;
                case IGNORE -> Meaning.NOTHING;
                case KEEP -> throw unclear;
            };
        }
    }

    private Meaning ofText(byte[] payload) throws Refusal {
        String word = unquoted(JsonPayload.text(payload).toString());
        Meaning meaning = words.ofWord(word).orElseThrow(() -> WillWords.notKnown(word));
        if (absence.isPresent() && isOpposite(meaning, word.toLowerCase(Locale.ROOT))) {
            throw new Refusal("on a topic called " + JsonPayload.shown(absence.get()) + ", " + JsonPayload.shown(word)
                    + " means the opposite of what last-will.gone and last-will.here say of it: list it in the other");
        }
        return meaning;
    }

    /** Whether a "yes" to "is the device away?" is configured as meaning that it is connected, or vice versa. */
    private static boolean isOpposite(Meaning meaning, String word) {
        return meaning == Meaning.HERE && YES.contains(word) || meaning == Meaning.GONE && NO.contains(word);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private ClientId client(Message message, String topic) throws Refusal {
        return topics.device("last-will", "client_id", topic, message.reportedId, message.ownId);
    }

    /** One message, as far as it is a JSON object. */
    private final class Message implements JsonPayload.Fields {
        private final WillWords.Said said = words.new Said();
        private Optional<String> reportedId = Optional.empty();
        private Optional<String> ownId = Optional.empty();
        private final boolean isObject;

        Message(boolean isObject) {
            this.isObject = isObject;
        }

        @Override
        public void take(String name, JsonParser value) throws IOException, Refusal {
            if ((name.equals("clientId") || name.equals("client_id"))
                    && value.currentToken() == JsonToken.VALUE_STRING) {
                ownId = JsonPayload.text(name, value);
            }
            take(name, "", Optional.of(words.root()), value);
        }

        private void take(String name, String above, Optional<Place> around, JsonParser value)
                throws IOException, Refusal {
            String path = above + name;
            if (path.equals("state.reported.client_id")) {
                reportedId = JsonPayload.text("client_id", value);
            }
            Optional<Place> place = around.flatMap(outer -> outer.inside(name));
            switch (value.currentToken()) {
                case START_OBJECT -> {
                    place.ifPresent(said::structure);
                    if (place.isPresent() || path.equals("state") || path.equals("state.reported")) {
                        JsonPayload.readObject(
                                value, (inner, innerValue) -> take(inner, path + '.', place, innerValue));
                    }
                }
                case START_ARRAY -> place.ifPresent(said::structure);
                case VALUE_NULL -> {}
                default -> {
                    if (place.isPresent()) {
                        said.word(place.get(), name, value.getText());
                    }
                }
            }
        }

        Meaning meaning() throws Refusal {
            Optional<Meaning> meaning = said.meaning();
            if (meaning.isEmpty() && reportedId.isEmpty()) {
                throw new Refusal("no path of last-will.path leads to a word");
            }
            return meaning.orElse(Meaning.GONE);
        }
    }
}
