package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.engine.AcceptContract;
import io.iotconnectivity.engine.AskingContract;
import io.iotconnectivity.engine.BacklogContract;
import io.iotconnectivity.engine.ClassContract;
import io.iotconnectivity.engine.DeadLetterContract;
import io.iotconnectivity.engine.DeafContract;
import io.iotconnectivity.engine.DeliveryContract;
import io.iotconnectivity.engine.DeviceHistoryContract;
import io.iotconnectivity.engine.DeviceListContract;
import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.EngineFactory;
import io.iotconnectivity.engine.EngineSettings;
import io.iotconnectivity.engine.EnrichContract;
import io.iotconnectivity.engine.FleetHistoryContract;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.IncidentContract;
import io.iotconnectivity.engine.IncidentRulesContract;
import io.iotconnectivity.engine.IncidentStory;
import io.iotconnectivity.engine.LifeContract;
import io.iotconnectivity.engine.LogContract;
import io.iotconnectivity.engine.RepeatsContract;
import io.iotconnectivity.engine.RetentionContract;
import io.iotconnectivity.engine.SilenceLimitsContract;
import io.iotconnectivity.engine.SlowDevicesContract;
import io.iotconnectivity.engine.TracesContract;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientPattern;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine on Kafka passes every suite that an engine has to pass: on a real broker, whose records bear the time of the
 * test's clock.
 */
class KafkaEngineContractIT {
    @TempDir
    static Path directory;

    @AutoClose
    static KafkaByHand kafka;

    @BeforeAll
    static void startBroker() throws IOException {
        kafka = KafkaByHand.start(Files.createDirectory(directory.resolve("broker")));
    }

    /**
     * For suites whose subject is the same code in both engines. A test takes about a second of the processor, most of it
     * for topics and clients of its own, so a build runs only what is decided, asked and delivered.
     */
    @EnabledIfSystemProperty(
            named = "contracts",
            matches = "all",
            disabledReason = "mvn -Pproof, and -Dcontracts=all, run all contracts on Kafka")
    @Retention(RetentionPolicy.RUNTIME)
    @interface OnDemand {}

    interface OnKafka extends EngineFactory {
        @Override
        default Engine open(EngineSettings settings, Rules rules, IncidentRules incidents, HandClock clock) {
            return kafka.open(settings, rules, incidents, clock);
        }

        @Override
        default Set<Promise> promises() {
            return Set.of(Promise.REPLAYS, Promise.TRACES_DEADLINES);
        }
    }

    @Nested
    class AcceptingOnKafka extends AcceptContract implements OnKafka {}

    @Nested
    class AskingOnKafka extends AskingContract implements OnKafka {}

    @Nested
    class DeafOnKafka extends DeafContract implements OnKafka {}

    @Nested
    class EnrichingOnKafka extends EnrichContract implements OnKafka {}

    @Nested
    @OnDemand
    class DeadLettersOnKafka extends DeadLetterContract implements OnKafka {}

    @Nested
    class DeliveringOnKafka extends DeliveryContract implements OnKafka {}

    @Nested
    @OnDemand
    class DeviceHistoryOnKafka extends DeviceHistoryContract implements OnKafka {}

    @Nested
    @OnDemand
    class DeviceListsOnKafka extends DeviceListContract implements OnKafka {}

    @Nested
    @OnDemand
    class FleetHistoryOnKafka extends FleetHistoryContract implements OnKafka {}

    @Nested
    class IncidentsOnKafka extends IncidentContract implements OnKafka {}

    @Nested
    @OnDemand
    class IncidentRulesOnKafka extends IncidentRulesContract implements OnKafka {}

    @Nested
    @OnDemand
    class ClassesOnKafka extends ClassContract implements OnKafka {}

    @Nested
    @OnDemand
    class SlowDevicesOnKafka extends SlowDevicesContract implements OnKafka {}

    @Nested
    @OnDemand
    class TracesOnKafka extends TracesContract implements OnKafka {}

    @Nested
    @OnDemand
    class RepeatsOnKafka extends RepeatsContract implements OnKafka {}

    @Nested
    @OnDemand
    class RetentionOnKafka extends RetentionContract implements OnKafka {}

    @Nested
    class SilenceLimitsOnKafka extends SilenceLimitsContract implements OnKafka {}

    @Nested
    @OnDemand
    class BacklogOnKafka extends BacklogContract implements OnKafka {}

    @Nested
    class LivesOnKafka extends LifeContract implements OnKafka {}

    @Nested
    @OnDemand
    class LogOnKafka extends LogContract implements OnKafka {}

    /** Two nodes share the devices and the incidents of a fleet that is divided by site. */
    @Nested
    class ShardsOnKafka extends IncidentStory {
        private static final List<String> SITES = List.of("north", "east", "south", "west");
        private static final Optional<ClientPattern> BY_SITE = Optional.of(ClientPattern.of("([^/]+)/.*"));

        @AutoClose
        private Engine other;

        @Override
        public Engine open(EngineSettings settings, Rules rules, IncidentRules incidents, HandClock clock) {
            return kafka.open(BY_SITE, settings, rules, incidents, clock);
        }

        @BeforeEach
        void openOther() {
            EngineSettings usual = settings(Duration.ZERO);
            EngineSettings settings = new EngineSettings(
                    directory.resolve("other.db"), usual.history(), usual.inbox(), usual.deadLetters(), usual.settle());
            other = kafka.open(
                    BY_SITE,
                    settings,
                    new PresenceMachine(Policy.defaults())::step,
                    IncidentRules.of(new IncidentMachine(Fleet.grouped(3, Optional.empty()))),
                    clock);
            await().until(() -> kafka.shares(settings), List.of(1, 1, 1, 1)::equals);
        }

        @Test
        void everySiteIsDecidedByOneOfTheNodesAndBothKnowOfTheSameSilencesAndBlindSources() {
            assertThat(SITES.stream().map(site -> partition(site)).distinct()).hasSize(KafkaByHand.SHARDS);
            other.silence(silence("works", ".*/quiet", Duration.ofHours(1))).join();
            other.sighted(new Sight(
                            "source-presence", Sight.State.AWAY, Sight.Carries.CONNECTIONS, START, Optional.empty()))
                    .join();
            connect(all("1", "2", "3"));
            connect(all("quiet"));
            clock.advance(Duration.ofMinutes(20));

            drop(all("quiet"));
            drop(all("1", "2", "3"));
            clock.advance(GRACE);
            awaitStates(all("1", "2", "3", "quiet"), Verdict.OFFLINE);
            assertThat(all(IncidentKind.GROUP))
                    .extracting(IncidentData::key)
                    .containsExactlyInAnyOrderElementsOf(
                            SITES.stream().map(site -> "group/" + site).toList());
            assertThat(all(IncidentKind.GROUP))
                    .allSatisfy(incident -> assertThat(incident.blind()).isPresent());
            assertThat(all("quiet"))
                    .allSatisfy(client -> assertThat(decided(client)).contains(Decision.What.SUPPRESSED));
            assertThat(all(IncidentKind.BLIND)).hasSize(1);
        }

        private static List<String> all(String... devices) {
            return SITES.stream()
                    .flatMap(site -> Stream.of(devices).map(device -> site + '/' + device))
                    .toList();
        }

        private static int partition(String site) {
            return BuiltInPartitioner.partitionForKey(site.getBytes(StandardCharsets.UTF_8), KafkaByHand.SHARDS);
        }
    }
}
