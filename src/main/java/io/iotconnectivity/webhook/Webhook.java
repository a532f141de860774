package io.iotconnectivity.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.engine.NotTaken;
import io.iotconnectivity.engine.NotThisOne;
import io.iotconnectivity.engine.RetryLater;
import io.iotconnectivity.engine.SinkGone;
import io.iotconnectivity.engine.Undeliverable;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.webhook.format.BrokenPayload;
import io.iotconnectivity.webhook.format.Format;
import io.iotconnectivity.webhook.format.Overrun;
import io.iotconnectivity.webhook.format.Payload;
import io.iotconnectivity.webhook.format.Step;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers to one webhook: a CloudEvent as it is, or by the requests that a payload file asks for. */
final class Webhook implements AutoCloseable {
    /** How many requests one delivery may take. */
    static final int MOST_REQUESTS = 8;

    /** How long they may all wait before they are sent. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** Of an answer to a CloudEvent, which is shown only. */
    private static final int MOST_SHOWN = 4 * 1024;
    /** Of an answer that a payload file reads. */
    private static final int MOST_READ = 256 * 1024;

    /** A receiver that the settings name no longer, and that does not answer, is given up after these. */
    private static final int ATTEMPTS_AT_A_FORMER_ADDRESS = 10;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

    private final WebhookSettings settings;
    private final Optional<Payload> payload;
    private final List<WebhookSecret> secrets;
    private final Sender sender;
    private final Wording wording;
    private final Waiting waiting;
    private final Clock clock;

    /** Lets time pass. */
    @FunctionalInterface
    interface Waiting {
        void take(Duration time) throws InterruptedException;
    }

    /**
     * @param payload absent for {@code cloudevents}
     */
    Webhook(WebhookSettings settings, Optional<Payload> payload, Sender sender, Waiting waiting, Clock clock) {
        this.settings = settings;
        this.payload = payload;
        this.secrets = settings.secrets().stream().map(WebhookSecret::of).toList();
        this.sender = sender;
        this.wording = new Wording(settings);
        this.waiting = waiting;
        this.clock = clock;
    }

    /**
     * @throws IOException with a message that says what went wrong and holds nothing secret; it may have arrived
     */
    Posted post(Posting posting)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone, InterruptedException {
        Optional<Receipt> before = posting.receipt().flatMap(Receipt::read);
        String format = before.map(Receipt::format).orElse(settings.format());
        boolean moved = before.isPresent() && !Receipt.sameOrigin(before.get().url(), settings.url());
        if (!moved) {
            return post(posting, new Target(settings.url(), format, false), before);
        }
        // Whoever was told that it began has to be told that it is over.
        Target former = new Target(before.get().url(), format, true);
        try {
            return post(posting, former, before);
        } catch (SinkGone e) {
            throw new Undeliverable("at the address that the settings named before: " + e.getMessage());
        } catch (IOException | NotTaken | NotThisOne | RetryLater e) {
            if (posting.attempt() >= ATTEMPTS_AT_A_FORMER_ADDRESS) {
                throw new Undeliverable("at the address that the settings named before: " + e.getMessage());
            }
            throw e;
        }
    }

    private Posted post(Posting posting, Target target, Optional<Receipt> before)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone, InterruptedException {
        if (target.format.equals(Format.CLOUDEVENTS)) {
            return postAsItIs(posting, target);
        }
        return new Delivery(posting, target, before, file(target.format)).run();
    }

    private Payload file(String format) throws Undeliverable {
        if (format.equals(settings.format())) {
            return payload.orElseThrow();
        }
        try {
            return Payload.former(format);
        } catch (BrokenPayload e) {
            throw new Undeliverable("webhook " + settings.name() + ": " + e.getMessage(), e);
        }
    }

    private Posted postAsItIs(Posting posting, Target target)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone {
        byte[] body = posting.event().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = headers();
        // Exactly so: the CloudEvents SDK for JavaScript takes a charset in lower case at most.
        headers.put("Content-Type", "application/cloudevents+json");
        Answer answer = send(posting, target, "POST", target.url, headers, Optional.of(body), MOST_SHOWN);
        if (!answer.isSuccess()) {
            new Judge(false, false, false, clock).refuse(answer, wording.refusal(answer));
        }
        return new Posted(receipt(target, Optional.empty()), wording.answer(answer));
    }

    private Answer send(
            Posting posting,
            Target target,
            String method,
            URI uri,
            Map<String, String> headers,
            Optional<byte[]> body,
            int most)
            throws IOException, NotTaken {
        if (!target.former) {
            headers.putAll(settings.headers());
        }
        sign(headers, posting.eventId(), body.orElse(new byte[0]));
        return sender.send(new Call(method, uri, headers, body, most));
    }

    private static Map<String, String> headers() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    private void sign(Map<String, String> headers, String eventId, byte[] body) {
        Instant now = clock.instant();
        headers.put("webhook-id", eventId);
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        if (!secrets.isEmpty()) {
            headers.put(
                    "webhook-signature",
                    secrets.stream()
                            .map(secret -> secret.sign(eventId, now, body))
                            .collect(Collectors.joining(" ")));
        }
    }

    private static Optional<String> receipt(Target target, Optional<JsonNode> kept) {
        return Optional.of(new Receipt(target.url, target.format, kept).text())
                .filter(text -> text.length() <= Posted.LONGEST_RECEIPT);
    }

    @Override
    public void close() {
        sender.close();
    }

    /** Where a delivery goes; credentials of the settings go to no address that they do not name. */
    private record Target(URI url, String format, boolean former) {}

    /** One delivery by a payload file: it is run with the answers so far until it says that it is done. */
    private final class Delivery {
        private final Posting posting;
        private final Target target;
        private final Payload file;
        private final ObjectNode input = JsonNodeFactory.instance.objectNode();
        private final boolean known;
        private final ArrayNode answers;
        private Optional<Answer> last = Optional.empty();
        /** Whether a request that changes something has been taken; of the last one the payload file says. */
        private boolean changed;

        private boolean changedBefore;
        /** Whether a request has had a good answer. */
        private boolean alive;

        private Duration waited = Duration.ZERO;

        Delivery(Posting posting, Target target, Optional<Receipt> before, Payload file) throws Undeliverable {
            this.posting = posting;
            this.target = target;
            this.file = file;
            this.known = before.isPresent();
            input.set("event", event());
            Map<String, String> options = target.former ? settings.publicOptions() : settings.options();
            options.forEach(input.putObject("options")::put);
            input.set("receipt", before.flatMap(Receipt::kept).orElse(JsonNodeFactory.instance.nullNode()));
            // Without a receipt the target holds no ticket yet, whatever event comes first.
            input.put("open", before.isEmpty());
            this.answers = input.putArray("answers");
            input.put("attempt", posting.attempt());
            input.put("now", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        }

        private JsonNode event() throws Undeliverable {
            try {
                return JSON.readTree(posting.event());
            } catch (JsonProcessingException e) {
                throw new Undeliverable("webhook " + settings.name() + ": the event is not JSON", e);
            }
        }

        Posted run()
                throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone, InterruptedException {
            for (int requests = 0; requests <= MOST_REQUESTS; requests++) {
                Step step = step();
                if (step instanceof Step.Request request) {
                    if (requests < MOST_REQUESTS) {
                        ask(request);
                    }
                } else {
                    return end(step);
                }
            }
            throw undeliverable("asks for more than " + MOST_REQUESTS + " requests");
        }

        private Step step() throws IOException, NotTaken, Undeliverable, InterruptedException {
            try {
                return file.run(input);
            } catch (BrokenPayload e) {
                throw new Undeliverable("webhook " + settings.name() + ": " + e.getMessage(), e);
            } catch (Overrun e) {
                throw notTaken("webhook " + settings.name() + ": " + e.getMessage());
            }
        }

        private void ask(Step.Request request)
                throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone, InterruptedException {
            await(request.after());
            Map<String, String> headers = headers();
            Optional<byte[]> body = request.body().map(Texts::bytes);
            if (body.isPresent()) {
                headers.put("Content-Type", "application/json");
            }
            headers.putAll(request.headers());
            boolean reads = request.method().equals("GET");
            changedBefore = changed;
            try {
                Answer answer = send(
                        posting,
                        target,
                        request.method(),
                        Address.of(target.url, request.path(), request.query()),
                        headers,
                        body,
                        MOST_READ);
                last = Optional.of(answer);
                judge(request, answer);
                alive = true;
                changed |= !reads && answer.isSuccess();
                answers.add(answer.json());
            } catch (NotTaken e) {
                throw notTaken(e.getMessage());
            } catch (NotThisOne e) {
                throw new NotThisOne(e.getMessage(), e.pause(), e.maybe() && !reads || changed);
            } catch (IOException e) {
                if (reads && !changed) {
                    throw new NotTaken(e.getMessage(), e);
                }
                throw e;
            }
        }

        private void judge(Step.Request request, Answer answer)
                throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone {
            boolean expected = request.expect().contains(answer.status()) && !answer.isPage();
            if (!answer.isSuccess() && !expected) {
                new Judge(true, known, alive, clock).refuse(answer, wording.refusal(answer));
            }
            JsonNode body = answer.json().path("body");
            if (answer.isSuccess()
                    && !request.answer().isEmpty()
                    && request.answer().stream().noneMatch(shape -> shape.fits(body))) {
                throw new IOException(wording.unlike(answer, request.answer()));
            }
        }

        private void await(Duration time) throws Undeliverable, InterruptedException {
            waited = waited.plus(time);
            if (waited.compareTo(LONGEST_WAIT) > 0) {
                throw undeliverable("waits for more than " + LONGEST_WAIT.toSeconds() + " s");
            }
            if (!time.isZero()) {
                waiting.take(time);
            }
        }

        /** Nothing of the delivery has arrived, unless an earlier request of it has. */
        private NotTaken notTaken(String message) throws IOException {
            if (changed) {
                throw new IOException(message);
            }
            return new NotTaken(message, null);
        }

        private Posted end(Step step) throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable {
            if (step instanceof Step.Done done) {
                Optional<String> receipt = receipt(target, done.receipt());
                if (receipt.isEmpty()) {
                    throw undeliverable("gives a receipt of more than " + Posted.LONGEST_RECEIPT + " characters");
                }
                String answer = last.map(wording::answer).orElse("done");
                return new Posted(
                        receipt, done.note().map(note -> noted(note, answer)).orElse(answer), done.again());
            }
            if (step instanceof Step.Skip skip) {
                return new Posted(posting.receipt(), wording.text("skipped: " + skip.why()));
            }
            if (step instanceof Step.Retry retry) {
                String message = wording.message(retry.why());
                if (retry.alone()) {
                    throw new NotThisOne(message, retry.after(), retry.maybe() || changedBefore);
                }
                if (retry.after().isPresent()) {
                    throw new RetryLater(message, retry.after().get());
                }
                if (retry.maybe()) {
                    throw new IOException(message);
                }
                changed = changedBefore;
                throw notTaken(message);
            }
            throw new Undeliverable(wording.message(((Step.Fail) step).why()));
        }

        private String noted(String note, String answer) {
            String text = wording.text(note);
            LOG.warn("Webhook {}, incident {}: {}", settings.name(), incident(), text);
            String both = text + "; it answered " + answer;
            return both.length() > Posted.LONGEST_ANSWER ? both.substring(0, Posted.LONGEST_ANSWER) : both;
        }

        private String incident() {
            return Printable.of(input.at("/event/data/incidentId").asText(posting.eventId()));
        }

        private Undeliverable undeliverable(String problem) {
            return new Undeliverable("webhook " + settings.name() + ": payload file " + target.format + ": " + problem);
        }
    }
}
