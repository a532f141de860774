package io.iotconnectivity.route;

import io.iotconnectivity.net.AnswerHeads;
import io.iotconnectivity.net.TimeLimit;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;

/**
 * Camel's HTTP component for users' own routes, with bounded responses: Camel itself reads heads and bodies to their
 * end, however large.
 */
public final class BoundedHttpComponent extends HttpComponent {
    /** Bytes of a decompressed body; a sink only looks at its status. */
    static final int MOST_BYTES = 8 * 1024 * 1024;

    /** For the whole exchange. A route's timeouts bound only each silence. */
    private static final Duration MOST_TIME = Duration.ofMinutes(5);

    private final Duration mostTime;

    public BoundedHttpComponent() {
        this(MOST_TIME);
    }

    /**
     * @param mostTime that an exchange may take, from the request for a connection to the last byte of the response
     */
    BoundedHttpComponent(Duration mostTime) {
        this.mostTime = mostTime;
    }

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
        // The first request interceptor is the last to see the response: decompressed.
        return builder.addExecInterceptorFirst("bounded-answer", this::bounded);
    }

    private ClassicHttpResponse bounded(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        TimeLimit time = new TimeLimit(mostTime, () -> cancel(scope));
        ClassicHttpResponse answer;
        try {
            answer = chain.proceed(request, scope);
        } catch (IOException | HttpException | RuntimeException e) {
            time.close();
            if (time.isOver()) {
                throw tooSlow(e);
            }
            throw e;
        }
        if (answer.getEntity() == null) {
            time.close();
        } else {
            answer.setEntity(new BoundedEntity(answer.getEntity(), scope.execRuntime, time));
        }
        return answer;
    }

    /** Ends the exchange in whatever phase it is. */
    private static boolean cancel(ExecChain.Scope scope) {
        if (scope.originalRequest instanceof Cancellable request) {
            request.cancel();
        }
        scope.execRuntime.discardEndpoint();
        return true;
    }

    private IOException tooSlow(Exception cause) {
        IOException slow = new InterruptedIOException("the response did not end within " + mostTime.toSeconds() + " s");
        slow.initCause(cause);
        return slow;
    }

    private final class BoundedEntity extends HttpEntityWrapper {
        private final ExecRuntime exchange;
        private final TimeLimit time;

        BoundedEntity(HttpEntity entity, ExecRuntime exchange, TimeLimit time) {
            super(entity);
            this.exchange = exchange;
            this.time = time;
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
                    int read;
                    try {
                        read = super.read(into, at, most);
                    } catch (IOException e) {
                        time.close();
                        throw time.isOver() ? tooSlow(e) : e;
                    }
                    if (read < 0) {
                        time.close();
                    }
                    taken += Math.max(0, read);
                    if (taken > MOST_BYTES) {
                        // Closing would read on to the end.
                        exchange.discardEndpoint();
                        throw new IOException("the response has more than " + MOST_BYTES + " bytes; reading stopped");
                    }
                    return read;
                }

                @Override
                public void close() throws IOException {
                    try {
                        super.close();
                    } finally {
                        time.close();
                    }
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
