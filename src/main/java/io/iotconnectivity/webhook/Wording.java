package io.iotconnectivity.webhook;

import io.iotconnectivity.signal.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Says what a receiver answered, without what is secret in the settings: some receivers say back what they were sent. */
final class Wording {
    private static final int QUOTED = 300;
    private static final int SHORTEST_SECRET = 2;

    private final String name;
    private final List<String> secrets;

    Wording(WebhookSettings settings) {
        this.name = settings.name();
        List<String> all = new ArrayList<>(settings.headers().values());
        all.addAll(settings.secretOptions().values());
        all.addAll(settings.secrets());
        all.removeIf(secret -> secret.strip().length() < SHORTEST_SECRET);
        all.sort(Comparator.comparing(String::length).reversed());
        this.secrets = List.copyOf(all);
    }

    /** For the message of what is thrown. */
    String refusal(Answer answer) {
        return "webhook " + name + " answered " + answer.status() + quoted(answer.body(), QUOTED);
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
