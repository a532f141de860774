package io.iotconnectivity.aws.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.iotconnectivity.aws.NoCredentials;
import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.aws.fleet.FleetIndexException.Kind;
import io.iotconnectivity.aws.fleet.FleetStatistics.Bucket;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.sandbox.aws.iot.Connection;
import io.iotconnectivity.sandbox.aws.iot.Indexing;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iot.IotClient;

/** The fleet index through the SDK, over HTTP. */
class FleetIndexIT {
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_123L);

    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private IotClient iot;

    private FleetIndex index;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        iot = IotClient.builder()
                .endpointOverride(aws.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
        index = index(1000, Duration.ofSeconds(10));
        aws.things().create("never");
        aws.things().setGroups("online", "plant7", "north");
        aws.things().create("lost", "power");
        aws.connections().connected(Connection.open("online", AT).withKeepAlive(1200));
        aws.connections().disconnected("lost", AT, "CONNECTION_LOST");
        aws.connections().disconnected("power", AT, "MQTT_KEEP_ALIVE_TIMEOUT");
    }

    private FleetIndex index(int callsPerSecond, Duration patience) {
        return new FleetIndex(
                () -> iot,
                new CallBudget("fleet", callsPerSecond, new SimpleMeterRegistry()),
                patience,
                Clock.systemUTC());
    }

    @Test
    void keepAliveIsReadAlthoughTheSdkDoesNotKnowIt() throws Exception {
        FleetThing online = find("thingName:online");

        assertThat(online.groups()).containsExactly("plant7", "north");
        assertThat(online.clientId()).isEqualTo("online");
        assertThat(online.connectivity())
                .isEqualTo(new Connectivity(
                        Status.CONNECTED,
                        Optional.of(AT),
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(1200)),
                        Optional.of("online"),
                        Optional.empty()));
    }

    @Test
    void disconnectHasItsTimeAndItsReason() throws Exception {
        Connectivity lost = find("thingName:lost").connectivity();

        assertThat(lost.status()).isEqualTo(Status.NOT_CONNECTED);
        assertThat(lost.since()).contains(AT);
        assertThat(lost.reason()).contains(Reason.CONNECTION_LOST);
    }

    @Test
    void thingThatHasNeverConnectedHasNoTime() throws Exception {
        assertThat(find("thingName:never").connectivity().since()).isEmpty();
    }

    @Test
    void pagesFollowOneAnother() throws Exception {
        aws.things().create(IntStream.range(0, 230).mapToObj(i -> "many-" + i).toArray(String[]::new));

        List<Integer> sizes = new ArrayList<>();
        Optional<String> place = Optional.empty();
        do {
            FleetPage page = index.search("many-*", 1000, place);
            sizes.add(page.things().size());
            place = page.next();
        } while (place.isPresent());

        assertThat(sizes).containsExactly(100, 100, 30);
    }

    @Test
    void fleetIsCounted() throws Exception {
        FleetStatistics found = index.statistics("thingName:*");

        assertThat(found.count()).isEqualTo(4);
        assertThat(found.connected()).isEqualTo(1);
        assertThat(found.connectedShare()).isEqualTo(0.25);
        assertThat(found.reasons())
                .containsExactlyInAnyOrder(new Bucket("CONNECTION_LOST", 1), new Bucket("MQTT_KEEP_ALIVE_TIMEOUT", 1));
    }

    @Test
    void nothingIsCountedAsNothing() throws Exception {
        assertThat(index.statistics("thingName:nobody")).isEqualTo(new FleetStatistics(0, 0, 0, List.of()));
    }

    @Test
    void indexThatIsBeingBuiltIsNotReady() {
        aws.indexing().status(Indexing.Status.BUILDING);

        refused("*", Kind.NOT_READY, "aws iot describe-index");
    }

    @Test
    void indexingThatIsOffIsToldWithTheCommandThatSwitchesItOn() {
        aws.indexing().set("OFF", "OFF");

        refused("*", Kind.NOT_READY, "aws iot update-indexing-configuration --thing-indexing-configuration");
    }

    @Test
    void wrongQueryIsToldInTheWordsOfAws() {
        refused("connectivity.connected:(", Kind.INVALID_QUERY, "AWS does not understand the query: ");
    }

    @Test
    void throttlingIsToldApartAndSlowsTheBudgetDown() {
        CallBudget budget = new CallBudget("fleet", 100, new SimpleMeterRegistry());
        FleetIndex own = new FleetIndex(() -> iot, budget, Duration.ofSeconds(5), Clock.systemUTC());
        aws.faults().next("iot", "SearchIndex", Fault.throttle(), 1);

        assertThatThrownBy(() -> own.search("*", 1, Optional.empty()))
                .asInstanceOf(type(FleetIndexException.class))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.THROTTLED))
                .satisfies(e -> assertThat(e.passes()).isTrue());
        assertThat(budget.pace()).isLessThan(100);
        // One call of the budget is one request.
        assertThat(aws.faults().calls("iot", "SearchIndex")).isEqualTo(1);
    }

    @Test
    void serverErrorPasses() {
        aws.faults().next("iot", "SearchIndex", Fault.serverError(), 1);

        refused("*", Kind.UNREACHABLE, "the fleet index did not answer: Internal");
    }

    @Test
    void answerThatIsCutOffPasses() {
        aws.faults().next("iot", "SearchIndex", Fault.truncate(), 1);

        refused("*", Kind.UNREACHABLE, "the fleet index did not answer");
    }

    @Test
    void missingRightsAreNamed() {
        aws.faults()
                .next("iot", "SearchIndex", Fault.refuse(403, "AccessDeniedException", "User is not authorized"), 1);

        refused("*", Kind.DENIED, "iot:SearchIndex");
    }

    @Test
    void missingCredentialsAreToldWithWhatSetsThem() {
        iot.close();
        iot = IotClient.builder()
                .endpointOverride(aws.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(() -> {
                    throw new NoCredentials("profile nobody: it is not there", "aws configure --profile nobody");
                })
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();

        refused("*", Kind.DENIED, "aws configure");
        assertThat(aws.faults().calls("iot", "SearchIndex")).isZero();
    }

    @Test
    void budgetThatIsUsedUpIsTold() throws Exception {
        FleetIndex slow = index(1, Duration.ZERO);
        slow.search("*", 1, Optional.empty());

        assertThatThrownBy(() -> slow.search("*", 1, Optional.empty()))
                .isInstanceOf(FleetIndexException.class)
                .hasMessageContaining("reconcile.max-calls-per-second");
        assertThat(aws.faults().calls("iot", "SearchIndex")).isEqualTo(1);
    }

    private void refused(String query, Kind kind, String words) {
        assertThatThrownBy(() -> index.search(query, 1, Optional.empty()))
                .asInstanceOf(type(FleetIndexException.class))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
                .satisfies(e -> assertThat(e.getMessage()).contains(words).doesNotContain("\n"));
    }

    private FleetThing find(String query) throws Exception {
        return index.search(query, 100, Optional.empty()).things().get(0);
    }
}
