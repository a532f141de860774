package io.iotconnectivity.aws;

import io.iotconnectivity.thread.NamedThread;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iotdataplane.IotDataPlaneClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The AWS clients of the application: one of each, built on first use, so that what is disabled costs nothing. All
 * share one connection pool. Retries are few, because the delivery retries anyway, with longer pauses and in order.
 */
public final class AwsClients implements AutoCloseable {
    private static final int ATTEMPTS = 2;
    /** As many as the sinks may use at a time together; they are opened when needed. */
    private static final int CONNECTIONS = 320;

    private static final int PATIENT_CONNECTIONS = 64;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** Longer than AWS may wait for a device (SendDirectMessage) or a queue for messages. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    /**
     * How long a queue may wait for messages.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html">Long
     *     polling</a>
     */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(20);

    private final AwsSettings settings;
    private final AnswerDates dates;
    private final Deque<SdkAutoCloseable> open = new ArrayDeque<>();
    private final Lazy<ScheduledExecutorService> deadlines = new Lazy<>(AwsClients::timer);
    private final Lazy<SdkHttpClient> http = new Lazy<>(this::buildHttp);
    private final Lazy<SdkHttpClient> patientHttp = new Lazy<>(this::buildPatientHttp);
    private final Lazy<CredentialsChain> credentials = new Lazy<>(() -> remember(CredentialsChain.ofThisProcess()));
    private final Lazy<DynamoDbClient> dynamoDb = new Lazy<>(this::buildDynamoDb);
    private final Lazy<SnsClient> sns = new Lazy<>(() -> build(SnsClient.builder()));
    private final Lazy<SqsClient> sqs = new Lazy<>(this::buildSqs);
    private final Lazy<CloudWatchClient> cloudWatch = new Lazy<>(() -> build(CloudWatchClient.builder()));
    private final Lazy<CloudWatchLogsClient> logs = new Lazy<>(this::buildLogs);
    private final Lazy<StsClient> sts = new Lazy<>(() -> build(StsClient.builder()));
    private final Lazy<IotClient> iot = new Lazy<>(() -> build(IotClient.builder()));
    private final Lazy<IotDataPlaneClient> iotData = new Lazy<>(this::buildIotData);
    private final Lazy<SdkHttpClient> directHttp = new Lazy<>(this::buildDirectHttp);
    private final Lazy<DirectRequests> directRows = new Lazy<>(() -> direct("/"));
    private final Lazy<DirectRequests> directShadows = new Lazy<>(() -> direct("/things/[^/]+/shadow"));

    public AwsClients(AwsSettings settings) {
        this(settings, date -> {});
    }

    /**
     * @param dates receives the date of each AWS response
     */
    public AwsClients(AwsSettings settings, Consumer<Instant> dates) {
        this.settings = settings;
        this.dates = new AnswerDates(dates);
        tellTheSdk(settings.knownRegion());
        SdkHttp.useFor(settings);
    }

    public DynamoDbClient dynamoDb() {
        return dynamoDb.get();
    }

    /** {@link #dynamoDb} for writing many rows: it supports only {@code UpdateItem}, {@code PutItem}, {@code BatchWriteItem} and {@code BatchExecuteStatement}. */
    public DynamoDbClient dynamoDbWrites() {
        return new DirectDynamoDb(dynamoDb(), directRows.get());
    }

    /** With connections of its own, which may be silent for as long as a long poll takes. */
    public SqsClient sqs() {
        return sqs.get();
    }

    public SnsClient sns() {
        return sns.get();
    }

    public CloudWatchClient cloudWatch() {
        return cloudWatch.get();
    }

    /** Does not retry by itself, so that a {@link io.iotconnectivity.aws.budget.CallBudget} counts every request. */
    public CloudWatchLogsClient logs() {
        return logs.get();
    }

    public StsClient sts() {
        return sts.get();
    }

    public IotClient iot() {
        return iot.get();
    }

    /**
     * The first call may query AWS for the account's data endpoint.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if that fails; the next call tries again
     */
    public IotDataPlaneClient iotData() {
        return iotData.get();
    }

    /**
     * {@link #iotData} for updating many shadows, all classic or all with the same name: it supports only {@code UpdateThingShadow}. Fails in the same way.
     */
    public IotDataPlaneClient shadowWrites() {
        return new DirectShadows(iotData(), directShadows.get());
    }

    /** The endpoint of {@link #iotData}; fails in the same way. */
    public URI dataEndpoint() {
        return iotData().serviceClientConfiguration().endpointOverride().orElseThrow();
    }

    /**
     * A client for a service whose library is not ours, built like all others.
     *
     * @param builder of that client, fresh
     * @param attempt the time limit of one request
     */
    public <T extends SdkAutoCloseable> T added(Class<T> client, AwsSyncClientBuilder<?, ?> builder, Duration attempt) {
        AwsClientBuilder<?, ?> common = (AwsClientBuilder<?, ?>) builder;
        builder.httpClient(patientHttp.get());
        common.region(Region.of(settings.region()));
        common.credentialsProvider(credentials.get());
        common.overrideConfiguration(overrides(ATTEMPTS).toBuilder()
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(attempt.multipliedBy(ATTEMPTS).plus(settings.attemptTimeout()))
                .build());
        return remember(client.cast(common.build()));
    }

    /** For calls that AWS may take its time for, in a pool of their own; callers limit how long they wait. */
    public SdkHttpClient patientHttp() {
        return patientHttp.get();
    }

    /** For custom requests, each of which may be silent for as long as an attempt may take. */
    public SdkHttpClient http() {
        return http.get();
    }

    public IdentityProvider<AwsCredentialsIdentity> credentials() {
        return credentials.get();
    }

    public String region() {
        return settings.region();
    }

    /** Closes the clients that were built. */
    @Override
    public void close() {
        synchronized (open) {
            // The pool was opened first, and is closed last.
            while (!open.isEmpty()) {
                open.pop().close();
            }
            deadlines.get().shutdownNow();
        }
    }

    /**
     * Sign-in clients for credentials, and the user's routes, are in a region, too; the SDK does not know
     * AWS_DEFAULT_REGION.
     */
    private static void tellTheSdk(RegionLookup.Found region) {
        if (region.named() && SdkSystemSetting.AWS_REGION.getStringValue().isEmpty()) {
            System.setProperty(SdkSystemSetting.AWS_REGION.property(), region.region());
        }
    }

    private <T extends SdkAutoCloseable> T remember(T opened) {
        synchronized (open) {
            open.push(opened);
        }
        return opened;
    }

    private SdkHttpClient buildHttp() {
        return remember(AwsHttp.going(settings)
                .connections(CONNECTIONS)
                .connect(CONNECT_TIMEOUT)
                .acquire(settings.attemptTimeout())
                .silence(settings.attemptTimeout())
                .build());
    }

    /** A request that fails here is sent again by the generated client, so it may take no longer than an attempt of that. */
    private SdkHttpClient buildDirectHttp() {
        return remember(AwsHttp.going(settings)
                .connections(CONNECTIONS)
                .connect(CONNECT_TIMEOUT)
                .acquire(settings.attemptTimeout())
                .silence(settings.attemptTimeout())
                .longest(settings.attemptTimeout())
                .build());
    }

    private DirectRequests direct(String paths) {
        return new DirectRequests(directHttp::get, credentials.get(), dates, Pattern.compile(paths));
    }

    private DynamoDbClient buildDynamoDb() {
        return build(DynamoDbClient.builder(), overrides(ATTEMPTS, directRows.get()));
    }

    private SqsClient buildSqs() {
        Duration attempt = LONGEST_POLL.plus(settings.attemptTimeout());
        return remember(SqsClient.builder()
                .httpClient(patientHttp.get())
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials.get())
                .overrideConfiguration(overrides(ATTEMPTS).toBuilder()
                        .apiCallAttemptTimeout(attempt)
                        .apiCallTimeout(attempt.multipliedBy(ATTEMPTS))
                        .build())
                .build());
    }

    private SdkHttpClient buildPatientHttp() {
        return remember(AwsHttp.going(settings)
                .connections(PATIENT_CONNECTIONS)
                .connect(CONNECT_TIMEOUT)
                .acquire(settings.attemptTimeout())
                .silence(LONGEST_SILENCE)
                .build());
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkAutoCloseable> C build(
            B builder) {
        return build(builder, overrides(ATTEMPTS));
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkAutoCloseable> C build(
            B builder, ClientOverrideConfiguration overrides) {
        return remember(builder.httpClient(http.get())
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials.get())
                .overrideConfiguration(overrides)
                .build());
    }

    private CloudWatchLogsClient buildLogs() {
        // A log page has a megabyte, a result several: they may take their time, as long as data arrives.
        return build(
                CloudWatchLogsClient.builder(),
                overrides(1).toBuilder()
                        .apiCallAttemptTimeout(settings.callTimeout())
                        .build());
    }

    private ClientOverrideConfiguration overrides(int attempts) {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(settings.attemptTimeout())
                .apiCallTimeout(settings.callTimeout())
                .scheduledExecutorService(deadlines.get())
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(attempts)
                        .build())
                .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_PREFIX, "iot-connectivity")
                .addExecutionInterceptor(dates)
                .build();
    }

    private ClientOverrideConfiguration overrides(int attempts, DirectRequests learning) {
        return overrides(attempts).toBuilder().addExecutionInterceptor(learning).build();
    }

    /**
     * Forgets the deadlines of calls that have ended. The SDK's own timer keeps each until it is due, with all that
     * belongs to the call: in a storm, tens of thousands.
     */
    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, NamedThread.daemons("aws-deadlines"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private IotDataPlaneClient buildIotData() {
        var builder = IotDataPlaneClient.builder();
        settings.dataEndpoint()
                .or(() -> endpointIsConfigured() ? Optional.empty() : Optional.of(discoverDataEndpoint()))
                .map(AwsClients::uri)
                .ifPresent(builder::endpointOverride);
        return build(builder, overrides(ATTEMPTS, directShadows.get()));
    }

    private String discoverDataEndpoint() {
        return iot().describeEndpoint(request -> request.endpointType("iot:Data-ATS"))
                .endpointAddress();
    }

    private static URI uri(String endpoint) {
        return URI.create(endpoint.contains("://") ? endpoint : "https://" + endpoint);
    }

    /** Whether the SDK will find an endpoint by itself: AWS's answer must not bypass a local one. */
    private static boolean endpointIsConfigured() {
        return System.getenv("AWS_ENDPOINT_URL") != null
                || System.getenv("AWS_ENDPOINT_URL_IOT_DATA_PLANE") != null
                || System.getProperty("aws.endpointUrl") != null
                || System.getProperty("aws.endpointUrlIotDataPlane") != null
                || ProfileFile.defaultProfileFile()
                        .profile(profileName())
                        .flatMap(profile -> profile.property("endpoint_url"))
                        .isPresent();
    }

    private static String profileName() {
        return software.amazon.awssdk.profiles.ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
    }

    /** Builds once; a failure is not remembered. */
    private static final class Lazy<T> implements Supplier<T> {
        private final Supplier<T> builder;
        private T built;

        Lazy(Supplier<T> builder) {
            this.builder = builder;
        }

        @Override
        public synchronized T get() {
            if (built == null) {
                built = builder.get();
            }
            return built;
        }
    }
}
