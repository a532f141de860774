package io.iotconnectivity.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.delivery.HttpOutcome;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.webhook.format.BrokenPayload;
import io.iotconnectivity.webhook.format.FormatStep;
import io.iotconnectivity.webhook.format.Overrun;
import io.iotconnectivity.webhook.format.Payload;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One delivery by a payload file, which is run with the responses so far until it says that it is done. */
final class Errand {
    /** How many requests it may make. */
    static final int MOST_REQUESTS = 8;

    /** How long all of them together may wait before they are sent. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** Of a response. */
    private static final int MOST_READ = 256 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(Errand.class);

    private final Means means;
    private final WebhookSettings settings;
    private final AnswerWording wording;
    private final Posting posting;
    private final Receiver target;
    private final Payload file;
    private final ObjectNode input = JsonNodeFactory.instance.objectNode();
    private final boolean known;
    private final ArrayNode answers;
    private Optional<Answer> last = Optional.empty();
    /** Whether a request that changes something has been accepted; the payload file decides about the last one. */
    private boolean changed;

    private boolean changedBefore;
    /** Whether a request has had a good response. */
    private boolean alive;

    private Duration waited = Duration.ZERO;

    Errand(Means means, Posting posting, Receiver target, Optional<WebhookReceipt> before, Payload file)
            throws Undeliverable {
        this.means = means;
        this.settings = means.settings();
        this.wording = means.wording();
        this.posting = posting;
        this.target = target;
        this.file = file;
        this.known = before.isPresent();
        input.set("event", event());
        Map<String, String> options = target.former() ? settings.publicOptions() : settings.options();
        options.forEach(input.putObject("options")::put);
        input.set("receipt", before.flatMap(WebhookReceipt::kept).orElse(JsonNodeFactory.instance.nullNode()));
        // Without a receipt the target has no ticket yet, whatever event comes first.
        input.put("open", before.isEmpty());
        this.answers = input.putArray("answers");
        input.put("attempt", posting.attempt());
        input.put("now", means.clock().instant().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private JsonNode event() throws Undeliverable {
        try {
            return JSON.readTree(posting.event());
        } catch (JsonProcessingException e) {
            throw new Undeliverable("webhook " + settings.name() + ": the event is not JSON", e);
        }
    }

    Posted run() throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone, InterruptedException {
        for (int requests = 0; requests <= MOST_REQUESTS; requests++) {
            FormatStep step = step();
            if (step instanceof FormatStep.Request request) {
                if (requests < MOST_REQUESTS) {
                    ask(request);
                }
            } else {
                return end(step);
            }
        }
        throw undeliverable("asks for more than " + MOST_REQUESTS + " requests");
    }

    private FormatStep step() throws IOException, NotTaken, Undeliverable, InterruptedException {
        try {
            return file.run(input);
        } catch (BrokenPayload e) {
            throw new Undeliverable("webhook " + settings.name() + ": " + wording.text(e.getMessage()), e, changed);
        } catch (Overrun e) {
            throw notTaken("webhook " + settings.name() + ": " + e.getMessage());
        }
    }

    private void ask(FormatStep.Request request)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone, InterruptedException {
        await(request.after());
        Map<String, String> headers = Means.headers();
        Optional<byte[]> body = request.body().map(Texts::bytes);
        if (body.isPresent()) {
            headers.put("Content-Type", "application/json");
        }
        headers.putAll(request.headers());
        boolean reads = request.method().equals("GET");
        changedBefore = changed;
        try {
            Answer answer = means.send(
                    posting,
                    target,
                    request.method(),
                    Address.of(target.url(), request.path(), request.query()),
                    headers,
                    body,
                    MOST_READ);
            last = Optional.of(answer);
            judge(request, answer);
            alive |= answer.isSuccess();
            changed |= !reads && answer.isSuccess();
            answers.add(answer.json());
        } catch (NotTaken e) {
            throw notTaken(e.getMessage());
        } catch (NotThisOne e) {
            throw new NotThisOne(e.getMessage(), e.pause(), e.maybe() && !reads || changed);
        } catch (RetryLater e) {
            throw new RetryLater(e.getMessage(), e.pause(), e.maybe() && !reads || changed);
        } catch (Undeliverable e) {
            throw new Undeliverable(e.getMessage(), e, changed);
        } catch (SinkGone e) {
            throw new SinkGone(e.getMessage(), changed);
        } catch (IOException e) {
            if (reads && !changed) {
                throw new NotTaken(e.getMessage(), e);
            }
            throw e;
        }
    }

    private void judge(FormatStep.Request request, Answer answer)
            throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable, SinkGone {
        boolean expected = request.expect().contains(answer.status()) && !answer.isPage();
        if (!answer.isSuccess() && !expected) {
            answer.refuse(new HttpOutcome(true, known, alive), means.clock().instant(), wording.refusal(answer));
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
            means.waiting().take(time);
        }
    }

    /** Nothing of the delivery has arrived, unless an earlier request of it has. */
    private NotTaken notTaken(String message) throws IOException {
        if (changed) {
            throw new IOException(message);
        }
        return new NotTaken(message, null);
    }

    private Posted end(FormatStep step) throws IOException, NotTaken, NotThisOne, RetryLater, Undeliverable {
        if (step instanceof FormatStep.Done done) {
            Optional<String> receipt = target.receipt(done.receipt());
            if (receipt.isEmpty()) {
                throw undeliverable("gives a receipt of more than " + Posted.LONGEST_RECEIPT + " characters");
            }
            String answer = last.map(wording::answer).orElse("done");
            return new Posted(
                    receipt, done.note().map(note -> noted(note, answer)).orElse(answer), done.again());
        }
        if (step instanceof FormatStep.Skip skip) {
            return new Posted(posting.receipt(), wording.text("skipped: " + skip.why()));
        }
        if (step instanceof FormatStep.Retry retry) {
            String message = wording.message(retry.why());
            if (retry.alone()) {
                throw new NotThisOne(message, retry.after(), retry.maybe() || changedBefore);
            }
            if (retry.after().isPresent()) {
                throw new RetryLater(message, retry.after().get(), retry.maybe() || changedBefore);
            }
            if (retry.maybe()) {
                throw new IOException(message);
            }
            changed = changedBefore;
            throw notTaken(message);
        }
        throw new Undeliverable(wording.message(((FormatStep.Fail) step).why()), null, changedBefore);
    }

    private String noted(String note, String answer) {
        String text = wording.text(note);
        LOG.warn("Webhook {}, incident {}: {}", settings.name(), incident(), text);
        String both = text + "; it answered " + answer;
        return Printable.cut(both, Posted.LONGEST_ANSWER);
    }

    private String incident() {
        return Printable.of(input.at("/event/data/incidentId").asText(posting.eventId()));
    }

    private Undeliverable undeliverable(String problem) {
        return new Undeliverable(
                "webhook " + settings.name() + ": payload file " + target.format() + ": " + problem, null, changed);
    }
}
