package io.iotconnectivity.secret;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Removes known secrets from texts from outside: from whatever receivers, brokers and libraries echo of what they were
 * sent, including fragments, in other case, and in the escapes of URLs, HTML, JSON and base64. Thread-safe.
 *
 * @see Fragments the rule of what is found
 * @see SecretParts the rule of what is secret
 */
public final class Secrets {
    /** Those of this process's settings and credentials; the log is masked with these. */
    public static final Secrets OF_THIS_PROCESS = new Secrets();

    private static final String MASK = "***";

    private final Map<String, SecretParts> bySource = new LinkedHashMap<>();
    private volatile Fragments fragments = new Fragments(List.of());

    /** Knows none yet. */
    public Secrets() {}

    public static Secrets of(Consumer<SecretParts> secrets) {
        Secrets known = new Secrets();
        known.learn("", secrets);
        return known;
    }

    /**
     * Makes these secret from now on, replacing those learned from the same source before.
     *
     * @param source any name
     */
    public synchronized void learn(String source, Consumer<SecretParts> secrets) {
        SecretParts parts = new SecretParts();
        secrets.accept(parts);
        bySource.put(source, parts);
        fragments = new Fragments(bySource.values());
    }

    /** The text with every secret in it, and every fragment of one, replaced by three asterisks. */
    public String masked(String text) {
        Fragments known = fragments;
        String masked = known.isEmpty() ? text : masked(text, known.in(text), text.length());
        return NamedValues.masked(masked, MASK);
    }

    /**
     * The same for a truncated text, whose last word may be the beginning of a secret: it is dropped, with whatever
     * immediately precedes it.
     */
    public String maskedBeginning(String text) {
        Fragments known = fragments;
        String masked = known.isEmpty() ? text : masked(text, known.in(text), Fragments.surely(text));
        return NamedValues.masked(masked, MASK);
    }

    private static String masked(String text, BitSet secret, int end) {
        if (secret.isEmpty()) {
            return text.substring(0, end);
        }
        StringBuilder out = new StringBuilder(end);
        int at = 0;
        while (at < end) {
            int next = secret.nextSetBit(at);
            if (next < 0 || next >= end) {
                out.append(text, at, end);
                break;
            }
            out.append(text, at, next).append(MASK);
            at = secret.nextClearBit(next);
        }
        return out.toString();
    }
}
