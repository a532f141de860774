package io.iotconnectivity.aws;

import io.iotconnectivity.net.HttpProxy;
import io.iotconnectivity.net.PemFile;
import io.iotconnectivity.net.WaysOut;
import java.net.URI;
import java.util.List;
import javax.net.ssl.TrustManager;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.Credentials;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.impl.conn.DefaultRoutePlanner;
import org.apache.http.impl.conn.DefaultSchemePortResolver;
import org.apache.http.protocol.HttpContext;
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
        ApacheHttpClient.Builder builder = ApacheHttpClient.builder();
        settings.caBundle()
                .flatMap(file ->
                        PemFile.trustingAlso(AwsSettings.CA_BUNDLE, file).getTrustManager())
                .ifPresent(trust -> builder.tlsTrustManagersProvider(() -> new TrustManager[] {trust}));
        return settings.ways().isDirect()
                ? builder.proxyConfiguration(ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build())
                : builder.httpRoutePlanner(new Planner(settings.ways()))
                        .credentialsProvider(new Logins(settings.ways()));
    }

    private static final class Planner extends DefaultRoutePlanner {
        private final WaysOut ways;

        Planner(WaysOut ways) {
            super(DefaultSchemePortResolver.INSTANCE);
            this.ways = ways;
        }

        @Override
        protected HttpHost determineProxy(HttpHost target, HttpRequest request, HttpContext context) {
            return ways.to(URI.create(target.toURI()))
                    .map(proxy -> new HttpHost(proxy.host(), proxy.port()))
                    .orElse(null);
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
