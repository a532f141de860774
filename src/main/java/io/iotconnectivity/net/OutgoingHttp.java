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
 * HTTP requests on the way that the settings name, directly or through a proxy, and to nobody else than they are for: no redirect is
 * followed, and nothing is sent twice. Of the answer everything but the body is bounded by {@link AnswerHeads}; the body is as the other
 * side sends it, not decompressed, and whoever reads it bounds it, and the time of the whole.
 */
public final class OutgoingHttp implements AutoCloseable {
    /** Set in the context of a request once it is on its way to the receiver itself. */
    private static final String WAY_IS_OPEN = "iot-connectivity.way-is-open";

    private final WaysOut ways;
    private final CloseableHttpClient direct;
    private final CloseableHttpClient proxied;

    /**
     * How connections are made.
     *
     * @param acquire how long it may take until one is free
     * @param connect how long it may take to have one made; the same again for its TLS
     * @param silence how long the other side may say nothing
     * @param most of connections, to all hosts and to each
     * @param life after which one is made anew, and its host looked up again
     * @param tls absent: as this Java does it
     */
    public record Connections(
            Duration acquire,
            Duration connect,
            Duration silence,
            int most,
            Optional<Duration> life,
            Optional<SSLContext> tls) {}

    /**
     * @param names of those who are reached directly
     * @param proxies names of proxies, which may be anywhere
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
                // A redirect would be a way around whoever looks at the address.
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                // What is small on the way may be huge unpacked.
                .disableContentCompression()
                // Whoever asks tries again, and remembers that it has.
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
     * Sends a request and reads the head of the answer.
     *
     * @param request to be cancelled by whoever does not wait any longer, or does not read the body to its end
     * @return to be closed
     * @throws ProxyRefusal if there is no way; nothing has been sent then
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
            // So the library says it of a request that is cancelled while its connection is made.
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
        // What a proxy says instead of opening the way must not pass for what the receiver says.
        boolean isOpen = context.getAttribute(WAY_IS_OPEN) != null;
        if (!isOpen || answer.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
            request.cancel();
            Closer.closeQuietly(answer);
            throw ProxyRefusal.answered(proxy, ways, uri.getHost(), answer.getCode());
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

    @Override
    public void close() {
        direct.close(CloseMode.GRACEFUL);
        proxied.close(CloseMode.GRACEFUL);
    }
}
