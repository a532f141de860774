package io.iotconnectivity.web;

import io.iotconnectivity.webhook.inbound.InboundHook;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Serves the HTTP interface on one port. */
public final class WebServer implements AutoCloseable {
    private static final int WORKERS = 4;
    private static final int LOOK_MILLIS = 1000;
    /** In bytes: what the kernel buffers of a response to a slow reader. */
    private static final int SEND_BUFFER = 128 * 1024;

    private static final int MAX_ADDRESS_LINE = 4096;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final int STOP_SECONDS = 3;

    private final HttpSettings settings;
    private final Vertx vertx;
    private final HttpServer server;

    private WebServer(HttpSettings settings, Vertx vertx, HttpServer server) {
        this.settings = settings;
        this.vertx = vertx;
        this.server = server;
    }

    /**
     * Binds and serves.
     *
     * @throws IOException if the port cannot be bound; the message names the setting
     */
    public static WebServer start(HttpSettings settings, Backend facts, Clock clock, HttpMeters meters)
            throws IOException {
        return start(settings, facts, clock, meters, ConnectionLimits.STANDARD);
    }

    static WebServer start(
            HttpSettings settings, Backend facts, Clock clock, HttpMeters meters, ConnectionLimits limits)
            throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                // One is enough, because nothing on it takes long, and a second one would not be reserved for probes:
                // which connection belongs to a probe is known only after reading from it.
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(1)
                // Nothing is served from files.
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Router router = Router.router(vertx);
        settings.publicUrl().ifPresent(url -> router.route().handler(context -> {
            if (!url.rebase(context)) {
                context.next();
            }
        }));
        router.route().handler(context -> {
            context.addEndHandler(end -> meters.answered(context.response().getStatusCode()));
            context.next();
        });
        Pages pages = Pages.load();
        router.route()
                .handler(new Gate(
                        settings,
                        pages,
                        facts.hooks().stream().map(InboundHook::name).toList())::handle);
        pages.addTo(router);
        BodyHandler bodies = BodyHandler.create(false).setBodyLimit(Gate.MAX_BODY);
        router.route().handler(context -> {
            if (Gate.isWrite(context.request())) {
                bodies.handle(context);
            } else {
                context.next();
            }
        });
        new Api(vertx, facts, clock).addTo(router);
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setSendBufferSize(SEND_BUFFER)
                .setMaxInitialLineLength(MAX_ADDRESS_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                // One protocol, so that there is one place where the requested name can stand.
                .setHttp2ClearTextEnabled(false)
                // Compressing costs far more than answering. The dashboard is compressed once, at startup.
                .setCompressionSupported(false);
        Connections connections = new Connections(limits, settings.trustedProxies(), meters, System::nanoTime);
        vertx.setPeriodic(LOOK_MILLIS, timer -> connections.endOverdue());
        try {
            HttpServer server = vertx.createHttpServer(options)
                    .connectionHandler(connection -> {
                        StrictRequestDecoder.guard(connection, options);
                        connections.admit(Exchanges.channel(connection), addressOf(connection));
                    })
                    .requestHandler(router)
                    .invalidRequestHandler(new Answers(vertx)::malformed)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new WebServer(settings, vertx, server);
        } catch (CompletionException e) {
            vertx.close();
            throw new IOException(
                    "http.port: cannot listen on " + settings.host() + ":" + settings.port() + " ("
                            + e.getCause().getMessage() + "); stop what uses the port, or choose another",
                    e.getCause());
        }
    }

    /** Empty if it is already gone. */
    private static String addressOf(HttpConnection connection) {
        return Optional.ofNullable(connection.remoteAddress())
                .map(SocketAddress::hostAddress)
                .orElse("");
    }

    /** The port that was bound. */
    public int port() {
        return server.actualPort();
    }

    /** Where callers on this machine reach us. */
    public String address() {
        return "http://" + (settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host()) + ":"
                + port();
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
