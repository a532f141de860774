package io.iotconnectivity.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.iotconnectivity.net.OutgoingHttp;
import io.iotconnectivity.net.TimeLimit;
import io.iotconnectivity.net.WaysOut;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.internal.Ec2MetadataConfigProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Queries the services that give credentials to an instance or a container. The SDK reads their responses itself,
 * bypassing the HTTP client it is given, and without a bound on size and time; outside AWS, any neighbour on the
 * network may send them.
 */
final class MetadataService implements SdkAutoCloseable {
    /** Credentials take two kilobytes. */
    static final int MOST_BYTES = 64 * 1024;

    private static final Duration LONGEST_EXCHANGE = Duration.ofSeconds(10);
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(1);
    private static final JsonMapper JSON = new JsonMapper();

    private final OutgoingHttp http;
    private final Duration longest;

    /**
     * @param timeout for connecting, and for each silence
     * @param longest for a request and its whole response
     */
    MetadataService(Duration timeout, Duration longest) {
        this.longest = longest;
        http = new OutgoingHttp(
                new OutgoingHttp.Connections(timeout, timeout, timeout, 2, Optional.empty(), Optional.empty()),
                WaysOut.DIRECT,
                SystemDefaultDnsResolver.INSTANCE,
                SystemDefaultDnsResolver.INSTANCE);
    }

    /** With the SDK's timeout for the connection and for each silence. */
    static MetadataService patientAsTheSdk() {
        Duration timeout;
        try {
            timeout = Duration.ofMillis(config().serviceTimeout());
        } catch (RuntimeException unreadable) {
            // Whoever takes credentials from the profile reports what is wrong with it.
            timeout = USUAL_TIMEOUT;
        }
        return new MetadataService(timeout, LONGEST_EXCHANGE);
    }

    /** The SDK's own parsing of variables, properties and profile: a second one would diverge some day. */
    static Ec2MetadataConfigProvider config() {
        return Ec2MetadataConfigProvider.builder()
                .profileFile(ProfileFile::defaultProfileFile)
                .profileName(ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow())
                .build();
    }

    /** The response, whatever its status. */
    record Reply(int status, String text) {
        boolean isOk() {
            return status == 200;
        }
    }

    /** Credentials, and their expiry. */
    record Served(AwsCredentials credentials, Optional<Instant> until) {}

    /**
     * @throws IOException if there is no complete response in time, or it is too large
     */
    Reply ask(String method, URI uri, Map<String, String> headers) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
        headers.forEach(request::addHeader);
        try (TimeLimit limit = new TimeLimit(longest, request)) {
            try (ClassicHttpResponse answer = http.send(request, uri)) {
                return new Reply(answer.getCode(), text(answer, request));
            } catch (IOException e) {
                if (limit.isOver()) {
                    throw new SocketTimeoutException("no complete response within " + longest.toMillis() + " ms");
                }
                throw e;
            }
        }
    }

    private static String text(ClassicHttpResponse answer, HttpUriRequestBase request) throws IOException {
        if (answer.getEntity() == null) {
            return "";
        }
        byte[] body = answer.getEntity().getContent().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            // A clean close would read the rest.
            request.cancel();
            throw new IOException("the response is longer than " + MOST_BYTES / 1024 + " KiB");
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * @throws SdkClientException if these are not credentials
     */
    static Served credentials(String json) {
        JsonNode object = json(json);
        String id = text(object, "AccessKeyId");
        String key = text(object, "SecretAccessKey");
        if (id.isBlank() || key.isBlank()) {
            throw SdkClientException.create("The response contains no access key.");
        }
        String token = text(object, "Token");
        String until = text(object, "Expiration");
        try {
            return new Served(
                    token.isEmpty()
                            ? AwsBasicCredentials.create(id, key)
                            : AwsSessionCredentials.create(id, key, token),
                    until.isEmpty()
                            ? Optional.empty()
                            : Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(
                                    until.replaceAll("\\+0000$", "Z"), Instant::from)));
        } catch (DateTimeParseException e) {
            throw SdkClientException.create("The response does not say when the credentials expire.");
        }
    }

    private static String text(JsonNode object, String name) {
        return Optional.ofNullable(object.path(name).textValue()).orElse("");
    }

    /** Quotes nothing of what cannot be read, because it may be credentials. */
    static JsonNode json(String text) {
        try {
            JsonNode read = JSON.readTree(text);
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (JsonProcessingException e) {
            // Reported below.
        }
        throw SdkClientException.create("The response is not a JSON object.");
    }

    @Override
    public void close() {
        http.close();
    }
}
