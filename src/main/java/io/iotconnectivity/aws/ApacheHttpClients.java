package io.iotconnectivity.aws;

import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.PemFile;
import io.iotconnectivity.net.TlsFailure;
import io.iotconnectivity.net.Tunnel;
import io.iotconnectivity.net.WaysOut;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.Credentials;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.conn.DefaultRoutePlanner;
import org.apache.http.impl.conn.DefaultSchemePortResolver;
import org.apache.http.protocol.HttpContext;
import org.apache.http.ssl.SSLContexts;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;

/**
 * HTTP clients for the SDK that leave this machine as everything else does. The SDK's own reading of the environment knows neither the
 * settings nor blocks of addresses, so it is not used.
 */
final class ApacheHttpClients {
    private ApacheHttpClients() {}

    /**
     * Begins a client.
     *
     * @throws IllegalArgumentException if the authorities of {@value AwsSettings#CA_BUNDLE} cannot be read
     */
    static ApacheHttpClient.Builder going(AwsSettings settings) {
        ApacheHttpClient.Builder builder =
                ApacheHttpClient.builder().socketFactory(new SecureSockets(tls(settings), settings.ways()));
        return settings.ways().isDirect()
                ? builder.proxyConfiguration(ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build())
                : builder.httpRoutePlanner(new Planner(settings.ways()))
                        .credentialsProvider(new Logins(settings.ways()));
    }

    private static SSLConnectionSocketFactory tls(AwsSettings settings) {
        return settings.caBundle()
                .map(file -> new SSLConnectionSocketFactory(
                        PemFile.trustingAlso(AwsSettings.CA_BUNDLE, file).getSslContext()))
                .orElseGet(() -> new SSLConnectionSocketFactory(SSLContexts.createSystemDefault()));
    }

    /**
     * TLS as if there were no proxy: the way through it is made here, because the client would take a proxy's refusal for the answer
     * of AWS.
     */
    private static final class SecureSockets implements ConnectionSocketFactory {
        private final SSLConnectionSocketFactory tls;
        private final WaysOut ways;

        SecureSockets(SSLConnectionSocketFactory tls, WaysOut ways) {
            this.tls = tls;
            this.ways = ways;
        }

        @Override
        public Socket createSocket(HttpContext context) throws IOException {
            return tls.createSocket(context);
        }

        @Override
        public Socket connectSocket(
                int timeout,
                Socket socket,
                HttpHost host,
                InetSocketAddress remote,
                InetSocketAddress local,
                HttpContext context)
                throws IOException {
            String name = host.getHostName();
            Optional<HttpProxy> proxy = ways.to(true, name, remote.getPort());
            try {
                if (proxy.isEmpty()) {
                    return tls.connectSocket(timeout, socket, host, remote, local, context);
                }
                String target = (name.contains(":") ? "[" + name + "]" : name) + ":" + remote.getPort();
                Tunnel.open(socket, proxy.get(), ways, target, timeout, socket.getSoTimeout());
                return tls.createLayeredSocket(socket, name, remote.getPort(), context);
            } catch (IOException e) {
                socket.close();
                throw TlsFailure.of(e, name, AwsSettings.CA_BUNDLE);
            }
        }
    }

    /** Names proxies for plain HTTP only, and has names that a proxy shall find looked up by nobody else. */
    private static final class Planner extends DefaultRoutePlanner {
        private static final byte[] NOT_LOOKED_UP = {0, 0, 0, 0};

        private final WaysOut ways;

        Planner(WaysOut ways) {
            super(DefaultSchemePortResolver.INSTANCE);
            this.ways = ways;
        }

        @Override
        public HttpRoute determineRoute(HttpHost host, HttpRequest request, HttpContext context) throws HttpException {
            HttpRoute route = super.determineRoute(host, request, context);
            HttpHost target = route.getTargetHost();
            if (!route.isSecure() || proxy(target).isEmpty()) {
                return route;
            }
            try {
                return new HttpRoute(
                        new HttpHost(
                                InetAddress.getByAddress(target.getHostName(), NOT_LOOKED_UP),
                                target.getHostName(),
                                target.getPort(),
                                target.getSchemeName()),
                        route.getLocalAddress(),
                        true);
            } catch (UnknownHostException e) {
                throw new HttpException("four bytes are an address", e);
            }
        }

        @Override
        protected HttpHost determineProxy(HttpHost target, HttpRequest request, HttpContext context) {
            return target.getSchemeName().equalsIgnoreCase("https")
                    ? null
                    : proxy(target)
                            .map(proxy -> new HttpHost(proxy.host(), proxy.port()))
                            .orElse(null);
        }

        private Optional<HttpProxy> proxy(HttpHost target) {
            return ways.to(URI.create(target.toURI()));
        }
    }

    /** Knows the logins of the proxies, and of nobody else. */
    private static final class Logins implements CredentialsProvider {
        private final List<HttpProxy> proxies;

        Logins(WaysOut ways) {
            this.proxies = ways.proxies();
        }

        @Override
        public void setCredentials(AuthScope scope, Credentials credentials) {
            throw new UnsupportedOperationException("the logins are those of the settings");
        }

        @Override
        public Credentials getCredentials(AuthScope scope) {
            return proxies.stream()
                    .filter(proxy -> proxy.host().equalsIgnoreCase(scope.getHost()) && proxy.port() == scope.getPort())
                    .flatMap(proxy -> proxy.login().stream())
                    .map(login -> new UsernamePasswordCredentials(login.user(), login.password()))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public void clear() {
            // Nothing is kept here.
        }
    }
}
