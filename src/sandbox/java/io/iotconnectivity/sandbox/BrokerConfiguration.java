package io.iotconnectivity.sandbox;

import java.util.Locale;
import java.util.Optional;

/** HiveMQ's settings. The limits are those of AWS IoT Core, except for the queue: AWS's is bounded by size, HiveMQ's by messages. */
final class BrokerConfiguration {
    static final int MAX_SESSION_EXPIRY_SECONDS = 3600;

    private BrokerConfiguration() {}

    /** @param tls the settings of the TLS listener; without them there is none */
    static String xml(int port, int tlsPort, Optional<Certificates> tls) {
        return String.format(
                Locale.ROOT,
                """
                <hivemq>
                  <listeners>
                    <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                    %s
                  </listeners>
                  <persistence><mode>in-memory</mode></persistence>
                  <mqtt>
                    <queued-messages><max-queue-size>1000000</max-queue-size></queued-messages>
                    <receive-maximum><server-receive-maximum>100</server-receive-maximum></receive-maximum>
                    <quality-of-service><max-qos>1</max-qos></quality-of-service>
                    <packets><max-packet-size>149504</max-packet-size></packets>
                    <session-expiry><max-interval>%d</max-interval></session-expiry>
                    <topic-alias><max-per-client>8</max-per-client></topic-alias>
                  </mqtt>
                  <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                </hivemq>
                """,
                port,
                tls.map(certificates -> tlsListener(tlsPort, certificates)).orElse(""),
                MAX_SESSION_EXPIRY_SECONDS);
    }

    private static String tlsListener(int port, Certificates certificates) {
        return String.format(
                Locale.ROOT,
                """
                <tls-tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address>
                  <tls>
                    <client-authentication-mode>REQUIRED</client-authentication-mode>
                    <keystore><path>%s</path><password>%s</password>
                      <private-key-password>%3$s</private-key-password></keystore>
                    <truststore><path>%4$s</path><password>%3$s</password></truststore>
                  </tls>
                </tls-tcp-listener>""",
                port,
                certificates.serverKeyStore(),
                Certificates.PASSWORD,
                certificates.trustStore());
    }
}
