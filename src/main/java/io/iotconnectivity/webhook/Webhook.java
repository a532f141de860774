package io.iotconnectivity.webhook;

import io.iotconnectivity.engine.RetryLater;
import io.iotconnectivity.signal.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Posts to one address: signed, bounded in time and size, and nowhere else than there. */
final class Webhook implements AutoCloseable {
    /** How much of an answer is read; a receiver may say more, but not to us. */
    private static final int MAX_ANSWER = 4 * 1024;

    private static final int QUOTED_ANSWER = 300;
    private static final int CONNECTIONS = 64;
    private static final ContentType CLOUDEVENT =
            ContentType.create("application/cloudevents+json", StandardCharsets.UTF_8);

    private final WebhookSettings settings;
    private final List<WebhookSecret> secrets;
    private final HttpHost target;
    private final Duration deadline;
    private final CloseableHttpClient http;
    private final Clock clock;
    private final ScheduledExecutorService deadlines;

    Webhook(WebhookSettings settings, Clock clock, ScheduledExecutorService deadlines) {
        this.settings = settings;
        this.secrets = settings.secrets().stream().map(WebhookSecret::of).toList();
        this.target = HttpHost.create(settings.url());
        // Connecting and its TLS handshake have a time each; the socket's own time-out alone would let an answer
        // trickle.
        this.deadline = settings.connectTimeout().multipliedBy(2).plus(settings.responseTimeout());
        this.http = client(settings);
        this.clock = clock;
        this.deadlines = deadlines;
    }

    private static CloseableHttpClient client(WebhookSettings settings) {
        return HttpClients.custom()
                .setConnectionManager(connections(settings))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout(settings.connectTimeout()))
                        .setResponseTimeout(timeout(settings.responseTimeout()))
                        .build())
                .setUserAgent("iot-connectivity")
                // A redirect would be a way around the address guard and the settings.
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                // The dispatcher tries again, and remembers that it has.
                .disableAutomaticRetries()
                .build();
    }

    private static HttpClientConnectionManager connections(WebhookSettings settings) {
        DnsResolver names = SystemDefaultDnsResolver.INSTANCE;
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(settings.allowPrivate() ? names : new AddressGuard(settings.name(), names))
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout(settings.connectTimeout()))
                        .setSocketTimeout(timeout(settings.responseTimeout()))
                        // Soon enough for a receiver that moves, and for its name to be resolved, and guarded, again.
                        .setTimeToLive(TimeValue.ofMinutes(1))
                        .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                        .build())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(timeout(settings.connectTimeout()))
                        .build())
                .build();
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.of(duration);
    }

    /**
     * @throws IOException with a message that says what went wrong and holds nothing secret
     */
    void post(String eventId, byte[] body) throws IOException, RetryLater {
        HttpPost request = request(eventId, body);
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> alarm = deadlines.schedule(
                () -> {
                    late.set(true);
                    request.cancel();
                },
                deadline.toMillis(),
                TimeUnit.MILLISECONDS);
        Answer answer;
        try {
            answer = send(request);
        } catch (IOException e) {
            throw failure(late.get() ? "did not answer within " + deadline.toMillis() + " ms" : words(e), e);
        } finally {
            alarm.cancel(false);
        }
        judge(answer);
    }

    private HttpPost request(String eventId, byte[] body) {
        HttpPost request = new HttpPost(settings.url());
        settings.headers().forEach(request::setHeader);
        Instant now = clock.instant();
        request.setHeader("webhook-id", eventId);
        request.setHeader("webhook-timestamp", Long.toString(now.getEpochSecond()));
        if (!secrets.isEmpty()) {
            request.setHeader(
                    "webhook-signature",
                    secrets.stream()
                            .map(secret -> secret.sign(eventId, now, body))
                            .collect(Collectors.joining(" ")));
        }
        request.setEntity(new ByteArrayEntity(body, CLOUDEVENT));
        return request;
    }

    private Answer send(HttpPost request) throws IOException {
        ClassicHttpResponse response = http.executeOpen(target, request, HttpClientContext.create());
        try {
            return new Answer(
                    response.getCode(),
                    Optional.ofNullable(response.getFirstHeader("Retry-After")).map(Header::getValue),
                    new String(readBounded(response, request), StandardCharsets.UTF_8));
        } finally {
            Closer.closeQuietly(response);
        }
    }

    /** The status is the answer: whatever goes wrong behind it changes nothing, and costs the connection. */
    private static byte[] readBounded(ClassicHttpResponse response, HttpPost request) {
        if (response.getEntity() == null) {
            return new byte[0];
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            InputStream content = response.getEntity().getContent();
            int next = content.read();
            while (next >= 0 && body.size() < MAX_ANSWER) {
                body.write(next);
                next = content.read();
            }
            if (next >= 0) {
                // Closing would read on to the end.
                request.cancel();
            }
        } catch (IOException e) {
            request.cancel();
        }
        return body.toByteArray();
    }

    private void judge(Answer answer) throws IOException, RetryLater {
        if (answer.status >= 200 && answer.status < 300) {
            return;
        }
        String refusal = "answered " + answer.status + quoted(answer.body);
        boolean busy =
                answer.status == HttpStatus.SC_TOO_MANY_REQUESTS || answer.status == HttpStatus.SC_SERVICE_UNAVAILABLE;
        Optional<Duration> pause =
                answer.retryAfter.filter(value -> busy).flatMap(value -> RetryAfter.parse(value, clock.instant()));
        if (pause.isPresent()) {
            throw new RetryLater(message(refusal), pause.get());
        }
        throw new IOException(message(refusal));
    }

    private String quoted(String body) {
        String text = body.strip();
        for (String secret : settings.headers().values()) {
            // Some receivers say back what they were sent.
            text = secret.isBlank() ? text : text.replace(secret, "***");
        }
        if (text.isEmpty()) {
            return "";
        }
        String shown = text.length() > QUOTED_ANSWER ? text.substring(0, QUOTED_ANSWER) + "…" : text;
        return ": " + Printable.of(shown);
    }

    private IOException failure(String what, IOException cause) {
        return new IOException(message(what), cause);
    }

    private static String words(IOException e) {
        return "could not be posted to: " + Printable.of(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    private String message(String what) {
        return "webhook " + settings.name() + " " + what;
    }

    @Override
    public void close() {
        http.close(CloseMode.GRACEFUL);
    }

    private record Answer(int status, Optional<String> retryAfter, String body) {}
}
