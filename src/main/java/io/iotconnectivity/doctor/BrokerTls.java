package io.iotconnectivity.doctor;

import io.iotconnectivity.source.mqtt.MqttSettings;
import io.iotconnectivity.source.mqtt.Trial;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Checks the broker's certificate: its chain, name and expiry; and the expiry of our own. */
final class BrokerTls implements Check {
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final String OWN = "own certificate";

    private final MqttSettings settings;
    private final Clock clock;

    BrokerTls(MqttSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "TLS";
    }

    @Override
    public boolean isUsed() {
        return true;
    }

    @Override
    public List<Finding> look() {
        try {
            Trial trial = new Trial(settings, ANSWER);
            if (!trial.isSecure()) {
                return List.of(unencrypted(trial));
            }
            List<Finding> found = new ArrayList<>();
            found.add(broker(trial));
            trial.ownCertificate().map(this::own).ifPresent(found::add);
            return found;
        } catch (IllegalArgumentException e) {
            return List.of(Finding.error(name(), e.getMessage(), "correct the setting"));
        }
    }

    private Finding unencrypted(Trial trial) {
        try {
            if (InetAddress.getByName(trial.host()).isLoopbackAddress()) {
                return Finding.ok(name(), "none, but the broker is on this machine");
            }
        } catch (UnknownHostException e) {
            return Finding.error(
                    name(), "the host name " + trial.host() + " in mqtt.url cannot be resolved", "mqtt.url = ssl://…");
        }
        return Finding.warning(
                name(),
                trial.url() + " is not encrypted; AWS IoT Core only accepts TLS",
                "mqtt.url = ssl://" + trial.host() + ":8883");
    }

    private Finding broker(Trial trial) {
        Trial.Handshake handshake = trial.handshake();
        if (handshake.refusal().isPresent()) {
            return Finding.error(
                    name(),
                    trial.url() + ": " + handshake.refusal().get(),
                    "mqtt.url must use the host name in its certificate, and port 8883; mqtt.ca-file must contain its"
                            + " authority, or be empty for AWS");
        }
        String what = "certificate of " + trial.host();
        return handshake
                .server()
                .map(certificate -> ends(
                        name(),
                        certificate,
                        handshake.protocol() + ", " + what,
                        "the broker's operator has to renew its certificate"))
                .orElseGet(() -> Finding.ok(name(), handshake.protocol()));
    }

    private Finding own(X509Certificate certificate) {
        return ends(
                OWN,
                certificate,
                "mqtt.certificate-file",
                "create a new one (aws iot create-keys-and-certificate --set-as-active), attach the IoT policy, and set"
                        + " mqtt.certificate-file and mqtt.key-file");
    }

    private Finding ends(String check, X509Certificate certificate, String what, String fix) {
        Instant end = certificate.getNotAfter().toInstant();
        Instant now = clock.instant();
        if (end.isBefore(now)) {
            return Finding.error(check, what + " expired at " + end, fix);
        }
        if (certificate.getNotBefore().toInstant().isAfter(now)) {
            return Finding.error(
                    check,
                    what + " is only valid from " + certificate.getNotBefore().toInstant(),
                    "check this machine's clock");
        }
        return end.isBefore(now.plus(SOON))
                ? Finding.warning(check, what + " expires soon, at " + end, fix)
                : Finding.ok(check, what + " is valid until " + end);
    }
}
