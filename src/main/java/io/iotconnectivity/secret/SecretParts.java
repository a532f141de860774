package io.iotconnectivity.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects what is secret, including parts that others may echo alone. A value that a setting declares a secret counts
 * as one from four characters on, or from three if one is a digit. A value that merely may be one, such as a path
 * segment, is judged by its looks: letters mixed with digits, inner capitals, or a length that no word has. So
 * {@code api} and {@code v2} are not secrets.
 */
public final class SecretParts {
    /** A shorter one would be found in every text; so would one of this length made of letters alone. */
    static final int SHORTEST = 3;

    private static final int SHORTEST_WORD = 4;

    /** From this length on, even a word that may be a secret counts as one. */
    public static final int LONG = 16;

    /** The same for what the receiver of the secret itself says, where masking a word too many costs little. */
    public static final int LONG_FOR_ITS_RECEIVER = 9;

    private static final int SHORTEST_MIXTURE = 6;
    private static final int SHORTEST_CAPITALS = 8;
    private static final int SHORTEST_PATH = 6;

    private static final Pattern MIXTURE = Pattern.compile("(?=.*[A-Za-z])(?=.*[0-9]).*", Pattern.DOTALL);
    /** Such as {@code v2}, {@code oauth2} and {@code line-17}. */
    private static final Pattern NUMBERED_WORD = Pattern.compile("[A-Za-z]+[-_.]?[0-9]{1,2}");

    private static final String BETWEEN_WORDS = "[^A-Za-z0-9+_~-]+";

    private static final String UNIT = "(?:ms|msecs?|millis|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)";
    /** A duration, a date before its first colon, a region; {@code v2} and {@code site-17}. */
    private static final Pattern ORDINARY = Pattern.compile("P?T?(?:[0-9]{1,9}(?i:" + UNIT + "))+"
            + "|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{1,2}"
            + "|[a-z]{2,3}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}"
            + "|[A-Za-z]{1,15}[-_][0-9]{1,2}|[A-Za-z]{1,3}[0-9]{1,2}");

    private static final Pattern CAPITALS_INSIDE = Pattern.compile("(?=.*[a-z]).*[A-Za-z0-9][A-Z].*", Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z-]+");
    private static final Pattern NAMED = Pattern.compile("[A-Za-z0-9_.-]+=\"?([^\"]+)\"?");

    private final Set<String> whole = new LinkedHashSet<>();
    private final Set<String> encodedOnly = new LinkedHashSet<>();
    private final Set<String> phrases = new LinkedHashSet<>();

    /** Secret texts, in whatever encoding. */
    Set<String> whole() {
        return whole;
    }

    /** Texts that are secret in base64 form only. */
    Set<String> encodedOnly() {
        return encodedOnly;
    }

    /** Texts of words that are secret only together. */
    Set<String> phrases() {
        return phrases;
    }

    /** A definite secret, if it is long enough. */
    public SecretParts secret(String value) {
        String text = value.strip();
        if (text.length() >= SHORTEST_WORD
                || text.length() == SHORTEST && MIXTURE.matcher(text).matches()) {
            whole.add(text);
        }
        return this;
    }

    /** A password, and its encoding with its user in HTTP and SMTP. */
    public SecretParts login(String user, String password) {
        secret(password);
        if (!password.isEmpty()) {
            encodedOnly.add(user + ":" + password);
        }
        return this;
    }

    /** The words of a header value, without the scheme of credentials. */
    public SecretParts header(String name, String value) {
        boolean declared = SecretNames.isSecret(name);
        if (declared && value.strip().length() >= SHORTEST_WORD) {
            phrases.add(value.strip());
        }
        String[] words = value.strip().split("[\\s;,]+");
        for (int i = 0; i < words.length; i++) {
            boolean isScheme =
                    i == 0 && words.length > 1 && SCHEME.matcher(words[i]).matches();
            if (!isScheme) {
                word(words[i], declared);
            }
        }
        if (words.length == 2 && words[0].equalsIgnoreCase("basic")) {
            decoded(words[1])
                    .filter(login -> login.contains(":"))
                    .ifPresent(login ->
                            login(login.substring(0, login.indexOf(':')), login.substring(login.indexOf(':') + 1)));
        }
        return this;
    }

    private void word(String word, boolean declared) {
        Matcher named = NAMED.matcher(word);
        boolean isNamed = named.matches() && !named.group(1).matches("=*");
        for (String part : isNamed ? new String[] {word, named.group(1)} : new String[] {word}) {
            if (declared || isNamed && SecretNames.isSecret(word.substring(0, word.indexOf('=')))) {
                secret(part);
            } else {
                perhaps(part, LONG);
            }
        }
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The path segments, the query values, the user info, and the path as a whole.
     *
     * @param url need not be well-formed
     * @param longWord from what length on a word is a secret, too: {@link #LONG} or {@link #LONG_FOR_ITS_RECEIVER}
     */
    public SecretParts url(String url, int longWord) {
        int scheme = url.indexOf("://");
        String rest = scheme < 0 ? url : url.substring(scheme + 3);
        int slash = rest.indexOf('/');
        int query = rest.indexOf('?');
        int end = slash < 0 ? (query < 0 ? rest.length() : query) : query < 0 ? slash : Math.min(slash, query);
        user(url);
        String path = rest.substring(end, query < 0 ? rest.length() : Math.max(end, query));
        if (path.length() >= SHORTEST_PATH) {
            phrases.add(path);
        }
        for (String segment : path.split("[/;#]")) {
            perhaps(segment.substring(segment.indexOf('=') + 1), longWord);
        }
        if (query >= 0) {
            for (String pair : rest.substring(query + 1).split("[&;#]")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && SecretNames.isSecret(pair.substring(0, equals))) {
                    secret(pair.substring(equals + 1));
                } else {
                    perhaps(pair.substring(equals + 1), longWord);
                }
            }
        }
        return this;
    }

    /**
     * User and password before the host of an address; people write passwords that no URL may contain, so the last '@'
     * ends them.
     */
    public SecretParts user(String url) {
        int scheme = url.indexOf("://");
        int at = url.lastIndexOf('@');
        int begin = scheme < 0 ? 0 : scheme + 3;
        int colon = url.indexOf(':', begin);
        if (at > begin && colon >= 0 && colon < at) {
            login(url.substring(begin, colon), url.substring(colon + 1, at));
        }
        return this;
    }

    /**
     * What looks like a credential in a text that should not contain any, such as a setting into which one was pasted:
     * words that mix letters and digits, have inner capitals or are longer than words are. Numbers with units, times
     * and regions are not.
     */
    public SecretParts pasted(String text) {
        for (String word : text.split(BETWEEN_WORDS)) {
            if (!ORDINARY.matcher(word).matches()) {
                perhaps(word, LONG);
                if (NUMBERED_WORD.matcher(word).matches()) {
                    secret(word);
                }
            }
            if (MIXTURE.matcher(word).matches() && CAPITALS_INSIDE.matcher(word).matches()) {
                secret(word);
            }
        }
        // The base64 alphabet includes a slash, and URLs are split at it.
        for (String word : text.split("[\\s,;\"'=:]+")) {
            if (word.length() >= LONG
                    && MIXTURE.matcher(word).matches()
                    && CAPITALS_INSIDE.matcher(word).matches()) {
                secret(word);
            }
        }
        return this;
    }

    private void perhaps(String part, int longWord) {
        boolean mixture = part.length() >= SHORTEST_MIXTURE
                && MIXTURE.matcher(part).matches()
                && !NUMBERED_WORD.matcher(part).matches();
        boolean capitals = part.length() >= SHORTEST_CAPITALS
                && CAPITALS_INSIDE.matcher(part).matches();
        if (mixture || capitals || part.length() >= longWord) {
            secret(part);
        }
    }
}
