package io.iotconnectivity.web;

import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientPattern;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A requested silence, checked field by field. */
final class SilenceRequest {
    static final String[] FIELDS = {"clients", "group", "from", "until", "for", "author", "comment"};

    /** Without characters that look like others, and without vowels, so that no id spells a word. */
    private static final String ALPHABET = "23456789bcdfghjkmnpqrstvwxz";

    private static final int ID_LENGTH = 8;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Silence silence;

    /**
     * @throws Problem.Refusal that names the invalid field
     */
    SilenceRequest(Given given, Instant now) {
        Optional<ClientPattern> clients = text(given, "clients").map(SilenceRequest::pattern);
        Optional<String> group = text(given, "group");
        if (clients.isEmpty() && group.isEmpty()) {
            throw Problem.ofField("clients", "write clients (a regular expression for the whole client id) or group");
        }
        Instant from = given.moment("from").orElse(now).truncatedTo(ChronoUnit.MILLIS);
        Instant until = until(given, from).truncatedTo(ChronoUnit.MILLIS);
        if (!until.isAfter(now)) {
            throw Problem.ofField("until", "the silence would already be over");
        }
        if (!until.isAfter(from)) {
            throw Problem.ofField("until", "a silence must end after it begins");
        }
        if (Duration.between(now, until).compareTo(LONGEST) > 0) {
            throw Problem.ofField(
                    "until", "a silence is temporary: it must end within " + LONGEST.toDays() + " days from now");
        }
        silence = new Silence(newId(), clients, group, from, until, words(given, "author"), words(given, "comment"));
    }

    Silence silence() {
        return silence;
    }

    private static Instant until(Given given, Instant from) {
        Optional<Instant> until = given.moment("until");
        Optional<Duration> length = given.duration("for");
        if (until.isPresent() == length.isPresent()) {
            throw Problem.ofField("for", "write either for, such as 2h, or until, such as 2026-11-23T14:00:00Z");
        }
        return until.orElseGet(() -> from.plus(length.get()));
    }

    private static ClientPattern pattern(String text) {
        try {
            return ClientPattern.of(text);
        } catch (IllegalArgumentException e) {
            throw Problem.ofField("clients", "clients " + e.getMessage());
        }
    }

    private static String words(Given given, String name) {
        return text(given, name)
                .filter(words -> !words.isBlank())
                .orElseThrow(
                        () -> Problem.ofField(name, name + " is missing: it explains later why nobody was notified"));
    }

    private static Optional<String> text(Given given, String name) {
        return given.text(name, Silence.MOST_CHARACTERS);
    }

    private static String newId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
