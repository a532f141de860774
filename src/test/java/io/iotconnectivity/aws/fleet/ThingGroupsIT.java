package io.iotconnectivity.aws.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.aws.budget.CallBudget;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.sandbox.aws.AwsEndpoint;
import io.iotconnectivity.sandbox.aws.Fault;
import io.iotconnectivity.signal.ClientPattern;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
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

/** Groups of things as the fleet index tells them, over HTTP. */
class ThingGroupsIT {
    private static final Duration REFRESH = Duration.ofMinutes(15);

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
        index = new FleetIndex(
                () -> iot,
                new CallBudget("fleet", 1000, new SimpleMeterRegistry()),
                Duration.ofSeconds(10),
                Clock.systemUTC());
    }

    @Test
    void theValueOfTheAttributeIsTheGroup() throws Exception {
        aws.things().setAttribute("pump-1", "site", "Oslo");
        aws.things().setAttribute("pump-2", "site", " ");
        aws.things().setAttribute("pump-3", "line", "7");
        ThingGroups groups = byAttribute();

        assertThat(groups.of(device("pump-1"))).as("before anything is read").isEmpty();
        assertThat(groups.readOn(index)).isEqualTo(REFRESH);

        assertThat(groups.of(device("pump-1"))).contains("Oslo");
        assertThat(groups.of(device("pump-2"))).isEmpty();
        assertThat(groups.of(device("pump-3"))).isEmpty();
        assertThat(groups.of(device("stranger"))).isEmpty();
    }

    @Test
    void theFirstThingGroupThatMatchesIsTheGroup() throws Exception {
        aws.things().setGroups("a", "type-pump", "site-oslo", "site-bergen");
        aws.things().setGroups("b", "type-pump");
        ThingGroups whole = byThingGroup("site-.*");
        ThingGroups part = byThingGroup("site-(?<group>.*)");

        whole.readOn(index);
        part.readOn(index);

        assertThat(whole.of(device("a"))).contains("site-bergen");
        assertThat(part.of(device("a"))).contains("bergen");
        assertThat(whole.of(device("b"))).isEmpty();
    }

    @Test
    void theAttributeCountsBeforeTheThingGroup() throws Exception {
        aws.things().setAttribute("a", "site", "oslo");
        aws.things().setGroups("a", "north");
        aws.things().setGroups("b", "north");
        ThingGroups both = new ThingGroups(
                new ThingGroupSettings(Optional.of("site"), Optional.of(ClientPattern.of(".*")), REFRESH));

        both.readOn(index);

        assertThat(both.of(device("a"))).contains("oslo");
        assertThat(both.of(device("b"))).contains("north");
    }

    @Test
    void aDeviceIsFoundByItsThingWhateverItsClientId() throws Exception {
        aws.things().setAttribute("thing-1", "site", "oslo");
        ThingGroups groups = byAttribute();
        groups.readOn(index);

        DeviceData other = SampleEvents.offline("client-1")
                .ofThing("thing-1")
                .event()
                .device()
                .orElseThrow();

        assertThat(groups.of(other)).contains("oslo");
        assertThat(groups.of(device("client-1"))).isEmpty();
    }

    @Test
    void theFirstReadingCountsPageByPageLaterOnesAsAWhole() throws Exception {
        IntStream.range(0, 150)
                .forEach(i -> aws.things().setAttribute(String.format(Locale.ROOT, "d%03d", i), "site", "oslo"));
        ThingGroups groups = byAttribute();

        assertThat(groups.readOn(index)).isZero();
        assertThat(groups.of(device("d000"))).contains("oslo");
        assertThat(groups.of(device("d149"))).isEmpty();
        assertThat(groups.readOn(index)).isEqualTo(REFRESH);
        assertThat(groups.of(device("d149"))).contains("oslo");

        aws.things().setAttribute("d000", "site", "bergen");
        assertThat(groups.readOn(index)).isZero();
        assertThat(groups.of(device("d000"))).contains("oslo");
        assertThat(groups.of(device("d149"))).as("what was read last holds").contains("oslo");
        assertThat(groups.readOn(index)).isEqualTo(REFRESH);
        assertThat(groups.of(device("d000"))).contains("bergen");
    }

    @Test
    void aFailureIsTriedAgainAndLosesNothing() throws Exception {
        IntStream.range(0, 150)
                .forEach(i -> aws.things().setAttribute(String.format(Locale.ROOT, "d%03d", i), "site", "oslo"));
        ThingGroups groups = byAttribute();
        groups.readOn(index);

        aws.faults().next("iot", "SearchIndex", Fault.throttle(), 1);
        assertThat(groups.readOn(index)).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
        aws.faults().next("iot", "SearchIndex", Fault.serverError(), 1);
        assertThat(groups.readOn(index)).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));

        assertThat(groups.readOn(index))
                .as("the page after the one that was read")
                .isEqualTo(REFRESH);
        assertThat(groups.of(device("d149"))).contains("oslo");
    }

    @Test
    void anIndexThatIsOffIsAskedAgainLaterAndWhatWasReadHolds() throws Exception {
        aws.things().setAttribute("a", "site", "oslo");
        ThingGroups groups = byAttribute();
        groups.readOn(index);

        aws.indexing().set("OFF", "OFF");

        assertThat(groups.readOn(index)).isEqualTo(REFRESH);
        assertThat(groups.of(device("a"))).contains("oslo");
    }

    @Test
    void onceStartedItReadsByItself() {
        aws.things().setAttribute("a", "site", "oslo");
        try (ThingGroups groups = byAttribute()) {
            groups.start(index);

            await().until(() -> groups.of(device("a")).isPresent());
        }
    }

    private static ThingGroups byAttribute() {
        return new ThingGroups(new ThingGroupSettings(Optional.of("site"), Optional.empty(), REFRESH));
    }

    private static ThingGroups byThingGroup(String pattern) {
        return new ThingGroups(
                new ThingGroupSettings(Optional.empty(), Optional.of(ClientPattern.of(pattern)), REFRESH));
    }

    private static DeviceData device(String client) {
        return SampleEvents.offline(client).event().device().orElseThrow();
    }
}
