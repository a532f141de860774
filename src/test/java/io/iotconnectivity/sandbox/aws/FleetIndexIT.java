package io.iotconnectivity.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.iotconnectivity.sandbox.aws.iot.Connection;
import io.iotconnectivity.sandbox.aws.iot.Indexing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.GetBucketsAggregationResponse;
import software.amazon.awssdk.services.iot.model.IndexNotReadyException;
import software.amazon.awssdk.services.iot.model.IndexStatus;
import software.amazon.awssdk.services.iot.model.InvalidAggregationException;
import software.amazon.awssdk.services.iot.model.InvalidQueryException;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.SearchIndexResponse;
import software.amazon.awssdk.services.iot.model.ThingConnectivityIndexingMode;
import software.amazon.awssdk.services.iot.model.ThingDocument;
import software.amazon.awssdk.services.iot.model.ThingIndexingMode;

class FleetIndexIT {
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_123L);

    @AutoClose
    private AwsEndpoint aws;

    @AutoClose
    private IotClient iot;

    @BeforeEach
    void start() {
        aws = AwsEndpoint.start(0);
        iot = Clients.client(IotClient.builder(), aws.uri());
        aws.things().create("never");
        aws.things().setGroups("online", "plant7", "north");
        aws.things().setAttribute("online", "model", "X1");
        aws.things().create("lost", "power");
        aws.connections().connected(Connection.open("online", AT).withKeepAlive(77));
        aws.connections().disconnected("lost", AT, "CONNECTION_LOST");
        aws.connections().disconnected("power", AT.plusMillis(1), "MQTT_KEEP_ALIVE_TIMEOUT");
        aws.connections().disconnected("no-thing", AT, "CONNECTION_LOST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*; lost never online power",
                "connectivity.connected:true; online",
                "connectivity.connected:false; lost never power",
                "connectivity.connected:false AND connectivity.disconnectReason:MQTT_KEEP_ALIVE_TIMEOUT; power",
                "connectivity.timestamp > 1700000000123; power",
                "connectivity.disconnectReason:* NOT thingName:pow*; lost",
                "thingGroupNames:plant7 AND connectivity.connected:true; online",
                "attributes.model:x1; online",
                "no-thing; ''",
            })
    void searchSelectsThingsByWhatIsKnownOfTheirConnections(String query, String names) {
        assertThat(search(query).things())
                .extracting(ThingDocument::thingName)
                .containsExactly(names.isEmpty() ? new String[0] : names.split(" "));
    }

    @Test
    void aFoundThingTellsItsConnectivityInMilliseconds() {
        ThingDocument lost = search("lost").things().get(0);
        assertThat(lost.connectivity().connected()).isFalse();
        assertThat(lost.connectivity().timestamp()).isEqualTo(AT.toEpochMilli());
        assertThat(lost.connectivity().disconnectReason()).isEqualTo("CONNECTION_LOST");

        ThingDocument online = search("thingName:online").things().get(0);
        assertThat(online.connectivity().connected()).isTrue();
        assertThat(online.connectivity().disconnectReason()).isNull();
        assertThat(online.thingGroupNames()).containsExactly("plant7", "north");
        assertThat(online.attributes()).containsEntry("model", "X1");

        assertThat(search("never").things().get(0).connectivity().timestamp()).isNull();
    }

    @Test
    void pagesHoldAHundredThingsAtMostAndTogetherAll() {
        aws.things().create(IntStream.range(0, 250).mapToObj(i -> "many-" + i).toArray(String[]::new));
        List<Integer> sizes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        SearchIndexResponse page = search("many-*");
        while (true) {
            sizes.add(page.things().size());
            page.things().forEach(thing -> names.add(thing.thingName()));
            if (page.nextToken() == null) {
                break;
            }
            String next = page.nextToken();
            page = iot.searchIndex(s -> s.queryString("many-*").nextToken(next));
        }
        assertThat(sizes).containsExactly(100, 100, 50);
        assertThat(names).doesNotHaveDuplicates().hasSize(250);

        for (int size : new int[] {0, 101}) {
            assertThatThrownBy(() -> iot.searchIndex(s -> s.queryString("*").maxResults(size)))
                    .isInstanceOf(InvalidRequestException.class);
        }
        assertThatThrownBy(() -> iot.searchIndex(s -> s.queryString("*").nextToken("%%")))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void whatIsNoQueryIsSaidToBeNone() {
        assertThatThrownBy(() -> search("connectivity.connected:")).isInstanceOf(InvalidQueryException.class);
        assertThatThrownBy(() -> search(" ")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void statisticsCountThingsAndSumBooleans() {
        assertThat(iot.getStatistics(s -> s.queryString("connectivity.connected:false"))
                        .statistics()
                        .count())
                .isEqualTo(3);
        var connected = iot.getStatistics(s -> s.queryString("*").aggregationField("connectivity.connected"))
                .statistics();
        assertThat(connected.count()).isEqualTo(4);
        assertThat(connected.sum()).isEqualTo(1);
        assertThat(connected.average()).isEqualTo(0.25);
        var times = iot.getStatistics(s -> s.queryString("*").aggregationField("connectivity.timestamp"))
                .statistics();
        assertThat(times.maximum()).isEqualTo(AT.toEpochMilli() + 1.0);
        assertThat(iot.getStatistics(s -> s.queryString("*").aggregationField("attributes.model"))
                        .statistics())
                .satisfies(text -> assertThat(text.count()).isEqualTo(1))
                .satisfies(text -> assertThat(text.sum()).isNull());
    }

    @Test
    void bucketsAreAHistogramOfReasonsTheMostFrequentFirst() {
        aws.things().create("lost-too");
        aws.connections().disconnected("lost-too", AT, "CONNECTION_LOST");

        GetBucketsAggregationResponse all = reasons(16);
        assertThat(all.totalCount()).isEqualTo(5);
        assertThat(all.buckets())
                .extracting(bucket -> bucket.keyValue() + " " + bucket.count())
                .containsExactly("CONNECTION_LOST 2", "MQTT_KEEP_ALIVE_TIMEOUT 1");
        assertThat(reasons(1).buckets()).hasSize(1);
        assertThat(iot.getCardinality(c -> c.queryString("*").aggregationField("connectivity.disconnectReason"))
                        .cardinality())
                .isEqualTo(2);
        assertThatThrownBy(() -> iot.getStatistics(s -> s.queryString("*").aggregationField("nonsense")))
                .isInstanceOf(InvalidAggregationException.class);
    }

    @Test
    void connectivityDataIsAskedByThingName() {
        var lost = iot.getThingConnectivityData(g -> g.thingName("lost"));
        assertThat(lost.connected()).isFalse();
        assertThat(lost.timestamp()).isEqualTo(AT);
        assertThat(lost.disconnectReasonAsString()).isEqualTo("CONNECTION_LOST");
        assertThat(iot.getThingConnectivityData(g -> g.thingName("online")).connected())
                .isTrue();
        assertThat(iot.getThingConnectivityData(g -> g.thingName("never")).connected())
                .isFalse();
        assertThatThrownBy(() -> iot.getThingConnectivityData(g -> g.thingName("no-thing")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aFreshIndexIsActiveAndOneThatIsBuildingIsNotReady() {
        assertThat(describe()).isEqualTo(IndexStatus.ACTIVE);
        aws.indexing().status(Indexing.Status.REBUILDING);
        assertThat(search("online").things()).hasSize(1);
        aws.indexing().status(Indexing.Status.BUILDING);
        assertThat(describe()).isEqualTo(IndexStatus.BUILDING);
        assertThatThrownBy(() -> search("*")).isInstanceOf(IndexNotReadyException.class);
        assertThatThrownBy(() -> reasons(10)).isInstanceOf(IndexNotReadyException.class);
        assertThatThrownBy(() -> iot.getThingConnectivityData(g -> g.thingName("lost")))
                .isInstanceOf(IndexNotReadyException.class);
    }

    @Test
    void withoutConnectivityIndexingNothingIsKnownOfConnections() {
        configure(ThingIndexingMode.REGISTRY, ThingConnectivityIndexingMode.OFF);

        assertThat(search("thingName:lost").things().get(0).connectivity()).isNull();
        assertThat(search("connectivity.connected:false").things()).isEmpty();
        assertThatThrownBy(() -> iot.getThingConnectivityData(g -> g.thingName("lost")))
                .isInstanceOfSatisfying(IndexNotReadyException.class, refused -> assertThat(refused.statusCode())
                        .isEqualTo(400));
        assertThatThrownBy(() -> reasons(10)).isInstanceOf(InvalidAggregationException.class);
    }

    @Test
    void withoutIndexingThereIsNoIndex() {
        configure(ThingIndexingMode.OFF, ThingConnectivityIndexingMode.OFF);

        assertThat(iot.listIndices(l -> {}).indexNames()).isEmpty();
        assertThatThrownBy(() -> search("*"))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("UpdateIndexingConfiguration");
        assertThatThrownBy(this::describe).isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> configure(ThingIndexingMode.OFF, ThingConnectivityIndexingMode.STATUS))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(iot.getIndexingConfiguration(g -> {})
                        .thingIndexingConfiguration()
                        .thingIndexingMode())
                .isEqualTo(ThingIndexingMode.OFF);
    }

    @Test
    void shadowsAreFoundWhereTheyAreIndexed() throws Exception {
        aws.shadows()
                .update("lost", "", new ObjectMapper().readTree("{\"state\":{\"reported\":{\"last_will\":\"yes\"}}}"));
        assertThat(search("shadow.reported.last_will:yes").things()).isEmpty();

        configure(ThingIndexingMode.REGISTRY_AND_SHADOW, ThingConnectivityIndexingMode.STATUS);
        assertThat(search("shadow.reported.last_will:yes").things())
                .singleElement()
                .satisfies(thing -> assertThat(thing.shadow()).contains("\"last_will\":\"yes\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"thingIndexingMode", "thingConnectivityIndexingMode"})
    void unknownModesAreRefused(String mode) {
        assertThatThrownBy(() -> iot.updateIndexingConfiguration(u -> u.thingIndexingConfiguration(t -> {
                    t.thingIndexingMode(mode.equals("thingIndexingMode") ? "SOME" : "REGISTRY");
                    t.thingConnectivityIndexingMode(mode.equals("thingIndexingMode") ? "OFF" : "SOME");
                })))
                .isInstanceOf(InvalidRequestException.class);
    }

    private SearchIndexResponse search(String query) {
        return iot.searchIndex(s -> s.queryString(query));
    }

    private GetBucketsAggregationResponse reasons(int maxBuckets) {
        return iot.getBucketsAggregation(b -> b.queryString("*")
                .aggregationField("connectivity.disconnectReason")
                .bucketsAggregationType(t -> t.termsAggregation(terms -> terms.maxBuckets(maxBuckets))));
    }

    private IndexStatus describe() {
        return iot.describeIndex(d -> d.indexName("AWS_Things")).indexStatus();
    }

    private void configure(ThingIndexingMode mode, ThingConnectivityIndexingMode connectivity) {
        iot.updateIndexingConfiguration(u -> u.thingIndexingConfiguration(
                t -> t.thingIndexingMode(mode).thingConnectivityIndexingMode(connectivity)));
    }
}
