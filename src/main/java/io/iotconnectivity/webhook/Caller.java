package io.iotconnectivity.webhook;

import io.iotconnectivity.engine.NotTaken;
import io.iotconnectivity.signal.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Sends the requests of one webhook: bounded in time and size, and nowhere else than told. */
final class Caller implements AutoCloseable {
    private static final int CONNECTIONS = 64;
    private static final int MOST_HEADERS = 50;
    private static final int LONGEST_HEADER = 1000;

    private final String name;
    private final Duration deadline;
    private final CloseableHttpClient http;
    private final ScheduledExecutorService deadlines;

    /**
     * @param names how hosts are found; guarded here unless the settings allow private addresses
     */
    Caller(WebhookSettings settings, DnsResolver names, ScheduledExecutorService deadlines) {
        this.name = settings.name();
        // Connecting and its TLS handshake have a time each; the socket's own time-out alone would let an answer
        // trickle.
        this.deadline = settings.connectTimeout().multipliedBy(2).plus(settings.responseTimeout());
        this.http = client(settings, names);
        this.deadlines = deadlines;
    }

    private static CloseableHttpClient client(WebhookSettings settings, DnsResolver names) {
        return HttpClients.custom()
                .setConnectionManager(connections(settings, names))
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

    private static HttpClientConnectionManager connections(WebhookSettings settings, DnsResolver names) {
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
     * @throws NotTaken if nothing was sent
     * @throws IOException if no answer came, with a message that says what went wrong and holds nothing secret
     */
    Answer send(Call call) throws IOException, NotTaken {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.uri());
        call.headers().forEach(request::setHeader);
        call.body().ifPresent(body -> request.setEntity(new ByteArrayEntity(body, null)));
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> alarm = deadlines.schedule(
                () -> {
                    late.set(true);
                    request.cancel();
                },
                deadline.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return send(request, call);
        } catch (IOException e) {
            if (wasNeverSent(e)) {
                throw new NotTaken(message(words(e)), e);
            }
            throw new IOException(
                    message(late.get() ? "did not answer within " + deadline.toMillis() + " ms" : words(e)), e);
        } finally {
            alarm.cancel(false);
        }
    }

    private static boolean wasNeverSent(IOException e) {
        return e instanceof ConnectException
                || e instanceof ConnectTimeoutException
                || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException
                || e instanceof SSLHandshakeException
                || e instanceof ConnectionRequestTimeoutException;
    }

    private Answer send(HttpUriRequestBase request, Call call) throws IOException {
        ClassicHttpResponse response =
                http.executeOpen(HttpHost.create(call.uri()), request, HttpClientContext.create());
        try {
            return new Answer(
                    response.getCode(),
                    headers(response),
                    new String(readBounded(response, request, call.most()), StandardCharsets.UTF_8));
        } finally {
            Closer.closeQuietly(response);
        }
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            String value = header.getValue() == null ? "" : header.getValue();
            if (headers.size() < MOST_HEADERS && value.length() <= LONGEST_HEADER) {
                headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), value);
            }
        }
        return headers;
    }

    /** The status is the answer: whatever goes wrong behind it changes nothing, and costs the connection. */
    private static byte[] readBounded(ClassicHttpResponse response, HttpUriRequestBase request, int most) {
        if (response.getEntity() == null) {
            return new byte[0];
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            InputStream content = response.getEntity().getContent();
            int next = content.read();
            while (next >= 0 && body.size() < most) {
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

    private static String words(IOException e) {
        return "could not be posted to: " + Printable.of(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    private String message(String what) {
        return "webhook " + name + " " + what;
    }

    @Override
    public void close() {
        http.close(CloseMode.GRACEFUL);
    }
}
