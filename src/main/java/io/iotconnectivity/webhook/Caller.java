package io.iotconnectivity.webhook;

import io.iotconnectivity.engine.NotTaken;
import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.PemFile;
import io.iotconnectivity.net.ProxyRefusal;
import io.iotconnectivity.net.TlsTrouble;
import io.iotconnectivity.net.WaysOut;
import io.iotconnectivity.signal.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Sends the requests of one webhook: bounded in time and size, and nowhere else than told. */
final class Caller implements Sender {
    private static final int CONNECTIONS = 64;
    private static final int MOST_HEADERS = 50;
    private static final int LONGEST_HEADER = 1000;
    /** Set in the context of a request once it is on its way to the receiver itself. */
    private static final String WAY_IS_OPEN = "iot-connectivity.way-is-open";

    private final String name;
    private final String caSetting;
    private final Duration deadline;
    private final WaysOut ways;
    /** Absent where private addresses are allowed. */
    private final Optional<AddressGuard> guard;

    private final CloseableHttpClient direct;
    private final CloseableHttpClient proxied;
    private final ScheduledExecutorService deadlines;

    /**
     * @param names how hosts are found; guarded here unless the settings allow private addresses
     */
    Caller(WebhookSettings settings, WaysOut ways, DnsResolver names, ScheduledExecutorService deadlines) {
        this.name = settings.name();
        this.caSetting = settings.caSetting();
        this.ways = ways;
        this.guard = settings.allowPrivate() ? Optional.empty() : Optional.of(new AddressGuard(settings.name(), names));
        // Connecting and its TLS handshake have a time each; the socket's own time-out alone would let an answer
        // trickle.
        this.deadline = settings.connectTimeout().multipliedBy(2).plus(settings.responseTimeout());
        this.direct = client(settings, guard.<DnsResolver>map(any -> any).orElse(names))
                .build();
        // The proxy itself may be anywhere: the guard looks at the target, before the way to it is asked for.
        this.proxied = client(settings, names)
                .setRoutePlanner(new DefaultRoutePlanner(null) {
                    @Override
                    protected HttpHost determineProxy(HttpHost target, HttpContext context) {
                        return ways.to(URI.create(target.toURI()))
                                .map(Caller::host)
                                .orElse(null);
                    }
                })
                .addExecInterceptorAfter(ChainElement.CONNECT.name(), WAY_IS_OPEN, (request, scope, chain) -> {
                    scope.clientContext.setAttribute(WAY_IS_OPEN, true);
                    return chain.proceed(request, scope);
                })
                .build();
        this.deadlines = deadlines;
    }

    private static HttpHost host(HttpProxy proxy) {
        return new HttpHost("http", proxy.host(), proxy.port());
    }

    private static HttpClientBuilder client(WebhookSettings settings, DnsResolver names) {
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
                .disableAutomaticRetries();
    }

    private static HttpClientConnectionManager connections(WebhookSettings settings, DnsResolver names) {
        PoolingHttpClientConnectionManagerBuilder builder = PoolingHttpClientConnectionManagerBuilder.create();
        settings.caFile()
                .map(file -> PemFile.trustingAlso(settings.caSetting(), file).getSslContext())
                .ifPresent(tls -> builder.setTlsSocketStrategy(new DefaultClientTlsStrategy(tls)));
        return builder.setDnsResolver(names)
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

    @Override
    public Answer send(Call call) throws IOException, NotTaken {
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
        Optional<HttpProxy> proxy = ways.to(call.uri());
        try {
            return proxy.isPresent()
                    ? send(request, call, proxy.get())
                    : send(direct, request, call, HttpClientContext.create());
        } catch (IOException e) {
            if (wasNeverSent(e)) {
                throw new NotTaken(message(words(e)), e);
            }
            String through = proxy.map(any -> " through " + any).orElse("");
            throw new IOException(
                    message(late.get() ? "did not answer within " + deadline.toMillis() + " ms" + through : words(e)),
                    e);
        } finally {
            alarm.cancel(false);
        }
    }

    private boolean wasNeverSent(IOException e) {
        return TlsTrouble.of(e, caSetting).isPresent()
                || e instanceof ProxyRefusal
                || e instanceof ConnectException
                || e instanceof ConnectTimeoutException
                || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException
                || e instanceof SSLHandshakeException
                || e instanceof ConnectionRequestTimeoutException;
    }

    private Answer send(HttpUriRequestBase request, Call call, HttpProxy proxy) throws IOException {
        if (guard.isPresent()) {
            guard.get().checkForProxy(call.uri().getHost());
        }
        HttpClientContext context = HttpClientContext.create();
        proxy.login().ifPresent(login -> logIn(context, host(proxy), login));
        Answer answer;
        try {
            answer = send(proxied, request, call, context);
        } catch (ConnectException | ConnectTimeoutException | UnknownHostException | NoRouteToHostException e) {
            throw ProxyRefusal.unreachable(proxy, ways, String.valueOf(e.getMessage()), e);
        }
        // What a proxy says instead of opening the way must not pass for what the receiver says.
        boolean isOpen = context.getAttribute(WAY_IS_OPEN) != null;
        if (!isOpen || answer.status() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
            throw ProxyRefusal.answered(proxy, ways, call.uri().getHost(), answer.status());
        }
        return answer;
    }

    /** At once, instead of being asked for it at every connection. */
    private static void logIn(HttpClientContext context, HttpHost proxy, HttpProxy.Login login) {
        BasicScheme scheme = new BasicScheme();
        scheme.initPreemptive(
                new UsernamePasswordCredentials(login.user(), login.password().toCharArray()));
        AuthExchange exchange = new AuthExchange();
        exchange.select(scheme);
        context.setAuthExchange(proxy, exchange);
    }

    private static Answer send(
            CloseableHttpClient http, HttpUriRequestBase request, Call call, HttpClientContext context)
            throws IOException {
        ClassicHttpResponse response = http.executeOpen(HttpHost.create(call.uri()), request, context);
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

    private String words(IOException e) {
        String said = Printable.of(e.getMessage() == null ? e.toString() : e.getMessage());
        return "could not be posted to: "
                + TlsTrouble.of(e, caSetting)
                        .map(meaning -> meaning + " (" + said + ")")
                        .orElse(said);
    }

    private String message(String what) {
        return "webhook " + name + " " + what;
    }

    @Override
    public void close() {
        direct.close(CloseMode.GRACEFUL);
        proxied.close(CloseMode.GRACEFUL);
    }
}
