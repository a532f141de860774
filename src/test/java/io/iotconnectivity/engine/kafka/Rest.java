package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.kafka.view.AppliedRecords;
import io.iotconnectivity.engine.kafka.view.ViewFeed;
import io.iotconnectivity.thread.NamedThread;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Knows when an installation is at rest: both stages have processed everything that is in their topics, and a view has
 * read everything that came of it. A deadline that has come counts once its tick is appended.
 */
final class Rest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Admin admin;
    private final ClusterSettings settings;
    private final ViewFeed view;
    private final KafkaEngine engine;
    private final List<TopicPartition> read;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(NamedThread.daemons("rest"));
    private final KafkaConsumer<String, byte[]> consumer;
    /** Longer and longer, since most is there soon. */
    private Duration pause = FIRST_PAUSE;
    /** What those wait for who have come since it was last looked. */
    private CompletableFuture<Void> next;

    /**
     * @param partitions of each topic that the stages read
     */
    Rest(Admin admin, ClusterSettings settings, int partitions, ViewFeed view, KafkaEngine engine) {
        this.admin = admin;
        this.settings = settings;
        this.read = Stream.of(Topics.SIGNALS, Topics.CASES_IN)
                .flatMap(topic -> IntStream.range(0, partitions)
                        .mapToObj(number -> new TopicPartition(settings.topic(topic), number)))
                .toList();
        this.view = view;
        this.engine = engine;
        Map<String, Object> client = settings.client();
        client.put("isolation.level", "read_committed");
        this.consumer = new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Completes once everything has been processed that was appended before this call. */
    synchronized CompletableFuture<Void> reached() {
        if (next == null) {
            next = new CompletableFuture<>();
            thread.execute(this::look);
        }
        return next;
    }

    private void look() {
        CompletableFuture<Void> mine;
        synchronized (this) {
            mine = next;
            next = null;
        }
        complete(mine, this::missing);
    }

    /** Completes once this node leads, and has passed on every question that was asked before this call. */
    CompletableFuture<Void> asked() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        thread.execute(() -> complete(asked, this::unasked));
        return asked;
    }

    private void complete(CompletableFuture<Void> mine, Callable<Optional<String>> missing) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        pause = FIRST_PAUSE;
        try {
            for (Optional<String> what = missing.call(); what.isPresent(); what = missing.call()) {
                Optional<String> problem = engine.health().problem();
                if (problem.isPresent() || System.nanoTime() - until > 0) {
                    throw new IllegalStateException("not at rest: " + problem.orElse(what.get()));
                }
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                pause = pause.compareTo(LONGEST_PAUSE) < 0
                        ? pause.multipliedBy(3).dividedBy(2)
                        : pause;
            }
            mine.complete(null);
        } catch (Exception e) {
            mine.completeExceptionally(e);
        }
    }

    private Optional<String> unasked() throws InterruptedException, ExecutionException, TimeoutException {
        return engine.leadership().leads()
                ? behind(
                        processed(settings.applicationId() + "-leader"),
                        ends(List.of(new TopicPartition(settings.topic(Topics.EFFECTS), 0))))
                : Optional.of("this node does not lead");
    }

    /** What has yet to be read. In this order: a stage appends what comes of a record before it has read it. */
    private Optional<String> missing() throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> processed =
                processed(settings.stage(StageClients.DEVICES), settings.stage(StageClients.INCIDENTS));
        Map<TopicPartition, Long> ends = ends(read);
        Optional<String> missing = behind(processed, ends);
        if (missing.isPresent() && (pause.compareTo(LONGEST_PAUSE) < 0 || hasRecords(processed, ends))) {
            return missing;
        }
        Map<TopicPartition, Long> applied = AppliedRecords.of(view);
        return applied.isEmpty() ? Optional.of("the view") : behind(applied, ends(applied.keySet()));
    }

    /** Up to where these groups have committed. */
    private Map<TopicPartition, Long> processed(String... groups)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, ListConsumerGroupOffsetsSpec> all = Stream.of(groups)
                .collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec()));
        Map<TopicPartition, Long> processed = new HashMap<>();
        admin.listConsumerGroupOffsets(all)
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .values()
                .forEach(offsets -> offsets.forEach((partition, offset) -> processed.put(partition, offset.offset())));
        return processed;
    }

    /** Up to where there are records, also those that are not committed yet. */
    private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** Whether there is anything in between but the ends of transactions, which a stage that was restarted passes over. */
    private boolean hasRecords(Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends) {
        consumer.assign(ends.keySet());
        ends.keySet().forEach(each -> consumer.seek(each, from.getOrDefault(each, 0L)));
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (!consumer.poll(POLL).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> behind(Map<TopicPartition, Long> read, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .filter(end -> read.getOrDefault(end.getKey(), 0L) < end.getValue())
                .map(end -> end.getKey() + " is read up to " + read.get(end.getKey()) + " of " + end.getValue())
                .findFirst();
    }

    @Override
    public void close() {
        thread.execute(consumer::close);
        thread.shutdown();
    }
}
