package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.decide.IncidentRules;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.Fleet;
import io.iotconnectivity.incident.IncidentMachine;
import io.iotconnectivity.presence.Policy;
import io.iotconnectivity.presence.PresenceMachine;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.resource.ResourceType;
import org.assertj.core.groups.Tuple;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user of a real broker with Kafka's own authorizer, who is given some rights and not others. */
class ClusterRightsIT {
    @TempDir
    static Path broking;

    private static GuardedBroker broker;

    @TempDir
    Path folder;

    @AutoClose
    private KafkaEngine engine;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = GuardedBroker.start(Files.createDirectory(broking.resolve("broker")));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void whoMayUseTopicsOnlyIsToldWhichGroupsAndTransactionsAreRefusedAndTheCommandThatGivesAll() throws Exception {
        ClusterSettings settings = settings("narrow", Map.of());
        assertThatThrownBy(() -> flaws(settings))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("engine=kafka: this user may not use topic narrow.")
                .hasMessageEndingWith(command("narrow"));
        broker.give("narrow", ResourceType.TOPIC);

        untilGiven().untilAsserted(() -> assertThat(flaws(settings))
                .extracting(ClusterTopics.Flaw::harms, ClusterTopics.Flaw::what)
                .containsExactly(
                        flaw(
                                true,
                                "this user may not read the consumer groups narrow-devices, narrow-incidents,"
                                        + " narrow-leader, narrow-agreement, narrow-view-one"),
                        flaw(false, "this user may not read the consumer groups of sinks narrow-sink-…"),
                        flaw(
                                true,
                                "this user may not write with the transactional ids narrow-devices-…,"
                                        + " narrow-incidents-…, narrow-sink-…")));
        assertThat(flaws(settings)).extracting(ClusterTopics.Flaw::fix).containsOnly(command("narrow"));
        assertThatThrownBy(() -> new ClusterTopics(settings).prepare())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("this user may not read the consumer groups narrow-devices")
                .hasMessageContaining("this user may not write with the transactional ids narrow-devices-…")
                .hasMessageContaining("--group narrow --transactional-id narrow");
    }

    @Test
    void whoHasWhatTheCommandGivesLacksNothing() throws Exception {
        ClusterSettings settings = settings("whole", Map.of());
        broker.give("whole", ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID);

        untilGiven().untilAsserted(() -> assertThat(flaws(settings)).isEmpty());
        Queue<Event> received = new ConcurrentLinkedQueue<>();
        IncidentRules incidents = IncidentRules.of(new IncidentMachine(Fleet.grouped()));
        engine = KafkaEngine.start(
                settings,
                Duration.ZERO,
                new PresenceMachine(Policy.defaults())::step,
                incidents,
                new NodeParts(settings, incidents, Optional.of(folder.resolve("view.db"))),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
        engine.attach(new Sink("test", event -> true, 10, 4, Optional.empty()), (events, attempt, receipt) -> {
            received.addAll(events);
            return Receipt.NONE;
        });
        await().until(() -> !StageRecords.of(settings, Topics.SINKS).isEmpty());
        engine.accept(new Signal.Disconnected(
                        new ClientId("a"), Instant.now(), Connection.UNKNOWN, Reason.CONNECTION_LOST))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();

        await().until(() -> !received.isEmpty());
        assertThat(new ClusterTopics(settings).look())
                .extracting(ClusterTopics.Report::missing, ClusterTopics.Report::flaws)
                .containsExactly(List.of(), List.of());
        assertThat(engine.health().problem()).isEmpty();
    }

    @Test
    void whoMayUseTopicsOfThisNameButNotThoseOfTheStatesIsTold() throws Exception {
        ClusterSettings settings = settings("states", Map.of());
        broker.give("states.", ResourceType.TOPIC);
        broker.give("states", ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID);

        await().untilAsserted(() -> assertThatThrownBy(() -> new ClusterTopics(settings).prepare())
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("engine=kafka: this user may not use topic states-")
                .hasMessageEndingWith(command("states")));
    }

    @Test
    void withIamTheStatementOfThePolicyIsNamedInsteadOfTheCommand() {
        ClusterSettings settings = settings("iam", Map.of("sasl.mechanism", "AWS_MSK_IAM"));

        assertThat(new ClusterRights(settings, Duration.ofSeconds(1)).mend())
                .contains("KafkaTopics", "'policies' prints")
                .doesNotContain("kafka-acls");
    }

    private static String command(String prefix) {
        return "kafka-acls.sh --bootstrap-server " + broker.address()
                + " --add --allow-principal User:<user> --operation All --resource-pattern-type prefixed"
                + " --topic " + prefix + " --group " + prefix + " --transactional-id " + prefix;
    }

    /** A broker knows of a right soon after it was given. */
    private static ConditionFactory untilGiven() {
        return await().ignoreExceptionsInstanceOf(StoreException.class);
    }

    private static List<ClusterTopics.Flaw> flaws(ClusterSettings settings) {
        return new ClusterTopics(settings).look().flaws();
    }

    private static Tuple flaw(boolean harms, String what) {
        return Tuple.tuple(harms, what);
    }

    private ClusterSettings settings(String installation, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(broker.properties());
        properties.putAll(more);
        return new ClusterSettings(
                broker.address(), installation, folder.resolve("one"), properties, Duration.ofDays(30));
    }
}
