package io.iotconnectivity.net;

import io.iotconnectivity.signal.Printable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
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
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends HTTP requests by the configured route, directly or through a proxy, and to nobody but their receiver: redirects
 * are not followed, and nothing is sent twice. {@link AnswerHeads} bounds everything in the response but the body; the
 * body arrives as sent, not decompressed, and its reader must bound its size and the total time.
 */
public final class OutgoingHttp implements AutoCloseable {
    /** Set in a request's context once it is on its way to the receiver itself. */
    private static final String WAY_IS_OPEN = "iot-connectivity.way-is-open";

    private final WaysOut ways;
    private final CloseableHttpClient direct;
    private final CloseableHttpClient proxied;

    /**
     * How connections are made.
     *
     * @param acquire how long to wait for a free one
     * @param connect how long connecting may take; the same again for the TLS handshake
     * @param silence how long the other side may stay silent
     * @param most connections, in total and per host
     * @param life the age at which a connection is replaced and its host resolved again
     * @param tls absent: the Java default
     */
    public record Connections(
            Duration acquire,
            Duration connect,
            Duration silence,
            int most,
            Optional<Duration> life,
            Optional<SSLContext> tls) {}

    /**
     * @param names resolves hosts that are reached directly
     * @param proxies resolves proxies, which may be anywhere
     */
    public OutgoingHttp(Connections connections, WaysOut ways, DnsResolver names, DnsResolver proxies) {
        this.ways = ways;
        this.direct = client(connections, names).build();
        this.proxied = client(connections, proxies)
                .setRoutePlanner(new DefaultRoutePlanner(null) {
                    @Override
                    protected HttpHost determineProxy(HttpHost target, HttpContext context) {
                        return ways.to(URI.create(target.toURI()))
                                .map(OutgoingHttp::host)
                                .orElse(null);
                    }
                })
                .addExecInterceptorAfter(ChainElement.CONNECT.name(), WAY_IS_OPEN, (request, scope, chain) -> {
                    scope.clientContext.setAttribute(WAY_IS_OPEN, true);
                    return chain.proceed(request, scope);
                })
                .build();
    }

    private static HttpHost host(HttpProxy proxy) {
        return new HttpHost("http", proxy.host(), proxy.port());
    }

    private static HttpClientBuilder client(Connections settings, DnsResolver names) {
        return HttpClients.custom()
                .setConnectionManager(connections(settings, names))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(settings.acquire()))
                        .setResponseTimeout(Timeout.of(settings.silence()))
                        .build())
                .setUserAgent("iot-connectivity")
                // A redirect would bypass whoever checks the address.
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                // A small compressed body may be huge when decompressed.
                .disableContentCompression()
                // The caller retries, and keeps count of its attempts.
                .disableAutomaticRetries();
    }

    private static HttpClientConnectionManager connections(Connections settings, DnsResolver names) {
        PoolingHttpClientConnectionManagerBuilder builder =
                PoolingHttpClientConnectionManagerBuilder.create().setConnectionFactory(AnswerHeads.bounded());
        settings.tls().ifPresent(tls -> builder.setTlsSocketStrategy(new DefaultClientTlsStrategy(tls)));
        ConnectionConfig.Builder each = ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(settings.connect()))
                .setSocketTimeout(Timeout.of(settings.silence()))
                .setValidateAfterInactivity(TimeValue.ofMilliseconds(500));
        settings.life().ifPresent(life -> each.setTimeToLive(TimeValue.of(life)));
        return builder.setDnsResolver(names)
                .setMaxConnTotal(settings.most())
                .setMaxConnPerRoute(settings.most())
                .setDefaultConnectionConfig(each.build())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(Timeout.of(settings.connect()))
                        .build())
                .build();
    }

    /**
     * Sends a request and reads the head of the response.
     *
     * @param request to be cancelled by a caller that stops waiting or does not read the body to its end
     * @return to be closed
     * @throws ProxyRefusal if the proxy opens no tunnel; nothing has been sent then
     */
    public ClassicHttpResponse send(HttpUriRequestBase request, URI uri) throws IOException {
        Optional<HttpProxy> proxy = ways.to(uri);
        return proxy.isPresent()
                ? send(request, uri, proxy.get())
                : send(direct, request, uri, HttpClientContext.create());
    }

    private static ClassicHttpResponse send(
            CloseableHttpClient http, HttpUriRequestBase request, URI uri, HttpClientContext context)
            throws IOException {
        try {
            return http.executeOpen(HttpHost.create(uri), request, context);
        } catch (IllegalStateException e) {
            // The library reports this if a request is cancelled while its connection is being made.
            if (request.isCancelled()) {
                throw new InterruptedIOException("the request was cancelled");
            }
            throw e;
        }
    }

    private ClassicHttpResponse send(HttpUriRequestBase request, URI uri, HttpProxy proxy) throws IOException {
        HttpClientContext context = HttpClientContext.create();
        proxy.login().ifPresent(login -> logIn(context, host(proxy), login));
        ClassicHttpResponse answer;
        try {
            answer = send(proxied, request, uri, context);
        } catch (ConnectException | ConnectTimeoutException | UnknownHostException | NoRouteToHostException e) {
            throw ProxyRefusal.unreachable(proxy, ways, Printable.line(String.valueOf(e.getMessage())), e);
        }
        // A proxy's reply in place of a tunnel must not pass for the receiver's response.
        boolean isOpen = context.getAttribute(WAY_IS_OPEN) != null;
        if (!isOpen || answer.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
            request.cancel();
            Closer.closeQuietly(answer);
            throw ProxyRefusal.answered(proxy, ways, uri.getHost(), answer.getCode());
        }
        return answer;
    }

    /** Sends credentials preemptively, instead of waiting for a challenge on every connection. */
    private static void logIn(HttpClientContext context, HttpHost proxy, HttpProxy.Login login) {
        BasicScheme scheme = new BasicScheme();
        scheme.initPreemptive(
                new UsernamePasswordCredentials(login.user(), login.password().toCharArray()));
        AuthExchange exchange = new AuthExchange();
        exchange.select(scheme);
        context.setAuthExchange(proxy, exchange);
    }

    @Override
    public void close() {
        direct.close(CloseMode.GRACEFUL);
        proxied.close(CloseMode.GRACEFUL);
    }
}
