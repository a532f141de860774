package io.iotconnectivity.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pass",
                "pwd",
                "auth",
                "sig",
                "db-pass",
                "userPwd",
                "x_auth",
                "X-Auth",
                "sas",
                "AUTH",
                "api-key",
                "apiToken",
                "client_secret",
                "Password",
                "passphrase",
                "Authorization",
                "X-Hub-Signature",
                "Cookie",
                "routing-key"
            })
    void namesOfSecrets(String name) {
        assertThat(SecretNames.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "author",
                "design",
                "signal",
                "bypass",
                "passenger",
                "assignee",
                "channel",
                "priority.critical",
                "close-code",
                "chat-id",
                "compass",
                "config"
            })
    void namesOfOthers(String name) {
        assertThat(SecretNames.isSecret(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sink.own.api-key",
                "sink.own.pwd",
                "camel.component.kafka.sasl-jaas-config",
                "camel.ssl.key-password",
                "sink.own.auth-token"
            })
    void settingsOfSinksAndComponents(String key) {
        assertThat(SecretNames.isSecretSetting(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sink.kinesis.partition-key", "camel.component.kafka.key-serializer", "mqtt.client-id"})
    void otherSettings(String key) {
        assertThat(SecretNames.isSecretSetting(key)).isFalse();
    }
}
