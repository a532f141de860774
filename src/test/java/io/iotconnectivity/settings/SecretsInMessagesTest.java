package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.secret.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a setting and with others beside it, no message contains a secret value. */
class SecretsInMessagesTest {
    private static final List<String> KEYS = List.of(
            "mqtt.password",
            "http.token",
            "sink.mail.password",
            "sink.own.api-key",
            "sink.kafka.password",
            "camel.component.kafka.sasl-password",
            "kafka.properties.sasl.jaas.config",
            "kafka.properties.ssl.keystore.password",
            "webhook.desk.secret",
            "webhook.desk.headers.Authorization",
            "webhook.desk.headers.Host",
            "webhook.desk.headers.bad name",
            "webhook.desk.options.token",
            "webhook.desk.options.pwd",
            "webhook.desk.options.auth",
            "webhook.desk.options.routing-key");
    /** With what stands before the secret, and what behind it. */
    private static final List<List<String>> ADDRESSES = List.of(
            List.of("proxy.url", "http://ops:", "@proxy:3128"),
            List.of("proxy.url", "socks5://ops:", "@proxy:3128"),
            List.of("mqtt.url", "tcp://ops:", "@broker:1883"),
            List.of("mqtt.url", "nonsense://ops:", "@bro ker"),
            List.of("tracing.endpoint", "http://ops:", "@collector/v1"),
            List.of("http.public-url", "https://ops:", "@example.com"),
            List.of("aws.iot.data-endpoint", "https://ops:", "@example.com"),
            List.of("webhook.desk.url", "https://example.com/hook/", ""),
            List.of("webhook.desk.url", "https://ops:", "@example.com/hook"),
            List.of("webhook.desk.url", "ftp://example.com/hook/", "#x"),
            List.of("webhook.desk.url", "https://hooks.slack.com/triggers/", ""),
            List.of("webhook.desk.url", "https://example.com/h?sig=", " "),
            List.of("queue.url", "https://ops:", "@sqs.eu-central-1.amazonaws.com/1/q"));

    private static final Map<String, List<String>> WRONG_BESIDE = Map.of(
            "webhook.desk.format", List.of("pagerduty", "slack", "discord", "nonsense", "telegram", "jira"),
            "http.host", List.of("0.0.0.0"),
            "sink.mail.enabled", List.of("true", "perhaps"));

    @Property(tries = 200)
    void secretsStandInNoMessage(
            @ForAll("secrets") String secret, @ForAll("keys") String key, @ForAll("beside") List<String> beside) {
        assertNoneIn(said(Map.of(key, secret, beside.get(0), beside.get(1))), secret);
    }

    @Property(tries = 200)
    void secretsInAddressesStandInNoMessage(
            @ForAll("secrets") String secret,
            @ForAll("addresses") List<String> address,
            @ForAll("beside") List<String> beside) {
        assertNoneIn(
                said(Map.of(address.get(0), address.get(1) + secret + address.get(2), beside.get(0), beside.get(1))),
                secret);
    }

    @Property(tries = 400)
    void credentialsThatWerePastedToAnySettingStandInNoMessage(
            @ForAll("credentials") String credential, @ForAll("shipped") String key) {
        assertNoneIn(problems(Map.of(key, credential)), credential);
        assertNoneIn(problems(Map.of(key, "/prefix/" + credential + " and more")), credential);
    }

    @Property(tries = 200)
    void credentialOnALineOfItsOwnStandsInNoMessage(@ForAll("credentials") String credential) {
        assertNoneIn(problems(Map.of("mqtt." + credential, "")), credential);
    }

    @ParameterizedTest
    @CsvSource({
        "grace.default, 5 minuets",
        "grace.default, 30 sec",
        "grace.default, 30000msecs",
        "http.host, everywhere",
        "aws.region, frankfurt",
        "http.port, eu-central-1",
        "http.port, 2026-10-01T14:00",
        "presence.topic, dt/+/status#"
    })
    void ordinaryValueThatIsWrongIsQuoted(String key, String value) {
        assertThat(problems(Map.of(key, value))).anyMatch(text -> text.contains('"' + value + '"'));
    }

    @Test
    void whatIsLoadedIsKnownAsSecret() {
        Secrets secrets = new Secrets();
        Properties properties = new Properties();
        properties.setProperty("webhook.desk.url", "https://example.com/services/Xk29sLqP0aWmZ7rT4uVb");
        properties.setProperty("webhook.desk.options.pwd", "hunter2");
        properties.setProperty("sink.mail.password", "opensesame");
        Map<String, String> environment =
                Map.of("HTTPS_PROXY", "http://ops:pr0xy/pa#ss@proxy:3128", "AWS_SESSION_TOKEN", "FwoGZXIvYXdzEBYaDK7");

        try {
            new SettingsLoader(Path.of("no-such-directory"), environment, properties, secrets).load(Optional.empty());
        } catch (InvalidSettings e) {
            // Some are not complete, and secret all the same.
        }

        assertThat(secrets.masked("Xk29sLqP0aWmZ7rT4uVb hunter2 opensesame pr0xy/pa#ss FwoGZXIvYXdzEBYaDK7"))
                .isEqualTo("*** *** *** *** ***");
    }

    private static List<String> said(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        List<String> said = new ArrayList<>();
        SettingsLoader loader = new SettingsLoader(Path.of("no-such-directory"), Map.of(), properties);
        InvalidSettings problems = catchThrowableOfType(
                InvalidSettings.class,
                () -> said.add(loader.load(Optional.empty(), said).toString()));
        if (problems != null) {
            said.addAll(problems.problems());
            said.add(problems.toString());
        }
        return said;
    }

    /** What valid settings hold is theirs to hold. */
    private static List<String> problems(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        List<String> said = new ArrayList<>();
        try {
            new SettingsLoader(Path.of("no-such-directory"), Map.of(), properties).load(Optional.empty(), said);
        } catch (InvalidSettings e) {
            said.addAll(e.problems());
        }
        return said;
    }

    private static void assertNoneIn(List<String> said, String secret) {
        assertThat(said)
                .noneMatch(text ->
                        text.contains(secret) || text.contains(secret.substring(0, Math.min(8, secret.length()))));
    }

    @Provide
    Arbitrary<String> secrets() {
        return Arbitraries.strings()
                .withChars("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~ä ")
                .ofMinLength(6)
                .ofMaxLength(100)
                .map(text -> "Zq7" + text.strip() + "9x");
    }

    /** In the forms in which services hand them out. */
    @Provide
    Arbitrary<String> credentials() {
        Arbitrary<String> alphanumeric = Arbitraries.strings()
                .withChars("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
                .ofMinLength(20)
                .ofMaxLength(64);
        Arbitrary<String> hex = Arbitraries.strings()
                .withChars("0123456789abcdef")
                .ofMinLength(32)
                .ofMaxLength(64);
        Arbitrary<String> base64 = Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(24)
                .ofMaxSize(64)
                .map(bytes -> Base64.getEncoder().encodeToString(bytes));
        return Arbitraries.oneOf(
                        alphanumeric,
                        hex,
                        base64,
                        hex.map(text -> "xoxb-" + text),
                        alphanumeric.map(text -> "ghp_" + text),
                        alphanumeric.map(text -> "eyJ" + text + "." + text + "." + text),
                        Arbitraries.of(
                                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AKIAIOSFODNN7EXAMPLE", "Tr0ub4dor&3"))
                .filter(text -> text.chars().distinct().count() >= 8);
    }

    @Provide
    Arbitrary<String> shipped() throws IOException {
        Properties shipped = new Properties();
        try (InputStream in = SettingsLoader.class.getResourceAsStream("/defaults/application.properties")) {
            shipped.load(in);
        }
        return Arbitraries.of(shipped.stringPropertyNames().stream().sorted().toList());
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.of(KEYS);
    }

    @Provide
    Arbitrary<List<String>> addresses() {
        return Arbitraries.of(ADDRESSES);
    }

    @Provide
    Arbitrary<List<String>> beside() {
        return Arbitraries.of(WRONG_BESIDE.keySet().stream().sorted().toList())
                .flatMap(key -> Arbitraries.of(WRONG_BESIDE.get(key)).map(value -> List.of(key, value)));
    }
}
