package io.iotconnectivity.settings;

import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.secret.SecretNames;
import io.iotconnectivity.secret.SecretParts;
import io.iotconnectivity.webhook.WebhookSettings;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Finds the secrets in what was configured, whether it is valid or not. */
final class ConfiguredSecrets {
    private static final List<String> VARIABLES =
            List.of("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN");
    private static final List<String> PROPERTIES = List.of("aws.secretAccessKey", "aws.sessionToken");
    private static final List<String> PROXIES = List.of("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy");

    private final SecretParts parts;

    ConfiguredSecrets(SecretParts parts) {
        this.parts = parts;
    }

    void of(Collection<Entry> entries) {
        String user = value(entries, "sink.mail.username");
        entries.forEach(entry -> of(entry.key(), entry.value()));
        parts.login(user, value(entries, MailReader.PASSWORD));
    }

    /** Variables with secrets of AWS and other programs. */
    void of(Map<String, String> environment, Properties system) {
        VARIABLES.stream()
                .flatMap(name -> Stream.ofNullable(environment.get(name)))
                .forEach(parts::secret);
        PROPERTIES.stream()
                .flatMap(name -> Stream.ofNullable(system.getProperty(name)))
                .forEach(parts::secret);
        PROXIES.stream()
                .flatMap(name -> Stream.ofNullable(environment.get(name)))
                .forEach(this::proxy);
    }

    private void of(String key, String value) {
        Optional<KeyFamily.Member> webhook = WebhookReader.FAMILY.member(key);
        if (webhook.isPresent()) {
            ofAWebhook(webhook.get(), value);
        } else if (key.equals(ProxyReader.URL)) {
            proxy(value);
        } else if (KnownKeys.isSecret(key)) {
            parts.secret(value);
        } else if (SecretNames.isSecretSetting(key)) {
            parts.secret(value).header(key, value);
        } else {
            user(value);
        }
    }

    /** Any address may contain a login. */
    private void user(String value) {
        if (value.contains("://") && value.contains("@")) {
            parts.user(value);
        }
    }

    private void ofAWebhook(KeyFamily.Member key, String value) {
        switch (key.ending()) {
            case "url" -> {
                if (!WebhookSettings.isPublic(value)) {
                    parts.url(value, SecretParts.LONG);
                }
            }
            case "secret", "inbound-secret" -> Stream.of(value.split(",")).forEach(parts::secret);
            case "headers" -> parts.header(key.entry(), value);
            case "options" -> {
                if (SecretNames.isSecret(key.entry())) {
                    parts.secret(value);
                }
            }
            default -> user(value);
        }
    }

    private void proxy(String text) {
        try {
            HttpProxy.parse(text).login().ifPresent(login -> parts.login(login.user(), login.password()));
        } catch (IllegalArgumentException e) {
            // The message for it is built without the value.
        }
        parts.user(text);
    }

    private static String value(Collection<Entry> entries, String key) {
        return entries.stream()
                .filter(entry -> entry.key().equals(key))
                .map(Entry::value)
                .findFirst()
                .orElse("");
    }
}
