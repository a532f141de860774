package io.iotconnectivity.sandbox.aws;

import io.iotconnectivity.sandbox.aws.cloudwatch.Logs;
import io.iotconnectivity.sandbox.aws.cloudwatch.Metrics;
import io.iotconnectivity.sandbox.aws.dynamodb.DynamoDb;
import io.iotconnectivity.sandbox.aws.eventbridge.EventBridge;
import io.iotconnectivity.sandbox.aws.iot.Connections;
import io.iotconnectivity.sandbox.aws.iot.ControlPlane;
import io.iotconnectivity.sandbox.aws.iot.DataPlane;
import io.iotconnectivity.sandbox.aws.iot.EventConfigurations;
import io.iotconnectivity.sandbox.aws.iot.Indexing;
import io.iotconnectivity.sandbox.aws.iot.LoggingOptions;
import io.iotconnectivity.sandbox.aws.iot.Shadows;
import io.iotconnectivity.sandbox.aws.iot.Things;
import io.iotconnectivity.sandbox.aws.iot.TopicRules;
import io.iotconnectivity.sandbox.aws.kinesis.Kinesis;
import io.iotconnectivity.sandbox.aws.protocol.Service;
import io.iotconnectivity.sandbox.aws.s3.S3;
import io.iotconnectivity.sandbox.aws.sns.Sns;
import io.iotconnectivity.sandbox.aws.sqs.Sqs;
import io.iotconnectivity.sandbox.aws.sts.Sts;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * One local endpoint that answers the AWS SDK and the AWS command line for the services that the product uses, all of them on one port of
 * 127.0.0.1. Point clients to it with {@code AWS_ENDPOINT_URL} and any credentials. Everything is in memory and gone with {@link #close}.
 *
 * <p>Region and account are always {@code us-east-1} and {@code 123456789012}; signatures are not checked.
 * {@code GET /} explains what this is, {@code GET /_sandbox/…} shows the contents of the services,
 * {@code POST /_sandbox/faults} makes calls fail.
 */
public final class AwsEndpoint implements AutoCloseable {
    private static final int MAX_HEADERS = 64 * 1024;

    private final Things things = new Things();
    private final DynamoDb dynamoDb = new DynamoDb();
    private final Sns sns = new Sns(this::uri);
    private final Sqs sqs = new Sqs(this::uri);
    private final Shadows shadows = new Shadows();
    private final Connections connections = new Connections();
    private final ControlPlane iot = new ControlPlane(this::uri, things, connections, shadows);
    private final Metrics metrics = new Metrics();
    private final Logs logs = new Logs();
    private final Kinesis kinesis = new Kinesis();
    private final EventBridge eventBridge = new EventBridge();
    private final S3 s3 = new S3();
    private final Faults faults = new Faults();
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    private final HttpServer server;

    private AwsEndpoint(int port) {
        Map<String, Service> services = new LinkedHashMap<>();
        services.put("dynamodb", dynamoDb);
        services.put("sns", sns);
        services.put("sqs", sqs);
        services.put("iotdata", new DataPlane(shadows, connections, things));
        services.put("iot", iot);
        services.put("cloudwatch", metrics);
        services.put("logs", logs);
        services.put("sts", new Sts());
        services.put("kinesis", kinesis);
        services.put("eventbridge", eventBridge);
        services.put("s3", s3);
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setHandle100ContinueAutomatically(true)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxInitialLineLength(MAX_HEADERS);
        server = vertx.createHttpServer(options).requestHandler(new Dispatcher(vertx, services, iot.pages(), faults));
    }

    /**
     * Starts an endpoint.
     *
     * @param port 0 for a free one
     * @throws IllegalStateException when the port is taken
     */
    public static AwsEndpoint start(int port) {
        AwsEndpoint endpoint = new AwsEndpoint(port);
        try {
            endpoint.server.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            endpoint.close();
            throw new IllegalStateException(
                    "The local AWS endpoint cannot listen on 127.0.0.1:" + port + ": "
                            + e.getCause().getMessage() + ". Stop what is listening there, or choose another port.",
                    e.getCause());
        }
        return endpoint;
    }

    /** For example {@code http://127.0.0.1:4566}, without a slash at the end. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    public Things things() {
        return things;
    }

    public DynamoDb dynamoDb() {
        return dynamoDb;
    }

    public Sns sns() {
        return sns;
    }

    public Sqs sqs() {
        return sqs;
    }

    public Shadows shadows() {
        return shadows;
    }

    public Connections connections() {
        return connections;
    }

    public Indexing indexing() {
        return iot.indexing();
    }

    public EventConfigurations eventConfigurations() {
        return iot.eventConfigurations();
    }

    public LoggingOptions logging() {
        return iot.logging();
    }

    public TopicRules topicRules() {
        return iot.topicRules();
    }

    public Metrics metrics() {
        return metrics;
    }

    public Logs logs() {
        return logs;
    }

    public Kinesis kinesis() {
        return kinesis;
    }

    public EventBridge eventBridge() {
        return eventBridge;
    }

    public S3 s3() {
        return s3;
    }

    /** Injects faults into calls, and counts calls. */
    public Faults faults() {
        return faults;
    }

    @Override
    public void close() {
        sns.close();
        sqs.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
