package io.iotconnectivity.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final String URL =
            "https://hooks.example.com/services/T024BE7LD/B0/Xk29sLqP0aWmZ7rT4uVb?sig=q%2Fw8Er%2BtY7u&api-version=2016-10-01&a=v2";

    /** How receivers say back what they were sent. */
    private static final List<UnaryOperator<String>> ECHOES = List.of(
            text -> text,
            SecretsTest::percent,
            text -> percent(text).toLowerCase(Locale.ROOT),
            text -> percent(percent(text)),
            text -> URLEncoder.encode(text, UTF_8),
            SecretsTest::html,
            text -> html(html(text)),
            SecretsTest::references,
            SecretsTest::json,
            text -> json(json(text)),
            SecretsTest::units,
            text -> html(json(percent(text))),
            text -> text.toUpperCase(Locale.ROOT),
            text -> Base64.getEncoder().encodeToString(text.getBytes(UTF_8)),
            text -> Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8)),
            text -> percent(Base64.getEncoder().encodeToString(("x" + text + "y").getBytes(UTF_8))),
            text -> Base64.getEncoder().encodeToString(("{\"a\":\"" + text + "\"}").getBytes(UTF_8)));

    @Property(tries = 3000)
    void nothingIsLeftOfASecretThatIsSaidBack(
            @ForAll("secrets") String secret,
            @ForAll("noise") String before,
            @ForAll("noise") String behind,
            @ForAll @IntRange(max = 16) int echo) {
        Secrets secrets = Secrets.of(parts -> parts.secret(secret));

        String masked = secrets.masked(before + ' ' + ECHOES.get(echo).apply(secret) + ' ' + behind);

        assertNothingIsLeft(masked, secret);
    }

    @Property(tries = 2000)
    void nothingIsLeftOfAPartOfASecret(
            @ForAll("secrets") String secret,
            @ForAll @IntRange(max = 40) int begin,
            @ForAll @IntRange(max = 40) int length,
            @ForAll("noise") String noise,
            @ForAll @IntRange(max = 12) int echo) {
        int from = Math.min(begin, secret.length());
        String part = secret.substring(from, Math.min(secret.length(), from + length));
        Secrets secrets = Secrets.of(parts -> parts.secret(secret));

        String masked = secrets.masked("invalid: " + ECHOES.get(echo).apply(part) + "... " + noise);

        assertNothingIsLeft(masked, secret);
    }

    @Property(tries = 2000)
    void nothingIsLeftOfTheHexDigitsOfAPartOfASecret(
            @ForAll("secrets") String secret,
            @ForAll @IntRange(max = 40) int begin,
            @ForAll @IntRange(max = 40) int length,
            @ForAll("noise") String noise,
            @ForAll boolean upper,
            @ForAll("separators") String separator) {
        int from = Math.min(begin, secret.length());
        String part = secret.substring(from, Math.min(secret.length(), from + length));
        Secrets secrets = Secrets.of(parts -> parts.secret(secret));
        HexFormat format = upper ? HexFormat.ofDelimiter(separator).withUpperCase() : HexFormat.ofDelimiter(separator);

        String masked = secrets.masked(
                "got " + format.formatHex(part.getBytes(UTF_8)) + (begin % 2 == 0 ? "; " : ". ") + noise);

        String hex = HexFormat.of().formatHex(secret.getBytes(UTF_8));
        String left = bare(masked.toLowerCase(Locale.ROOT).replace("0x", ""));
        for (int i = 0; i + 16 <= hex.length(); i += 2) {
            assertThat(left).doesNotContain(hex.substring(i, i + 16));
        }
    }

    @Property(tries = 1000)
    void nothingIsLeftOfASecretWithOtherCharactersInBetween(
            @ForAll("secrets") String secret,
            @ForAll("separators") String separator,
            @ForAll @IntRange(min = 1, max = 9) int every) {
        Secrets secrets = Secrets.of(parts -> parts.secret(secret));
        String spaced = secret.replaceAll("(.{" + every + "})", "$1" + separator);

        String left = bare(secrets.masked("no such key: " + spaced));

        String bare = bare(secret);
        for (int i = 0; i + 16 <= bare.length(); i++) {
            assertThat(left).doesNotContain(bare.substring(i, i + 16));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7468652d73756d6d65722d686f757365, got ***",
        "'74:68:65:2D:73:75:6D:6D:65:72', got ***",
        "'0x74, 0x68, 0x65, 0x2d, 0x73, 0x75, 0x6d, 0x6d', got 0x***",
        "the-summ..., got ***...",
        "the-su…, got ***…",
        "the-s..., got the-s...",
        "t h e - s u m m e r - h o u s e - o f - a n n a, got ***",
        "the summer home, got the summer home",
        "'74 68 65', 'got 74 68 65'"
    })
    void wordsOfASecretAreFoundInWhateverFormTheyAreTold(String said, String masked) {
        Secrets secrets = Secrets.of(parts -> parts.secret("the-summer-house-of-anna"));

        assertThat(secrets.masked("got " + said)).isEqualTo(masked);
    }

    @Test
    void shortSecretIsMaskedInHex() {
        Secrets secrets = Secrets.of(parts -> parts.secret("moon"));

        assertThat(secrets.masked("got 6D6F6F6E, 6D6F6F")).isEqualTo("got ***, 6D6F6F");
    }

    @Property(tries = 2000)
    void nothingAtAllIsLeftWhereATextWasCutOffInASecret(
            @ForAll("secrets") String secret,
            @ForAll @IntRange(min = 1, max = 200) int kept,
            @ForAll @IntRange(max = 12) int echo) {
        Secrets secrets = Secrets.of(parts -> parts.secret(secret));
        String text = "~".repeat(60) + ECHOES.get(echo).apply(secret);

        String masked = secrets.maskedBeginning(text.substring(0, Math.min(text.length() - 1, 59 + kept)));

        assertThat(masked.replace("~", "").replace("***", "")).isEmpty();
    }

    @Property(tries = 1000)
    void whatHoldsNoSecretIsLeftAsItIs(@ForAll("secrets") String secret, @ForAll("noise") String noise) {
        Secrets secrets = Secrets.of(parts -> parts.secret(secret));
        String text = noise.replace(secret, "");

        assertThat(secrets.masked(text))
                .satisfiesAnyOf(masked -> assertThat(masked).isEqualTo(text), masked -> assertThat(masked)
                        .contains("***"));
    }

    @Property(tries = 500)
    void anyTextIsTakenAndMaskingItAgainChangesNothing(@ForAll String text) {
        Secrets secrets =
                Secrets.of(parts -> parts.secret("sk-live-0123456789abcdef").url(URL, SecretParts.LONG));

        String masked = secrets.masked(text);

        assertThat(secrets.masked(masked)).isEqualTo(masked);
        assertThat(secrets.maskedBeginning(text).length()).isLessThanOrEqualTo(Math.max(3, text.length() * 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cannot POST /services/T024BE7LD/B0/Xk29sLqP0aWmZ7rT4uVb",
                "no such hook: Xk29sLqP0aWmZ7rT4uVb",
                "bad signature q/w8Er+tY7u",
                "bad signature q%2fw8Er%2btY7u",
                "invalid hook Xk29sLqP0a...",
                "unknown workspace T024BE7LD"
            })
    void partsOfAnAddressAreMasked(String said) {
        assertThat(Secrets.of(parts -> parts.url(URL, SecretParts.LONG)).masked(said))
                .contains("***")
                .doesNotContain("Xk29", "w8Er", "4BE7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no service /services of hooks.example.com",
                "version v2 since 2016-10-01",
                "Bearer token missing",
                "Authorization of the api failed",
                "the services are down: 503 Service Unavailable"
            })
    void ordinaryWordsAreNone(String said) {
        Secrets secrets = Secrets.of(parts -> parts.url(URL, SecretParts.LONG)
                .header("Authorization", "Bearer sk-live-0123456789abcdef")
                .header("Accept", "application/json")
                .header("X-Site", "plant2"));

        assertThat(secrets.masked(said)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer sk-live-0123456789abcdef, 'token sk-live-0123456789abcdef is unknown'",
        "Authorization, Bearer sk-live-0123456789abcdef, invalid token sk-live-0123...",
        "Authorization, GenieKey correct-horse, no such key: correct-horse",
        "Authorization, Basic b3BzOmh1bnRlcjI=, wrong password hunter2 of ops",
        "Authorization, Basic b3BzOmh1bnRlcjI=, b3BzOmh1bnRlcjI",
        "Cookie, sid=abcdef; lang=en, your session is abcdef",
        "X-Custom, 9f8e7d6c5b4a, 9F8E7D6C5B4A?"
    })
    void wordsOfHeadersAreMasked(String name, String value, String said) {
        assertThat(Secrets.of(parts -> parts.header(name, value)).masked(said))
                .contains("***")
                .doesNotContain("0123", "horse", "hunter2", "b3Bz", "abcdef", "7D6C");
    }

    @Test
    void signInByMailIsMaskedInWhatItIsCarriedIn() {
        Secrets secrets = Secrets.of(parts -> parts.login("ops@example.com", "opensesame"));
        String plain = Base64.getEncoder().encodeToString("\0ops@example.com\0opensesame".getBytes(UTF_8));

        assertThat(secrets.masked("535 refused: AUTH PLAIN " + plain)).doesNotContain(plain.substring(24));
        assertThat(secrets.masked("535 refused: b3BlbnNlc2FtZQ==")).isEqualTo("535 refused: ***Q==");
    }

    @Test
    void shortSecretIsMaskedAsAWordOfItsOwn() {
        Secrets secrets = Secrets.of(parts -> parts.secret("moon").secret("abc"));

        assertThat(secrets.masked("password moon, or Moon%21, in the moonlight, abc"))
                .isEqualTo("password ***, or ***%21, in the moonlight, abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ops:Tr0ub4dor@proxy.example.com:3128 refused",
                "kafka:events?saslJaasConfig=x required username=\"u\" password=\"Tr0ub4dor\";",
                "GET /x?api_key=Tr0ub4dor&a=b",
                "The canonical string should have been x-amz-date:1\nx-amz-security-token:Tr0ub4dor\n",
                "sent {\"Authorization\": \"Bearer Tr0ub4dor\"}"
            })
    void whatIsSecretByTheNameBeforeItIsMaskedThoughNobodyToldOfIt(String said) {
        assertThat(new Secrets().masked(said)).contains("***").doesNotContain("Tr0ub4dor");
    }

    @Test
    void helpThatSpeaksOfPasswordsIsLeftAsItIs() {
        String help =
                "sink.mail.password: write http://user:password@host:port; tokens=5, config=deep, token is unknown";

        assertThat(new Secrets().masked(help)).isEqualTo(help);
    }

    @Test
    void whatWasLearnedBeforeIsForgottenWhenItsSourceHasOthers() {
        Secrets secrets = Secrets.of(parts -> parts.secret("constant-0001"));
        secrets.learn("aws", parts -> parts.secret("session-token-1"));
        secrets.learn("aws", parts -> parts.secret("session-token-2xyz"));

        assertThat(secrets.masked("constant-0001 session-token-2xyz")).isEqualTo("*** ***");
    }

    private static void assertNothingIsLeft(String masked, String secret) {
        String folded = masked.toLowerCase(Locale.ROOT);
        String whole = secret.toLowerCase(Locale.ROOT);
        assertThat(folded).doesNotContain(whole);
        for (int i = 0; i + 8 <= secret.length(); i++) {
            String part = secret.substring(i, i + 8);
            boolean telling = part.chars().anyMatch(Character::isDigit)
                    && part.chars().anyMatch(Character::isLetter)
                    && part.toLowerCase(Locale.ROOT).chars().distinct().count() >= 4;
            if (telling) {
                assertThat(folded).doesNotContain(part.toLowerCase(Locale.ROOT));
            }
        }
        for (int i = 0; i + 16 <= secret.length(); i++) {
            assertThat(folded).doesNotContain(whole.substring(i, i + 16));
        }
    }

    @Provide
    Arbitrary<String> secrets() {
        Arbitrary<String> tokens = Arbitraries.strings()
                .withChars("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
                .ofMinLength(8)
                .ofMaxLength(60);
        Arbitrary<String> urlSafe = Arbitraries.strings()
                .withChars("abcdefghijklmnopqrstuvwxyz0123456789-_.~/+=:%")
                .ofMinLength(8)
                .ofMaxLength(80);
        Arbitrary<String> passwords =
                Arbitraries.strings().withCharRange('!', '~').ofMinLength(8).ofMaxLength(30);
        return Arbitraries.oneOf(tokens, urlSafe, passwords)
                .filter(text ->
                        text.chars().distinct().count() >= 4 && text.strip().equals(text));
    }

    @Provide
    Arbitrary<String> separators() {
        return Arbitraries.of("", " ", ":", "-", ", ", ", 0x", "\n");
    }

    private static String bare(String text) {
        return text.replaceAll("[^A-Za-z0-9]", "");
    }

    @Provide
    Arbitrary<String> noise() {
        return Combinators.combine(
                        Arbitraries.of(
                                "Cannot POST",
                                "<html>&amp;",
                                "{\"error\":\"",
                                "%41%",
                                "&#",
                                "\\u00",
                                "invalid token",
                                "é😀"),
                        Arbitraries.strings().ascii().ofMaxLength(40))
                .as((words, text) -> words + ' ' + text);
    }

    private static String percent(String text) {
        StringBuilder out = new StringBuilder();
        for (byte one : text.getBytes(UTF_8)) {
            out.append(Character.isLetterOrDigit(one) ? "" + (char) one : String.format(Locale.ROOT, "%%%02X", one));
        }
        return out.toString();
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("/", "&#x2F;");
    }

    private static String references(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> out.append("&#").append(c).append(';'));
        return out.toString();
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("/", "\\/")
                .replace("<", "\\u003c");
    }

    private static String units(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append(String.format(Locale.ROOT, "\\u%04x", c)));
        return out.toString();
    }
}
