package io.iotconnectivity.signal;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the lifecycle events of AWS IoT Core: {@code connected}, {@code disconnected} and {@code connect_failed}, from
 * any source and however they were wrapped on the way: plain, in an {@link Envelope}, as base64, several in an array,
 * and any nesting of these, within limits.
 *
 * <p>Only {@code clientId}, {@code eventType} and {@code timestamp} are required; early captures have little more.
 * Unknown fields are skipped, {@code null} counts as absent, and numbers and flags may be strings. A known field of the
 * wrong type, or any field given twice, makes the event unreadable: guessing could name the wrong device. Of several
 * events, the readable ones are taken.
 *
 * <p>Texts are kept verbatim, line breaks and NUL included, with two exceptions. A session identifier that is a UUID is
 * normalised to lower case with dashes, because AWS has sent it with and without. And a text without a limit of its own
 * is cut to 256 characters, since an event with an odd principal is still news about its device.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/sqs-rule-action.html">useBase64 of the SQS action</a>
 */
public final class LifecycleParser {
    /** Two chained services add up to five, arrays included. */
    private static final int MAX_LEVELS = 12;

    /** More than fit into one SQS message if every field is present. */
    private static final int MAX_EVENTS = 5_000;

    private static final String PAYLOAD = "the payload";

    /**
     * Reads one message. Never throws, whatever the payload holds.
     *
     * @param arrived when the message was received; no event is refused because of it, since each has a time of its own
     */
    public Reading read(byte[] payload, Instant arrived) {
        try {
            JsonPayload.checkSize(payload, JsonPayload.MAX_ENVELOPE_BYTES);
            Unpacking unpacking = new Unpacking();
            unpacking.unpack(PAYLOAD, JsonPayload.text(payload), 0);
            return unpacking.reading();
        } catch (Refusal refusal) {
            return refusal.toReading();
        }
    }

    /** Unpacks one message into signals. */
    private static final class Unpacking {
        private final List<Signal> signals = new ArrayList<>(1);
        private final List<Refusal> refusals = new ArrayList<>(0);
        private boolean tooMany;

        Reading reading() {
            if (tooMany) {
                return new Reading.Unreadable("the message contains more than " + MAX_EVENTS + " events");
            }
            if (refusals.isEmpty()) {
                return new Reading.Understood(signals);
            }
            String first = refusals.get(0).getMessage();
            int all = signals.size() + refusals.size();
            return new Reading.Unreadable(
                    all == 1
                            ? first
                            : String.format(
                                    Locale.ROOT,
                                    "%d of %d events cannot be read; the first one: %s",
                                    refusals.size(),
                                    all,
                                    first),
                    signals);
        }

        /**
         * @param name where the text was found
         * @throws Refusal if it contains nothing usable
         */
        void unpack(String name, CharBuffer packed, int level) throws Refusal {
            if (level > MAX_LEVELS) {
                throw new Refusal("the event is wrapped more than " + MAX_LEVELS + " times");
            }
            CharBuffer text = JsonPayload.stripped(packed);
            if (!text.hasRemaining()) {
                throw new Refusal(name + " is empty");
            }
            switch (text.charAt(0)) {
                case '{' -> unpackObject(text, level);
                case '[' -> unpackArray(name, text, level);
                case '"' -> unpack(name, JsonPayload.string(text), level + 1);
                default -> unpack(name, decoded(name, text), level + 1);
            }
        }

        private void unpackObject(CharBuffer text, int level) throws Refusal {
            LifecycleEvent event = new LifecycleEvent();
            Envelope envelope = new Envelope(text);
            JsonPayload.readObject(text, (name, value) -> {
                event.take(name, value);
                envelope.take(name, value);
            });
            Optional<Envelope.Content> content = event.hasType() ? Optional.empty() : envelope.content();
            if (content.isPresent()) {
                unpack(content.get().name(), content.get().text(), level + 1);
            } else if (text.length() > JsonPayload.MAX_BYTES) {
                throw new Refusal(
                        "the event is " + text.length() + " characters long; the limit is " + JsonPayload.MAX_BYTES);
            } else {
                signals.add(event.toSignal());
            }
        }

        private void unpackArray(String name, CharBuffer text, int level) throws Refusal {
            List<CharBuffer> elements = JsonPayload.elements(text);
            if (elements.isEmpty()) {
                throw new Refusal(name + " is an empty array");
            }
            for (CharBuffer element : elements) {
                if (signals.size() + refusals.size() == MAX_EVENTS) {
                    tooMany = true;
                    return;
                }
                try {
                    unpack(name, element, level + 1);
                } catch (Refusal refusal) {
                    refusals.add(refusal);
                }
            }
        }

        /** Decodes base64 as written by rules, streams and queues. */
        private static CharBuffer decoded(String name, CharBuffer text) throws Refusal {
            try {
                CharBuffer decoded = JsonPayload.text(
                        Base64.getDecoder().decode(text.toString().getBytes(StandardCharsets.UTF_8)));
                if (decoded.hasRemaining() && "{[\"".indexOf(decoded.charAt(0)) >= 0) {
                    return decoded;
                }
            } catch (IllegalArgumentException | Refusal noBase64) {
                // Refused below, like base64 of anything else: short words are valid base64 as well.
            }
            throw new Refusal(name + " is not a JSON object");
        }
    }
}
