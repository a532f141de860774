package io.iotconnectivity.source.mqtt;

import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.WaysOut;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How to reach and log in to the one broker that the sources use. The text form omits the password.
 *
 * @param url {@code tcp://host:1883}, {@code ssl://host:8883}; {@code mqtt://} and {@code mqtts://} mean the same
 * @param clientId the stem of our MQTT client ids; each source route appends its own ending
 * @param caFile PEM certificates of the authorities to trust; absent: those of the Java runtime
 * @param certificateFile PEM certificate (chain) to present to the broker; needs {@code keyFile}
 * @param keyFile PEM private key of the certificate: PKCS#8, PKCS#1 or EC, not encrypted
 * @param username for brokers that require one; AWS IoT Core with certificates does not
 * @param password belongs to {@code username}
 * @param ways the outgoing proxies
 */
public record MqttSettings(
        String url,
        String clientId,
        Optional<Path> caFile,
        Optional<Path> certificateFile,
        Optional<Path> keyFile,
        Optional<String> username,
        Optional<String> password,
        WaysOut ways) {

    /** A broker that is reached directly. */
    public MqttSettings(
            String url,
            String clientId,
            Optional<Path> caFile,
            Optional<Path> certificateFile,
            Optional<Path> keyFile,
            Optional<String> username,
            Optional<String> password) {
        this(url, clientId, caFile, certificateFile, keyFile, username, password, WaysOut.DIRECT);
    }

    /** A broker that requires neither TLS files nor a password. */
    public static MqttSettings plain(String url, String clientId) {
        return new MqttSettings(
                url,
                clientId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The proxy on the way to the broker. */
    public Optional<HttpProxy> proxy() {
        return BrokerSocket.way(BrokerUrl.parse(url), ways).map(BrokerSocket.Way::proxy);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "MqttSettings[url=%s, clientId=%s, caFile=%s, certificateFile=%s, keyFile=%s, username=%s, password=%s]",
                BrokerUrl.withoutUserInfo(url),
                clientId,
                caFile,
                certificateFile,
                keyFile,
                username,
                password.map(any -> "***"));
    }
}
