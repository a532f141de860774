package io.iotconnectivity.aws;

import io.iotconnectivity.net.OutgoingHttp;
import io.iotconnectivity.net.PemFile;
import io.iotconnectivity.net.TimeLimit;
import io.iotconnectivity.net.TlsFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.io.Closer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The SDK's HTTP client. Its requests leave this machine like all others, and whatever answers in place of AWS can
 * exhaust neither memory nor time: the clients that come with the SDK read lines, heads and bodies without limit.
 */
final class AwsHttp implements SdkHttpClient {
    /** For a request and its whole response; a queue may wait for twenty seconds, a log page may take its time. */
    private static final Duration LONGEST_EXCHANGE = Duration.ofSeconds(60);

    /** Content-Length is set by the body, and the rest by the connection. */
    private static final Set<String> NOT_PASSED_ON = headers(HttpHeaders.CONTENT_LENGTH, HttpHeaders.TRANSFER_ENCODING);

    private final OutgoingHttp http;
    private final Duration longest;

    private AwsHttp(OutgoingHttp http, Duration longest) {
        this.http = http;
        this.longest = longest;
    }

    /**
     * Configures a client.
     *
     * @throws IllegalArgumentException if the authorities of {@value AwsSettings#CA_BUNDLE} cannot be read
     */
    static Builder going(AwsSettings settings) {
        return new Builder(settings);
    }

    /** The configuration of a client; whatever is not set has the SDK's default. */
    static final class Builder implements SdkHttpClient.Builder<Builder> {
        private final AwsSettings settings;
        private final AttributeMap.Builder options = AttributeMap.builder();

        private Duration longest = LONGEST_EXCHANGE;

        private Builder(AwsSettings settings) {
            this.settings = settings;
        }

        Builder connections(int most) {
            options.put(SdkHttpConfigurationOption.MAX_CONNECTIONS, most);
            return this;
        }

        /** How long connecting may take. */
        Builder connect(Duration within) {
            options.put(SdkHttpConfigurationOption.CONNECTION_TIMEOUT, within);
            return this;
        }

        /** How long to wait for a free connection. */
        Builder acquire(Duration within) {
            options.put(SdkHttpConfigurationOption.CONNECTION_ACQUIRE_TIMEOUT, within);
            return this;
        }

        Builder silence(Duration most) {
            options.put(SdkHttpConfigurationOption.READ_TIMEOUT, most);
            return this;
        }

        /** How long a request and its whole response may take. */
        Builder longest(Duration exchange) {
            this.longest = exchange;
            return this;
        }

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap service) {
            AttributeMap all = options.build().merge(service).merge(SdkHttpConfigurationOption.GLOBAL_HTTP_DEFAULTS);
            return new AwsHttp(
                    new OutgoingHttp(
                            new OutgoingHttp.Connections(
                                    all.get(SdkHttpConfigurationOption.CONNECTION_ACQUIRE_TIMEOUT),
                                    all.get(SdkHttpConfigurationOption.CONNECTION_TIMEOUT),
                                    all.get(SdkHttpConfigurationOption.READ_TIMEOUT),
                                    all.get(SdkHttpConfigurationOption.MAX_CONNECTIONS),
                                    Optional.empty(),
                                    settings.caBundle().map(file -> PemFile.trustingAlso(AwsSettings.CA_BUNDLE, file)
                                            .getSslContext())),
                            settings.ways(),
                            SystemDefaultDnsResolver.INSTANCE,
                            SystemDefaultDnsResolver.INSTANCE),
                    longest);
        }
    }

    @Override
    public String clientName() {
        return "Apache5Sync";
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest asked) {
        URI uri = uri(asked.httpRequest());
        HttpUriRequestBase request = request(asked, uri);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return send(request, uri, isBinary(asked.httpRequest()));
            }

            @Override
            public void abort() {
                request.cancel();
            }
        };
    }

    /** A path may have empty segments, which are signed; the library accepts none at the beginning. */
    private static URI uri(SdkHttpRequest request) {
        URI uri = request.getUri();
        if (!request.encodedPath().contains("//")) {
            return uri;
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority()
                + request.encodedPath().replace("//", "/%2F") + query);
    }

    private static HttpUriRequestBase request(HttpExecuteRequest asked, URI uri) {
        SdkHttpRequest from = asked.httpRequest();
        HttpUriRequestBase request = new HttpUriRequestBase(from.method().name(), uri);
        from.forEachHeader((name, values) -> {
            if (!NOT_PASSED_ON.contains(name)) {
                values.forEach(value -> request.addHeader(name, value));
            }
        });
        asked.contentStreamProvider().ifPresent(body -> from.firstMatchingHeader(HttpHeaders.CONTENT_LENGTH)
                .ifPresentOrElse(
                        length -> request.setEntity(
                                new InputStreamEntity(body.newStream(), Long.parseLong(length), null)),
                        () -> request.setEntity(new ByteArrayEntity(read(body), null))));
        return request;
    }

    private static byte[] read(ContentStreamProvider body) {
        try (InputStream stream = body.newStream()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isBinary(SdkHttpRequest request) {
        return request.firstMatchingHeader("smithy-protocol")
                .filter("rpc-v2-cbor"::equals)
                .isPresent();
    }

    private HttpExecuteResponse send(HttpUriRequestBase request, URI uri, boolean binary) throws IOException {
        TimeLimit limit = new TimeLimit(longest, request);
        try {
            return read(http.send(request, uri), request, limit::close, binary);
        } catch (IOException e) {
            limit.close();
            if (limit.isOver()) {
                throw new SocketTimeoutException("no complete response within " + longest.toMillis() + " ms");
            }
            throw TlsFailure.of(e, uri.getHost(), AwsSettings.CA_BUNDLE);
        } catch (RuntimeException e) {
            limit.close();
            throw e;
        }
    }

    private static HttpExecuteResponse read(
            ClassicHttpResponse answer, HttpUriRequestBase request, Runnable over, boolean binary) throws IOException {
        Header coding = answer.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !"identity".equalsIgnoreCase(coding.getValue())) {
            request.cancel();
            Closer.closeQuietly(answer);
            // The SDK would decompress it, to whatever size.
            throw new IOException("the response is compressed, which was not requested");
        }
        SdkHttpResponse.Builder head =
                SdkHttpResponse.builder().statusCode(answer.getCode()).statusText(answer.getReasonPhrase());
        for (Header header : answer.getHeaders()) {
            head.appendHeader(header.getName(), header.getValue() == null ? "" : header.getValue());
        }
        HttpExecuteResponse.Builder whole = HttpExecuteResponse.builder().response(head.build());
        if (answer.getEntity() == null) {
            over.run();
            answer.close();
            return whole.build();
        }
        return whole.responseBody(AbortableInputStream.create(
                        new AnswerBody(answer.getEntity().getContent(), request::cancel, over, binary),
                        request::cancel))
                .build();
    }

    private static Set<String> headers(String... names) {
        Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.addAll(Set.of(names));
        return headers;
    }

    @Override
    public void close() {
        http.close();
    }
}
