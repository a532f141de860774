package io.iotconnectivity.webhook;

import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.webhook.format.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what a receiver answered, without what is secret in the settings: some receivers say back what they were sent. */
final class Wording {
    private static final int QUOTED = 300;
    private static final int SHORTEST_SECRET = 2;
    /** Of what is secret perhaps: a word of the address is shorter. */
    private static final int LONG = 16;

    private final String name;
    private final List<String> secrets;

    Wording(WebhookSettings settings) {
        this.name = settings.name();
        List<String> all = new ArrayList<>(settings.headers().values());
        all.addAll(settings.secretOptions().values());
        all.addAll(settings.secrets());
        // Of "Bearer x" a receiver says back the x.
        settings.headers().values().forEach(value -> all.addAll(parts(value, "\\s+")));
        // Many chats have no other secret than their address, which a server says back that does not know it.
        all.addAll(parts(String.valueOf(settings.url().getRawPath()), "/"));
        all.addAll(parts(String.valueOf(settings.url().getRawQuery()), "[&=]"));
        all.removeIf(secret -> secret.strip().length() < SHORTEST_SECRET);
        all.sort(Comparator.comparing(String::length).reversed());
        this.secrets = List.copyOf(all);
    }

    private static List<String> parts(String text, String between) {
        return Stream.of(text.split(between))
                .filter(part -> part.length() >= LONG)
                .toList();
    }

    /** For the message of what is thrown. */
    String refusal(Answer answer) {
        if (answer.isPage()) {
            return page(answer);
        }
        return "webhook " + name + " answered " + answer.status() + quoted(answer.body(), QUOTED);
    }

    /** For the message of what is thrown where the status is that of a success. */
    String unlike(Answer answer, List<Shape> shapes) {
        if (answer.isPage()) {
            return page(answer);
        }
        String promised = shapes.stream()
                .map(shape -> shape.like().isTextual() && shape.like().asText().isEmpty()
                        ? "nothing"
                        : shape.like().toString())
                .collect(Collectors.joining(" or "));
        return "webhook " + name + " answered " + answer.status() + ", but not what the target promises (" + promised
                + "): is it the target that answers?" + quoted(answer.body(), QUOTED);
    }

    private String page(Answer answer) {
        String title = answer.title();
        return "webhook " + name + " answered " + answer.status() + " with an HTML page"
                + (title.isEmpty() ? "" : " (" + text(title) + ")")
                + ": is this a sign-in portal, a proxy or a sleeping instance in place of the target?";
    }

    /** For the record of the delivery. */
    String answer(Answer answer) {
        String text = answer.status() + quoted(answer.body(), Posted.LONGEST_ANSWER);
        return text.length() > Posted.LONGEST_ANSWER ? text.substring(0, Posted.LONGEST_ANSWER) : text;
    }

    String message(String what) {
        return "webhook " + name + " " + text(what);
    }

    String text(String what) {
        return Printable.of(masked(what));
    }

    private String quoted(String body, int most) {
        // What is cut must not be half a secret, so it is masked before.
        String text = masked(body).strip();
        if (text.isEmpty()) {
            return "";
        }
        return ": " + Printable.of(text.length() > most ? text.substring(0, most) + "…" : text);
    }

    private String masked(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, "***");
        }
        return masked;
    }
}
