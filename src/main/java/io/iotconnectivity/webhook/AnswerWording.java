package io.iotconnectivity.webhook;

import io.iotconnectivity.secret.SecretParts;
import io.iotconnectivity.secret.Secrets;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.webhook.format.Shape;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/** Describes a receiver's response without the secrets in the settings: some receivers echo what they were sent. */
final class AnswerWording {
    private static final int QUOTED = 300;

    private final String name;
    private final WebhookSettings settings;
    private final Secrets secrets;

    AnswerWording(WebhookSettings settings) {
        this(settings, Secrets.of(parts -> settings.secretsInto(parts, SecretParts.LONG_FOR_ITS_RECEIVER)));
    }

    private AnswerWording(WebhookSettings settings, Secrets secrets) {
        this.name = settings.name();
        this.settings = settings;
        this.secrets = secrets;
    }

    /** The same for a response from an address no longer in the settings, which is as secret as it was. */
    AnswerWording at(URI former) {
        return new AnswerWording(settings, Secrets.of(parts -> {
            settings.secretsInto(parts, SecretParts.LONG_FOR_ITS_RECEIVER);
            parts.url(former.toString(), SecretParts.LONG_FOR_ITS_RECEIVER);
        }));
    }

    /** For exception messages. */
    String refusal(Answer answer) {
        if (answer.isPage()) {
            return page(answer);
        }
        return "webhook " + name + " answered " + answer.status() + quoted(answer, QUOTED);
    }

    /** For exception messages if the status is one of success. */
    String unlike(Answer answer, List<Shape> shapes) {
        if (answer.isPage()) {
            return page(answer);
        }
        String promised = shapes.stream()
                .map(shape -> shape.like().isTextual() && shape.like().asText().isEmpty()
                        ? "nothing"
                        : shape.like().toString())
                .collect(Collectors.joining(" or "));
        return "webhook " + name + " answered " + answer.status() + ", but not what the target documents (" + promised
                + "): is it really the target that answers?" + quoted(answer, QUOTED);
    }

    private String page(Answer answer) {
        String title = Answer.title(body(answer));
        return "webhook " + name + " answered " + answer.status() + " with an HTML page"
                + (title.isEmpty() ? "" : " (" + Printable.line(title) + ")")
                + ": is this a sign-in portal, a proxy or a sleeping instance in place of the target?";
    }

    /** For the delivery record. */
    String answer(Answer answer) {
        String text = answer.status() + quoted(answer, Posted.LONGEST_ANSWER);
        return Printable.cut(text, Posted.LONGEST_ANSWER);
    }

    String message(String what) {
        return "webhook " + name + " " + text(what);
    }

    String text(String what) {
        return Printable.line(secrets.masked(what));
    }

    private String quoted(Answer answer, int most) {
        String text = body(answer).strip();
        if (text.isEmpty()) {
            return "";
        }
        return ": " + Printable.line(text.length() > most ? Printable.cut(text, most) + "…" : text);
    }

    /** Truncation must not leave half a secret, so secrets are masked first. */
    private String body(Answer answer) {
        return answer.cut() ? secrets.maskedBeginning(answer.body()) : secrets.masked(answer.body());
    }
}
