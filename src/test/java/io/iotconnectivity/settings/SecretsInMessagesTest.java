package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.iotconnectivity.secret.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Whatever is wrong with a setting, and with others beside it: no value that is secret stands in a message. */
class SecretsInMessagesTest {
    private static final List<String> KEYS = List.of(
            "mqtt.password",
            "http.token",
            "sink.mail.password",
            "sink.own.api-key",
            "sink.kafka.password",
            "camel.component.kafka.sasl-password",
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
