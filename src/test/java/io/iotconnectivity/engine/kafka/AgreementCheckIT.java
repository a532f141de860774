package io.iotconnectivity.engine.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.secret.Seal;
import io.iotconnectivity.signal.ClientPattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes on one real broker must have in common, each test with an installation of its own. */
class AgreementCheckIT {
    @TempDir
    static Path broking;

    private static KafkaBroker broker;
    private static Admin admin;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(Files.createDirectory(broking.resolve("broker")));
        admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @Test
    void nodeWithoutTheKeyOfTheOthersOrWithAnotherIsRefused() throws Exception {
        ClusterSettings settings = created("keys", "");
        Path first = folder.resolve("first.key");
        Path second = folder.resolve("second.key");

        join(settings, Optional.of(first));
        assertThat(first).exists();
        assertThatThrownBy(() -> join(settings, Optional.of(second)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(second + " does not exist")
                .hasMessageContaining("copy <engine.file>.key of a running instance to this one, as " + second);
        assertThat(second).doesNotExist();
        assertThat(new ClusterTopics(settings).look(Optional.of(key(second))).flaws())
                .anySatisfy(flaw -> assertThat(flaw.what()).contains(second + " does not exist"));

        Seal.by(second);
        assertThatThrownBy(() -> join(settings, Optional.of(second)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(second + " is another key");

        Files.delete(second);
        Files.copy(first, second);
        join(settings, Optional.of(second));
        assertThat(new ClusterTopics(settings).look(Optional.of(key(second))).flaws())
                .isEmpty();
        // One without webhooks needs no key, and does not make the others forget theirs.
        join(settings, Optional.empty());
        assertThatThrownBy(() -> join(settings, Optional.of(folder.resolve("third.key"))))
                .hasMessageContaining("third.key does not exist");
    }

    @Test
    void keyOfTheFirstNodeWithWebhooksIsTheOneOfAll() throws Exception {
        ClusterSettings settings = created("later", "");
        Path first = folder.resolve("first.key");

        join(settings, Optional.empty());
        join(settings, Optional.of(first));

        assertThatThrownBy(() -> join(settings, Optional.of(folder.resolve("second.key"))))
                .hasMessageContaining("second.key does not exist");
    }

    @Test
    void nodeThatDividesIncidentsInAnotherWayIsRefusedUntilTheyAreToForget() throws Exception {
        ClusterSettings settings = created("shards", "([^-]+)-.*");
        ClusterSettings changed = settings("shards", "(\\w+)/.*");

        join(settings, Optional.empty());
        assertThatThrownBy(() -> join(changed, Optional.empty()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("kafka.shard.pattern is (\\w+)/.*")
                .hasMessageContaining("have divided the incidents with ([^-]+)-.*")
                .hasMessageContaining("kafka-consumer-groups.sh --bootstrap-server " + broker.address()
                        + " --delete --group shards-agreement");

        forget(settings);
        join(changed, Optional.empty());
        assertThatThrownBy(() -> join(settings, Optional.empty()))
                .hasMessageContaining("have divided the incidents with (\\w+)/.*");
    }

    @Test
    void nodesThatHaveJoinedAtTheSameTimeAreToldLater() throws Exception {
        ClusterSettings settings = created("rivals", "");
        Path key = folder.resolve("one.key");
        try (AgreementCheck one = new AgreementCheck(settings, Optional.of(key(key)), admin)) {
            one.join();
            one.check();
            assertThat(one.problem()).isEmpty();

            forget(settings);
            join(settings, Optional.of(folder.resolve("other.key")));
            one.check();
            assertThat(one.problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains(key + " is another key"));

            forget(settings);
            one.check();
            assertThat(one.problem()).isEmpty();
            assertThatThrownBy(() -> join(settings, Optional.of(folder.resolve("other.key"))))
                    .hasMessageContaining("other.key is another key");
        }
    }

    /** As with the command that the message names. */
    private static void forget(ClusterSettings settings) throws Exception {
        admin.deleteConsumerGroups(List.of(settings.agreementGroup())).all().get(60, TimeUnit.SECONDS);
    }

    private static void join(ClusterSettings settings, Optional<Path> key) {
        try (AgreementCheck joining = new AgreementCheck(settings, key.map(AgreementCheckIT::key), admin)) {
            joining.join();
        }
    }

    private static TicketKey key(Path file) {
        return new TicketKey(file, Seal::fingerprint);
    }

    private ClusterSettings created(String installation, String pattern) {
        ClusterSettings settings = settings(installation, pattern);
        TopicPlan.of(settings, 1).create(admin);
        new ClusterTopics(settings).prepare();
        return settings;
    }

    private ClusterSettings settings(String installation, String pattern) {
        return new ClusterSettings(
                broker.address(),
                installation,
                folder,
                Map.of(),
                Duration.ofDays(30),
                Duration.ofDays(30),
                "one",
                Instant.EPOCH,
                true,
                Optional.of(pattern).filter(text -> !text.isEmpty()).map(ClientPattern::of));
    }
}
