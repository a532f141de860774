package io.iotconnectivity.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.process.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    @Test
    void saysWhereToLookAndStopsCleanlyOnASignal() throws Exception {
        Path output = directory.resolve("output");
        int awsPort = FreePort.find();
        Process sandbox = start(output, FreePort.find(), awsPort);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(output).contains("10 of 10 devices are connected"));
            await().atMost(Duration.ofSeconds(60)).until(() -> dump(awsPort, "queues"), contains("connected"));
            await().atMost(Duration.ofSeconds(60)).until(() -> dump(awsPort, "logs"), contains("AWSIotLogsV2"));
            sandbox.destroy();
            assertThat(sandbox.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            sandbox.destroyForcibly();
        }
        assertThat(sandbox.exitValue()).isZero();
        assertThat(Files.readString(output))
                .contains("The sandbox is up", "aws --endpoint-url", "The sandbox stops.")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void clusterLosesAnInstanceThatComesBackAndLeavesNothingRunning() throws Exception {
        Path output = directory.resolve("output");
        int http = FreePort.find();
        int kafka = FreePort.find();
        Process sandbox = start(
                output,
                FreePort.find(),
                FreePort.find(),
                "--cluster=true",
                "--instances=1",
                "--kill-every=5",
                "--http-port=" + http,
                "--kafka-port=" + kafka,
                "--product=" + System.getProperty("product.jar", "target/iot-connectivity.jar"),
                "--directory=" + directory.resolve("product"));
        try {
            await().atMost(PATIENCE).until(() -> says(output, "[cluster] instance-1 is started again"));
            List<ProcessHandle> processes = sandbox.descendants().toList();
            assertThat(processes).as("Kafka and the product").hasSize(2);

            sandbox.destroy();
            assertThat(sandbox.waitFor(60, TimeUnit.SECONDS)).isTrue();
            await().atMost(PATIENCE).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            sandbox.descendants().forEach(ProcessHandle::destroyForcibly);
            sandbox.destroyForcibly();
        }
        assertThat(sandbox.exitValue()).isZero();
        assertThat(Files.readString(output))
                .contains(
                        "The product runs 1 times, and keeps everything in Kafka at 127.0.0.1:" + kafka,
                        "http://127.0.0.1:" + http + "/#/system",
                        "[cluster] instance-1 is killed",
                        "The sandbox stops.");
    }

    private static boolean says(Path output, String words) throws IOException {
        return Files.readString(output).contains(words);
    }

    @Test
    void aBusyPortIsOneLineThatNamesTheOption() throws Exception {
        Path output = directory.resolve("output");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process sandbox = start(output, taken.getLocalPort(), FreePort.find());
            try {
                assertThat(sandbox.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                sandbox.destroyForcibly();
            }
            assertThat(sandbox.exitValue()).isEqualTo(2);
            assertThat(Files.readAllLines(output))
                    .containsExactly("Port " + taken.getLocalPort()
                            + " is in use. Stop what listens there, or choose another with --mqtt-port.");
        }
    }

    private Process start(Path output, int mqttPort, int awsPort, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Sandbox.class.getName(),
                "--devices=10",
                "--queue"));
        command.add("--mqtt-port=" + mqttPort);
        command.add("--aws-port=" + awsPort);
        command.add("--inbox-port=" + FreePort.find());
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static String dump(int awsPort, String what) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + awsPort + "/_sandbox/" + what);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Predicate<String> contains(String text) {
        return dump -> dump.contains(text);
    }
}
