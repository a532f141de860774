package io.iotconnectivity.webhook;

import com.fasterxml.jackson.databind.node.TextNode;
import io.iotconnectivity.delivery.HttpOutcome;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.RetryLater;
import io.iotconnectivity.delivery.SinkGone;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Inputs;
import io.iotconnectivity.fuzz.Target;
import io.iotconnectivity.net.RetryAfter;
import io.iotconnectivity.webhook.format.Shape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What receivers answer: it is judged as one of what the dispatcher knows, in words that can be shown. */
public final class FuzzedAnswers {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
    private static final String SECRET = "sk-live-0123456789abcdef";
    private static final int LONGEST_MESSAGE = 2_200;

    public static final List<Target> TARGETS = List.of(
            Target.ofText("webhook-answer", FuzzedAnswers::answer),
            Target.ofText("retry-after", FuzzedAnswers::retryAfter),
            Target.ofText("webhook-receipt", FuzzedAnswers::receipt),
            Target.ofText("webhook-secret", FuzzedAnswers::secret),
            new Target("ip-address", FuzzedAnswers::address));

    private FuzzedAnswers() {}

    /** Status, Retry-After, Content-Type, and the body. */
    private static void answer(String input) {
        List<String> parts = Inputs.lines(input, 4);
        Answer answer = new Answer(
                100 + Math.floorMod(parts.get(0).hashCode(), 500),
                Map.of("retry-after", parts.get(1), "content-type", parts.get(2)),
                parts.get(3));
        AnswerWording wording = Lazy.WORDING;
        List<String> said = List.of(
                wording.refusal(answer),
                wording.unlike(answer, List.of(new Shape(TextNode.valueOf("ok")))),
                wording.answer(answer));
        for (String words : said) {
            Holds.printable("what is said of it", words, LONGEST_MESSAGE);
            Holds.that(!words.contains(SECRET), "told the secret");
        }
        answer.json().toString();
        for (boolean made : new boolean[] {true, false}) {
            judge(new HttpOutcome(made, made, !made), answer, wording.refusal(answer));
        }
    }

    private static void judge(HttpOutcome outcome, Answer answer, String words) {
        try {
            answer.refuse(outcome, CLOCK.instant(), words);
            throw new AssertionError("not judged");
        } catch (RetryLater later) {
            Holds.that(
                    !later.pause().isNegative() && later.pause().compareTo(RetryLater.LONGEST) <= 0,
                    "pauses " + later.pause());
        } catch (NotThisOne one) {
            one.pause().ifPresent(pause -> Holds.that(!pause.isNegative(), "pauses " + pause));
        } catch (NotTaken | Undeliverable | SinkGone | IOException judged) {
            Holds.same("the words", words, judged.getMessage());
        }
    }

    private static void retryAfter(String header) {
        RetryAfter.parse(header, CLOCK.instant()).ifPresent(pause -> new RetryLater("busy", pause).pause());
    }

    private static void receipt(String text) {
        Optional<WebhookReceipt> read = WebhookReceipt.read(text);
        if (read.isPresent()) {
            Holds.same(
                    "the receipt",
                    read.get().text(),
                    WebhookReceipt.read(read.get().text()).orElseThrow().text());
            WebhookReceipt.sameOrigin(read.get().url(), URI.create("https://example.com/a"));
        }
    }

    private static void secret(String text) {
        WebhookSecret.isWellFormed(text);
    }

    private static void address(byte[] input) throws IOException {
        for (int length : new int[] {4, 16}) {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOf(input, length));
            AddressRange.objectionTo(address).ifPresent(why -> Holds.printable("the objection", why, 100));
        }
    }

    private static final class Lazy {
        static final AnswerWording WORDING = new AnswerWording(new WebhookSettings(
                "chat",
                URI.create("https://example.com/services/T0/Xk29sLqP0aWmZ7rT4uVb"),
                WebhookSettings.CLOUDEVENTS,
                Map.of(),
                List.of(),
                List.of("*"),
                Severity.INFO,
                Map.of("Authorization", "Bearer " + SECRET),
                false,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1)));
    }
}
