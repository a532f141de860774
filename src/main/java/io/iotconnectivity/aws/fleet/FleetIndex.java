package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.aws.RawReply;
import io.iotconnectivity.aws.Things;
import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.aws.fleet.FleetIndexException.Kind;
import io.iotconnectivity.aws.fleet.FleetStatistics.Bucket;
import io.iotconnectivity.aws.fleet.RawPage.Details;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.Statistics;
import software.amazon.awssdk.services.iot.model.ThingConnectivity;
import software.amazon.awssdk.services.iot.model.ThingDocument;

/**
 * Queries the AWS IoT fleet index, within a budget. It contains only connections whose client id is the name of a
 * registered thing.
 *
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/iot-indexing.html">Fleet indexing</a>
 */
public final class FleetIndex implements ThingSearch {
    /**
     * The most things per response.
     *
     * @see <a href="https://docs.aws.amazon.com/iot/latest/apireference/API_SearchIndex.html">SearchIndex</a>
     */
    public static final int MOST_THINGS = 100;

    /** The longest query that AWS accepts, in characters. */
    public static final int LONGEST_QUERY = 1000;

    /** More than there are reasons. */
    private static final int BUCKETS = 100;

    private static final int LONGEST_KEEP_ALIVE = 65_535;
    /** What the index gives as the reason while there is a connection. */
    private static final String NO_REASON = "NONE";
    /** AWS's times are accurate to minutes; a later one would delay every subsequent decision about the device. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final Supplier<IotClient> client;
    private final CallBudget budget;
    private final Duration patience;
    private final Clock clock;

    /**
     * @param patience how long a call may wait for its turn within the budget
     */
    public FleetIndex(Supplier<IotClient> client, CallBudget budget, Duration patience, Clock clock) {
        this.client = client;
        this.budget = budget;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public FleetPage search(String query, int limit, Optional<String> after)
            throws FleetIndexException, InterruptedException {
        RawReply raw = new RawReply(RawPage.MAX_BYTES);
        var answer = call(iot -> iot.searchIndex(search -> search.queryString(query)
                .maxResults(Math.min(limit, MOST_THINGS))
                .nextToken(after.orElse(null))
                .overrideConfiguration(one -> one.addPlugin(onceAnd(raw)))));
        Map<String, Details> details = RawPage.details(raw.bytes());
        List<FleetThing> things = answer.things().stream()
                .filter(FleetIndex::isThing)
                .map(thing -> read(thing, details.getOrDefault(thing.thingName(), Details.NONE)))
                .toList();
        return new FleetPage(things, Optional.ofNullable(answer.nextToken()).filter(next -> !next.isEmpty()));
    }

    /**
     * The first things that the query finds, in as many calls as that takes.
     *
     * @param limit at least 1
     * @param after where an earlier response ended
     * @throws FleetIndexException as {@link #search}
     */
    public FleetPage first(String query, int limit, Optional<String> after)
            throws FleetIndexException, InterruptedException {
        List<FleetThing> things = new ArrayList<>();
        Optional<String> place = after;
        do {
            FleetPage page = search(query, limit - things.size(), place);
            things.addAll(page.things());
            place = page.next();
        } while (place.isPresent() && things.size() < limit);
        return new FleetPage(List.copyOf(things), place);
    }

    /**
     * Statistics of what the query finds; three calls.
     *
     * @throws FleetIndexException as {@link #search}
     */
    public FleetStatistics statistics(String query) throws FleetIndexException, InterruptedException {
        Statistics things = call(iot -> iot.getStatistics(
                        ask -> ask.queryString(query).overrideConfiguration(one -> one.addPlugin(FleetIndex::once))))
                .statistics();
        // The sum of booleans is the number of true ones.
        Statistics connected = call(iot -> iot.getStatistics(ask -> ask.queryString(query)
                        .aggregationField("connectivity.connected")
                        .overrideConfiguration(one -> one.addPlugin(FleetIndex::once))))
                .statistics();
        var reasons = call(iot -> iot.getBucketsAggregation(ask -> ask.queryString(query)
                .aggregationField("connectivity.disconnectReason")
                .bucketsAggregationType(type -> type.termsAggregation(terms -> terms.maxBuckets(BUCKETS)))
                .overrideConfiguration(one -> one.addPlugin(FleetIndex::once))));
        long count = things == null || things.count() == null ? 0 : things.count();
        long up = connected == null || connected.sum() == null ? 0 : Math.round(connected.sum());
        List<Bucket> buckets = reasons.buckets().stream()
                .filter(bucket -> bucket != null
                        && bucket.keyValue() != null
                        && bucket.count() != null
                        && !bucket.keyValue().equals(NO_REASON))
                .map(bucket -> new Bucket(bucket.keyValue(), bucket.count()))
                .toList();
        return new FleetStatistics(count, up, count == 0 ? 0 : (double) up / count, buckets);
    }

    private <T> T call(Function<IotClient, T> question) throws FleetIndexException, InterruptedException {
        waitForTurn();
        try {
            return question.apply(client.get());
        } catch (SdkException e) {
            FleetIndexException failure = FleetIndexException.of(e);
            if (failure.kind() == Kind.THROTTLED) {
                budget.throttled();
            }
            throw failure;
        }
    }

    private void waitForTurn() throws FleetIndexException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!budget.tryAcquire()) {
            long wait = budget.untilNext().toNanos();
            if (System.nanoTime() + wait > deadline) {
                throw new FleetIndexException(
                        Kind.THROTTLED,
                        "our rate limit for the fleet index is reached; raise"
                                + " reconcile.max-calls-per-second if the account has room for more",
                        null);
            }
            TimeUnit.NANOSECONDS.sleep(Math.max(wait, TimeUnit.MILLISECONDS.toNanos(1)));
        }
    }

    /** The SDK's own retries would not count in the budget. */
    private static void once(software.amazon.awssdk.core.SdkServiceClientConfiguration.Builder config) {
        config.overrideConfiguration(overrides(config).build());
    }

    private static SdkPlugin onceAnd(RawReply raw) {
        return config -> config.overrideConfiguration(
                overrides(config).addExecutionInterceptor(raw).build());
    }

    private static ClientOverrideConfiguration.Builder overrides(
            software.amazon.awssdk.core.SdkServiceClientConfiguration.Builder config) {
        return config.overrideConfiguration().toBuilder().retryStrategy(DefaultRetryStrategy.doNotRetry());
    }

    /** Responses from endpoints other than AWS's may contain anything. */
    private static boolean isThing(ThingDocument thing) {
        return thing != null && thing.thingName() != null && Things.canBeNamed(thing.thingName());
    }

    private FleetThing read(ThingDocument thing, Details details) {
        String clientId =
                details.clientId() == null || !isClientId(details.clientId()) ? thing.thingName() : details.clientId();
        List<String> groups =
                thing.thingGroupNames().stream().filter(Objects::nonNull).toList();
        Map<String, String> attributes = new HashMap<>(thing.attributes());
        attributes.values().removeIf(Objects::isNull);
        return new FleetThing(
                thing.thingName(),
                clientId,
                connectivity(thing, details),
                Optional.ofNullable(thing.thingTypeName()).filter(name -> !name.isEmpty()),
                groups,
                attributes);
    }

    private Connectivity connectivity(ThingDocument thing, Details details) {
        ThingConnectivity told = thing.connectivity();
        Optional<String> name = Optional.of(thing.thingName());
        if (told == null || told.connected() == null) {
            return new Connectivity(
                    Status.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty(), name, Optional.empty());
        }
        return new Connectivity(
                told.connected() ? Status.CONNECTED : Status.NOT_CONNECTED,
                Optional.ofNullable(told.timestamp())
                        .filter(millis -> millis > 0)
                        .map(Instant::ofEpochMilli)
                        .filter(at -> at.isBefore(clock.instant().plus(AHEAD))),
                Optional.ofNullable(told.disconnectReason())
                        .filter(reason -> !told.connected() && !reason.isBlank() && !reason.equals(NO_REASON))
                        .map(Reason::new),
                Optional.ofNullable(details.keepAliveDuration())
                        .filter(seconds -> seconds.isIntegralNumber()
                                && seconds.asLong() > 0
                                && seconds.asLong() <= LONGEST_KEEP_ALIVE)
                        .map(seconds -> Duration.ofSeconds(seconds.asLong())),
                name,
                Optional.empty());
    }

    private static boolean isClientId(String text) {
        try {
            return !new ClientId(text).value().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
