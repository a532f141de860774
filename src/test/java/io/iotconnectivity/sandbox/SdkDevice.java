package io.iotconnectivity.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.mqtt.MqttClientConnection;
import software.amazon.awssdk.crt.mqtt.MqttMessage;
import software.amazon.awssdk.crt.mqtt.QualityOfService;
import software.amazon.awssdk.iot.AwsIotMqttConnectionBuilder;

/**
 * A device as users build it on the AWS IoT Device SDK v2, in a process of its own: connects by mutual TLS with a will, publishes once, and stays
 * until it is killed. Arguments: port, client id, and the files of the authority, of the certificate and of its key.
 */
final class SdkDevice {
    static final int NO_NATIVE_LIBRARY = 77;

    private SdkDevice() {}

    public static void main(String[] args) throws Exception {
        try {
            // Loads the native library of the SDK.
            new CRT();
        } catch (LinkageError | CrtRuntimeException e) {
            System.out.println(e);
            System.exit(NO_NATIVE_LIBRARY);
        }
        String clientId = args[1];
        try (AwsIotMqttConnectionBuilder builder =
                        AwsIotMqttConnectionBuilder.newMtlsBuilderFromPath(args[3], args[4]);
                MqttClientConnection connection = builder.withCertificateAuthorityFromPath(null, args[2])
                        .withEndpoint("localhost")
                        .withPort(Integer.parseInt(args[0]))
                        .withClientId(clientId)
                        .withCleanSession(true)
                        .withKeepAliveSecs(30)
                        .withWill(message("lwt/" + clientId, will(clientId)))
                        .build()) {
            connection.connect().get();
            connection
                    .publish(message("telemetry/" + clientId, "{\"clientId\":\"" + clientId + "\"}"))
                    .get();
            new CountDownLatch(1).await();
        }
    }

    private static MqttMessage message(String topic, String payload) {
        return new MqttMessage(topic, payload.getBytes(StandardCharsets.UTF_8), QualityOfService.AT_LEAST_ONCE);
    }

    private static String will(String clientId) {
        return "{\"state\":{\"reported\":{\"last_will\":\"yes\",\"trigger_action\":\"on\",\"client_id\":\"" + clientId
                + "\"}}}";
    }
}
