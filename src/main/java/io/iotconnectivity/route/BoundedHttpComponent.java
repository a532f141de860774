package io.iotconnectivity.route;

import io.iotconnectivity.net.AnswerHeads;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;

/** Camel's HTTP for routes of the user's own, with answers that end: Camel reads heads and bodies to their end, whatever it costs. */
public final class BoundedHttpComponent extends HttpComponent {
    /** Of a body, unpacked; a sink looks at its status. */
    static final int MOST_BYTES = 8 * 1024 * 1024;

    @Override
    @SuppressWarnings("deprecation") // Camel's signature.
    protected HttpClientConnectionManager createConnectionManager(
            Registry<ConnectionSocketFactory> sockets, int most, int mostPerRoute, SocketConfig socket) {
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                sockets,
                PoolConcurrencyPolicy.STRICT,
                TimeValue.ofMilliseconds(getConnectionTimeToLive()),
                AnswerHeads.bounded());
        connections.setMaxTotal(most > 0 ? most : getMaxTotalConnections());
        connections.setDefaultMaxPerRoute(mostPerRoute > 0 ? mostPerRoute : getConnectionsPerRoute());
        connections.setDefaultSocketConfig(socket);
        return connections;
    }

    @Override
    protected HttpClientBuilder createHttpClientBuilder(
            String uri, Map<String, Object> parameters, Map<String, Object> options) {
        HttpClientBuilder builder = super.createHttpClientBuilder(uri, parameters, options);
        // The first to ask is the last to see the answer: unpacked.
        return builder.addExecInterceptorFirst("bounded-body", (request, scope, chain) -> {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            if (answer.getEntity() != null) {
                answer.setEntity(new BoundedEntity(answer.getEntity(), scope.execRuntime));
            }
            return answer;
        });
    }

    private static final class BoundedEntity extends HttpEntityWrapper {
        private final ExecRuntime exchange;

        BoundedEntity(HttpEntity entity, ExecRuntime exchange) {
            super(entity);
            this.exchange = exchange;
        }

        @Override
        public InputStream getContent() throws IOException {
            return new FilterInputStream(super.getContent()) {
                private long taken;

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] into, int at, int most) throws IOException {
                    int read = super.read(into, at, most);
                    taken += Math.max(0, read);
                    if (taken > MOST_BYTES) {
                        // Closing would read on to the end.
                        exchange.discardEndpoint();
                        throw new IOException("the answer has more than " + MOST_BYTES + " bytes; it is not read on");
                    }
                    return read;
                }
            };
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (InputStream content = getContent()) {
                content.transferTo(out);
            }
        }
    }
}
