package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.thread.Pauses;
import io.iotconnectivity.thread.RepeatedTask;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps nodes apart that cannot take over from each other: those that have another key to what webhooks have answered, so
 * that tickets would stay open, and those that divide the incidents in another way, so that some would never end.
 *
 * <p>The first node publishes what it has, as what is noted with an offset of a group without members; every other
 * compares. Kafka forgets such an offset some time after it was noted last (7 days by default), so all note it again
 * while they run.
 */
final class AgreementCheck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgreementCheck.class);
    private static final Duration ANSWERS = Duration.ofSeconds(30);
    private static final Duration REPEATS = Duration.ofMinutes(5);
    /** Whoever has found nothing, too, has published after this time, so that both see who was the last. */
    private static final Duration RIVALS = Duration.ofSeconds(1);

    private final ClusterSettings settings;
    private final Optional<TicketKey> key;
    private final Admin admin;
    private final TopicPartition place;
    private final RepeatedTask repeating =
            new RepeatedTask("agreement", this::check, "Cannot determine whether all instances agree");
    private volatile Optional<String> problem = Optional.empty();

    /**
     * @param key to what webhooks have answered; absent if this node has no webhooks
     * @param admin what asks the cluster; stays open
     */
    AgreementCheck(ClusterSettings settings, Optional<TicketKey> key, Admin admin) {
        this.settings = settings;
        this.key = key;
        this.admin = admin;
        // Little is appended there, so that the group has no lag that would worry anybody.
        this.place = new TopicPartition(settings.topic(Topics.DISABLED), 0);
    }

    /**
     * Agrees with the nodes that there are. Makes the key if nobody has one.
     *
     * @throws StoreException if this node must not run with them, or the cluster does not tell; with what to do
     */
    void join() {
        Optional<String> found = published();
        Optional<Agreement> others = found.flatMap(Agreement::read);
        if (found.isPresent() && others.isEmpty()) {
            LOG.warn("Whether all instances agree is not known: a later version has published what they have");
            return;
        }
        others.flatMap(this::flaw).ifPresent(AgreementCheck::refuse);
        Agreement agreed =
                Agreement.of(key.map(AgreementCheck::fingerprint), settings).orKeyOf(others);
        publish(agreed);
        if (!others.equals(Optional.of(agreed))) {
            Pauses.pause(RIVALS);
            flaw().ifPresent(AgreementCheck::refuse);
        }
    }

    /** Checks again and again from now on, since somebody may have joined at the same time. */
    void start() {
        repeating.start(REPEATS, REPEATS);
    }

    /** With what this node differs from the others; absent if they can take over from each other. */
    Optional<String> problem() {
        return problem;
    }

    void check() {
        Optional<String> found = published();
        Optional<Agreement> others = found.flatMap(Agreement::read);
        if (found.isPresent() && others.isEmpty()) {
            return;
        }
        Optional<String> now =
                others.flatMap(this::flaw).map(flaw -> flaw.what() + "; stop this instance, and " + flaw.fix());
        if (now.isEmpty()) {
            publish(Agreement.of(existingKey(), settings).orKeyOf(others));
        } else if (!now.equals(problem)) {
            LOG.error("Instances do not agree: {}", now.get());
        }
        problem = now;
    }

    /**
     * In which way this node differs from those that run, or have run last; changes nothing.
     *
     * @throws StoreException if the key cannot be used, or the cluster does not tell
     */
    Optional<ClusterTopics.Flaw> flaw() {
        return published().flatMap(Agreement::read).flatMap(this::flaw);
    }

    private Optional<ClusterTopics.Flaw> flaw(Agreement others) {
        Agreement own = Agreement.of(existingKey(), settings);
        if (!own.hasShardsOf(others)) {
            return Optional.of(new ClusterTopics.Flaw(
                    true,
                    "kafka.shard.pattern is " + named(own.pattern()) + ", but the instances of "
                            + settings.applicationId() + " have divided the incidents with "
                            + named(others.pattern()),
                    "set it to that on all instances. To change it all the same, which leaves the incidents open that"
                            + " are, stop all instances and run: " + forget()));
        }
        if (key.isPresent() && own.hasOtherKeyThan(others)) {
            return Optional.of(new ClusterTopics.Flaw(
                    true,
                    key.get().file()
                            + (own.key().isPresent()
                                    ? " is another key than that of the other instances of "
                                    : " does not exist, and there is a key of the other instances of ")
                            + settings.applicationId()
                            + ": neither could read what webhooks have answered the other, so tickets would stay open",
                    "copy <engine.file>.key of a running instance to this one, as "
                            + key.get().file() + ". If no instance has it any more, stop all of them and run: "
                            + forget()));
        }
        return Optional.empty();
    }

    private static String named(String pattern) {
        return pattern.isEmpty() ? "empty" : Printable.line(pattern);
    }

    private String forget() {
        return "kafka-consumer-groups.sh --bootstrap-server "
                + settings.bootstrapServers().replaceAll("\\s", "") + " --delete --group " + settings.agreementGroup();
    }

    static void refuse(ClusterTopics.Flaw flaw) {
        throw new StoreException("engine=kafka: " + flaw.what() + "; " + flaw.fix());
    }

    private Optional<String> existingKey() {
        return key.filter(TicketKey::exists).map(AgreementCheck::fingerprint);
    }

    private static String fingerprint(TicketKey key) {
        try {
            return key.fingerprint();
        } catch (UncheckedIOException e) {
            throw new StoreException(e.getMessage(), e);
        }
    }

    /** Absent if nobody has, or it was long ago. */
    private Optional<String> published() {
        try {
            return Optional.ofNullable(await(admin.listConsumerGroupOffsets(settings.agreementGroup())
                                    .partitionsToOffsetAndMetadata())
                            .get(place))
                    .map(OffsetAndMetadata::metadata);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw unknown(e.getCause());
        }
    }

    private void publish(Agreement agreed) {
        try {
            long end = await(admin.listOffsets(Map.of(place, OffsetSpec.latest()))
                            .partitionResult(place))
                    .offset();
            await(admin.alterConsumerGroupOffsets(
                            settings.agreementGroup(), Map.of(place, new OffsetAndMetadata(end, agreed.text())))
                    .all());
        } catch (ExecutionException e) {
            throw unknown(e.getCause());
        }
    }

    private <T> T await(KafkaFuture<T> asked) throws ExecutionException {
        try {
            return asked.get(ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unknown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
    }

    private StoreException unknown(Throwable why) {
        return new StoreException(
                "engine=kafka: whether all instances agree is not known: " + why.getMessage()
                        + "; check the rights of this user to the group " + settings.agreementGroup(),
                why);
    }

    @Override
    public void close() {
        repeating.close();
    }
}
