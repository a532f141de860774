package io.iotconnectivity.process;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.iotconnectivity.net.Squid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to credentials that people have, as the command doctor finds them; AWS's side is played by one server. */
class CredentialsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXPIRES = Instant.now()
            .plus(Duration.ofHours(1))
            .truncatedTo(ChronoUnit.SECONDS)
            .toString();

    @TempDir
    Path home;

    private final WireMockServer aws =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void start() throws IOException {
        aws.start();
        aws.stubFor(any(anyUrl()).atPriority(10).willReturn(aResponse().withStatus(400)));
        Files.createDirectories(home.resolve(".aws/sso/cache"));
        Files.createDirectories(home.resolve(".aws/login/cache"));
        Files.writeString(
                home.resolve(".aws/config"),
                """
                [profile shared]
                region = eu-west-1
                sso_session = corp
                sso_account_id = 123456789012
                sso_role_name = monitor
                [sso-session corp]
                sso_region = eu-central-1
                sso_start_url = https://example.com/start
                sso_registration_scopes = sso:account:access
                [profile console]
                region = eu-west-1
                login_session = arn:aws:iam::123456789012:user/me
                """);
        Files.writeString(
                home.resolve("application.properties"),
                "mqtt.url = tcp://127.0.0.1:9\nsink.metrics.enabled = true\nengine.file = data/connectivity.db\n");
    }

    @AfterEach
    void stop() {
        aws.stop();
    }

    @Test
    void aProfileOfSsoWorksWithItsCachedToken() throws Exception {
        signedInBySso();
        knows("ASIASSO");
        environment.put("AWS_PROFILE", "shared");

        Map<String, JsonNode> found = doctor();

        assertThat(found.get("AWS credentials").path("status").asText())
                .as(found.toString())
                .isEqualTo("ok");
        assertThat(found.get("AWS region").path("finding").asText())
                .isEqualTo("eu-west-1, by profile shared of the AWS configuration");
        aws.verify(getRequestedFor(urlPathEqualTo("/federation/credentials"))
                .withHeader("x-amz-sso_bearer_token", equalTo("cached-token")));
    }

    @Test
    void withoutATokenTheSdkSpeaksAndTheCommandThatMendsItIsNamed() throws Exception {
        environment.put("AWS_PROFILE", "shared");

        JsonNode found = doctor().get("AWS credentials");

        assertThat(found.path("status").asText()).isEqualTo("error");
        assertThat(found.path("finding").asText()).contains("profile shared: ").contains("SSO");
        assertThat(found.path("fix").asText()).isEqualTo("aws sso login --profile shared");
    }

    @Test
    void aProfileOfAwsLoginWorksWithItsCachedToken() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        String key = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder()
                        .encodeToString(keys.generateKeyPair().getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----";
        Files.writeString(
                home.resolve(".aws/login/cache/" + hash("SHA-256", "arn:aws:iam::123456789012:user/me") + ".json"),
                String.format(
                        Locale.ROOT,
                        """
                {"accessToken":{"accessKeyId":"ASIALOGIN","secretAccessKey":"s","sessionToken":"t",
                 "accountId":"123456789012","expiresAt":"%s"},"tokenType":"urn:aws:params:oauth:token-type:access_token_sigv4",
                 "refreshToken":"r","idToken":"i","clientId":"arn:aws:signin:::devtools/same-device","dpopKey":"%s"}
                """,
                        EXPIRES,
                        key));
        knows("ASIALOGIN");
        environment.put("AWS_PROFILE", "console");

        JsonNode found = doctor().get("AWS credentials");

        assertThat(found.path("status").asText()).as(found.toString()).isEqualTo("ok");
    }

    @Test
    void theRoleOfAServiceAccountOfKubernetesWorks() throws Exception {
        Files.writeString(home.resolve("token"), "of-the-cluster");
        aws.stubFor(post("/")
                .atPriority(5)
                .withRequestBody(containing("Action=AssumeRoleWithWebIdentity"))
                .withRequestBody(containing("WebIdentityToken=of-the-cluster"))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "text/xml")
                        .withBody(String.format(
                                Locale.ROOT,
                                """
                                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                                <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAPOD</AccessKeyId>
                                <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
                                <Expiration>%s</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
                                </AssumeRoleWithWebIdentityResponse>""",
                                EXPIRES))));
        knows("ASIAPOD");
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", home.resolve("token").toString());
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/pod");
        environment.put("AWS_DEFAULT_REGION", "eu-north-1");

        Map<String, JsonNode> found = doctor();

        assertThat(found.get("AWS credentials").path("status").asText())
                .as(found.toString())
                .isEqualTo("ok");
        assertThat(found.get("AWS region").path("finding").asText()).isEqualTo("eu-north-1, by AWS_DEFAULT_REGION");
    }

    @Test
    @NeedsProgram("squid")
    void theSdkSignsInThroughTheProxyOfTheSettings(@TempDir Path directory) throws Exception {
        signedInBySso();
        knows("ASIASSO");
        environment.put("AWS_PROFILE", "shared");
        environment.put("AWS_ENDPOINT_URL", "http://aws.example.net:" + aws.port());
        try (Squid squid = Squid.start(directory, "aws.example.net")) {
            Files.writeString(
                    home.resolve("application.properties"),
                    "proxy.url = " + squid.open().address() + "\n",
                    StandardOpenOption.APPEND);

            Map<String, JsonNode> found = doctor();

            assertThat(found.get("AWS credentials").path("status").asText())
                    .as(found.toString())
                    .isEqualTo("ok");
            assertThat(found.get("proxy").path("finding").asText())
                    .isEqualTo(squid.open() + " (proxy.url) for AWS; directly: MQTT");
        }
    }

    private void signedInBySso() throws Exception {
        Files.writeString(
                home.resolve(".aws/sso/cache/" + hash("SHA-1", "corp") + ".json"),
                String.format(
                        Locale.ROOT,
                        "{\"accessToken\":\"cached-token\",\"expiresAt\":\"%s\",\"region\":\"eu-central-1\",\"startUrl\":\"x\"}",
                        EXPIRES));
        aws.stubFor(get(urlPathEqualTo("/federation/credentials"))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody("{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":\"s\","
                                + "\"sessionToken\":\"t\",\"expiration\":"
                                + Instant.now().plusSeconds(3600).toEpochMilli() + "}}")));
    }

    private void knows(String accessKey) {
        aws.stubFor(
                post("/")
                        .withRequestBody(containing("Action=GetCallerIdentity"))
                        .withHeader("Authorization", containing("Credential=" + accessKey + "/"))
                        .willReturn(
                                aResponse()
                                        .withHeader("Content-Type", "text/xml")
                                        .withBody(
                                                """
                                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                                <GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/monitor/me</Arn>
                                <UserId>me</UserId><Account>123456789012</Account></GetCallerIdentityResult>
                                </GetCallerIdentityResponse>""")));
    }

    private static String hash(String algorithm, String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What it found, by check. */
    private Map<String, JsonNode> doctor() throws IOException, InterruptedException {
        Path out = home.resolve("out");
        List<String> command = ProductCommand.of();
        command.addAll(List.of("doctor", "--json"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_ENDPOINT_URL", aws.baseUrl());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            Map<String, JsonNode> found = new TreeMap<>();
            JSON.readTree(Files.readString(out))
                    .path("items")
                    .forEach(item -> found.put(item.path("check").asText(), item));
            return found;
        } finally {
            process.destroyForcibly();
        }
    }
}
