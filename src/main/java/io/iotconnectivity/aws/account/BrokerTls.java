package io.iotconnectivity.aws.account;

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

/** The broker's certificate: its chain, its name, its end; and the end of our own. */
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
                return Finding.ok(name(), "none, and the broker is on this machine");
            }
        } catch (UnknownHostException e) {
            return Finding.error(
                    name(), "the host name " + trial.host() + " of mqtt.url is not known", "mqtt.url = ssl://…");
        }
        return Finding.warning(
                name(),
                trial.url() + " is not encrypted; AWS IoT Core accepts TLS only",
                "mqtt.url = ssl://" + trial.host() + ":8883");
    }

    private Finding broker(Trial trial) {
        Trial.Handshake handshake = trial.handshake();
        if (handshake.refusal().isPresent()) {
            return Finding.error(
                    name(),
                    trial.url() + ": " + handshake.refusal().get(),
                    "mqtt.url has to name the host as its certificate does, port 8883; mqtt.ca-file has to hold its"
                            + " authority, or be empty for AWS");
        }
        String what = "certificate of " + trial.host();
        return handshake
                .server()
                .map(certificate -> ends(
                        name(),
                        certificate,
                        handshake.protocol() + ", " + what,
                        "who runs the broker has to renew its certificate"))
                .orElseGet(() -> Finding.ok(name(), handshake.protocol()));
    }

    private Finding own(X509Certificate certificate) {
        return ends(
                OWN,
                certificate,
                "mqtt.certificate-file",
                "make a new one (aws iot create-keys-and-certificate --set-as-active), attach the IoT policy, and set"
                        + " mqtt.certificate-file and mqtt.key-file");
    }

    private Finding ends(String check, X509Certificate certificate, String what, String fix) {
        Instant end = certificate.getNotAfter().toInstant();
        Instant now = clock.instant();
        if (end.isBefore(now)) {
            return Finding.error(check, what + " has expired at " + end, fix);
        }
        if (certificate.getNotBefore().toInstant().isAfter(now)) {
            return Finding.error(
                    check,
                    what + " holds only from " + certificate.getNotBefore().toInstant() + " on",
                    "see that the clock of this machine is right");
        }
        return end.isBefore(now.plus(SOON))
                ? Finding.warning(check, what + " expires soon, at " + end, fix)
                : Finding.ok(check, what + " is valid until " + end);
    }
}
