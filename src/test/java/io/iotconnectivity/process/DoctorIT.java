package io.iotconnectivity.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.cli.Commands;
import io.iotconnectivity.sandbox.Broker;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.settings.SettingsLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands doctor and policies as users run them; in a process of their own where its environment or its status matters. */
class DoctorIT {
    private static final String ENDPOINT = "aws.endpointUrl";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @AutoClose
    private static Broker broker;

    @AutoClose
    private AwsEndpoint aws;

    private record Ended(int status, String out, String err) {}

    @BeforeAll
    static void startBroker() {
        broker = Broker.builder().start();
    }

    @BeforeEach
    void startAccount() throws IOException {
        aws = AwsEndpoint.start(0);
        settings("sink.sns.topic-arn = " + aws.sns().createTopic("connectivity"));
    }

    @Test
    void aSetUpThatIsRightIsStatus0() throws Exception {
        Ended ended = runProcess(environment -> {}, "doctor", "--json");

        assertThat(ended.status()).as(ended.toString()).isZero();
        JsonNode items = JSON.readTree(ended.out()).path("items");
        assertThat(items).isNotEmpty().allSatisfy(item -> {
            assertThat(item.path("status").asText()).isEqualTo("ok");
            assertThat(item.path("check").asText()).isNotEmpty();
            assertThat(item.path("finding").asText()).isNotEmpty();
        });
    }

    @Test
    void whatWouldLoseEventsIsStatus1AndToldWithTheWayToMendIt() throws Exception {
        settings("sink.sns.topic-arn = arn:aws:sns:us-east-1:123456789012:nowhere");

        Ended asJson = run("doctor", "--json");
        Ended asTable = run("doctor");

        assertThat(asJson.status()).isEqualTo(1);
        assertThat(JSON.readTree(asJson.out()).path("items"))
                .filteredOn(item -> item.path("status").asText().equals("error"))
                .singleElement()
                .satisfies(item -> assertThat(item.path("fix").asText()).contains("sns create-topic --name nowhere"));
        assertThat(asTable.status()).isEqualTo(1);
        assertThat(asTable.out())
                .containsPattern(Pattern.compile("^error    SNS topic +arn:aws:sns", Pattern.MULTILINE))
                .contains("-> aws --region us-east-1 sns create-topic --name nowhere")
                .contains("Not enabled, so not checked: ")
                .contains("SQS queue");
    }

    @Test
    void fixSaysWhatItDid() throws Exception {
        Ended ended = run("doctor", "--fix", "--json");

        assertThat(ended.status()).as(ended.toString()).isZero();
        assertThat(JSON.readTree(ended.out()).path("mended"))
                .singleElement()
                .satisfies(item -> assertThat(item.path("finding").asText()).startsWith("enabled: THING"));
        assertThat(aws.eventConfigurations().isEnabled("THING")).isTrue();
        assertThat(run("doctor", "--fix").out()).contains("--fix: there was nothing to do");
    }

    @Test
    void wrongSettingsAreStatus2() throws Exception {
        settings("sink.sns.topic-arn = nonsense");

        Ended ended = run("doctor", "--json");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("sink.sns.topic-arn");
    }

    @Test
    void withoutCredentialsOneFindingSaysWhatToDo() throws Exception {
        Ended ended = runProcess(
                environment -> {
                    environment.keySet().removeIf(key -> key.startsWith("AWS_ACCESS") || key.startsWith("AWS_SECRET"));
                    environment.put("AWS_SHARED_CREDENTIALS_FILE", "none");
                    environment.put("AWS_CONFIG_FILE", "none");
                },
                "doctor",
                "--json");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(JSON.readTree(ended.out()).path("items"))
                .filteredOn(item -> item.path("status").asText().equals("error"))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.path("check").asText()).isEqualTo("AWS credentials");
                    assertThat(item.path("fix").asText()).contains("AWS_ACCESS_KEY_ID");
                });
        assertThat(ended.out()).contains("there are no AWS credentials");
    }

    @Test
    void policiesAreJsonDocumentsUnderHeadings() throws Exception {
        Ended ended = run("policies");

        assertThat(ended.status()).isZero();
        List<String> documents = new ArrayList<>(List.of(ended.out().split("(?m)^# .*$")));
        documents.removeIf(String::isBlank);
        assertThat(documents).hasSizeGreaterThanOrEqualTo(3);
        for (String document : documents) {
            assertThat(JSON.readTree(document).path("Statement")).isNotEmpty();
        }
    }

    private void settings(String topic) throws IOException {
        Files.writeString(
                directory.resolve("application.properties"),
                String.format(
                        Locale.ROOT,
                        """
                mqtt.url = %s
                http.port = 1
                engine.file = data/connectivity.db
                sink.sns.enabled = true
                sink.metrics.enabled = true
                %s
                """,
                        broker.url(),
                        topic));
    }

    private Ended run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String before = System.getProperty(ENDPOINT);
        System.setProperty(ENDPOINT, aws.uri().toString());
        try {
            int status = Commands.execute(
                    arguments,
                    new SettingsLoader(directory, Map.of(), new Properties()),
                    settings -> {},
                    new PrintWriter(out, true),
                    new PrintWriter(err, true));
            return new Ended(status, out.toString(), err.toString());
        } finally {
            if (before == null) {
                System.clearProperty(ENDPOINT);
            } else {
                System.setProperty(ENDPOINT, before);
            }
        }
    }

    private Ended runProcess(Consumer<Map<String, String>> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = ProductCommand.of();
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("AWS_ENDPOINT_URL", aws.uri().toString());
        environment.accept(builder.environment());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }
}
