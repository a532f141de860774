package io.iotconnectivity.engine.kafka.view;

import io.iotconnectivity.engine.StoreException;
import io.iotconnectivity.engine.codec.MalformedRecord;
import io.iotconnectivity.engine.codec.UnsupportedRecord;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.view.ReadPartition.Content;
import io.iotconnectivity.engine.sqlite.SqliteView;
import io.iotconnectivity.engine.sqlite.ViewPartition;
import io.iotconnectivity.engine.sqlite.ViewTransaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the partitions of a view and applies what it has read, with the offsets, a few hundred records at a time. */
final class ViewConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewConsumer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CHECKED_EVERY = Duration.ofSeconds(10);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final Duration TELLS_EVERY = Duration.ofSeconds(5);
    private static final Duration CLOSES = Duration.ofSeconds(2);
    /** Enough to share a commit, and few enough to be shown soon. */
    private static final int MOST_RECORDS = 1_000;
    /** What is fetched ahead stays in memory. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<TopicPartition, ReadPartition> partitions;
    private final RecordChange change;
    private final FeedProgress progress;
    private final Map<TopicPartition, Long> ends;
    private final Map<TopicPartition, Long> beginnings;
    private volatile Map<TopicPartition, Long> applied = Map.of();
    private boolean isComplete;
    private long checkedAt = System.nanoTime();
    private long toldAt = System.nanoTime();

    private ViewConsumer(
            KafkaConsumer<String, byte[]> consumer,
            List<ReadPartition> all,
            RecordChange change,
            FeedProgress progress) {
        this.consumer = consumer;
        this.partitions = all.stream().collect(Collectors.toMap(ReadPartition::partition, Function.identity()));
        this.change = change;
        this.progress = progress;
        beginnings = consumer.beginningOffsets(partitions.keySet());
        ends = consumer.endOffsets(partitions.keySet());
    }

    static ViewConsumer open(
            ClusterSettings settings, List<ReadPartition> all, RecordChange change, FeedProgress progress) {
        Map<String, Object> client = settings.client();
        client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        client.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.clientId("view"));
        client.put(ConsumerConfig.GROUP_ID_CONFIG, settings.viewGroup(settings.instance()));
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Whoever goes on somewhere else must know.
        client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        client.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES);
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
        try {
            return new ViewConsumer(consumer, all, change, progress);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Why nobody can go on from these offsets; empty if somebody can. */
    Optional<String> useless(Map<ViewPartition, Long> stored) {
        Map<ViewPartition, TopicPartition> known =
                partitions.values().stream().collect(Collectors.toMap(ReadPartition::id, ReadPartition::partition));
        for (Map.Entry<ViewPartition, Long> each : stored.entrySet()) {
            TopicPartition partition = known.get(each.getKey());
            if (partition == null) {
                return Optional.of("it was made from other topics than there are now");
            }
            if (each.getValue() < beginnings.get(partition)) {
                return Optional.of("records of " + partition + " were deleted before they were read");
            }
            if (each.getValue() > ends.get(partition)) {
                return Optional.of(partition + " has fewer records than were read from it");
            }
        }
        return Optional.empty();
    }

    /** Begins to read where the view has stopped. */
    void start(SqliteView view) {
        Map<ViewPartition, Long> stored = view.offsets();
        consumer.assign(partitions.keySet());
        for (ReadPartition each : partitions.values()) {
            Long next = each.content().isContinued() ? stored.get(each.id()) : null;
            consumer.seek(each.partition(), next == null ? beginnings.get(each.partition()) : next);
        }
        progress.begins(left());
        if (!progress.isComplete()) {
            await(view, ViewTransaction::noSilences);
        }
    }

    /** How many records there were at the start that have not been read. */
    private long left() {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** Reads and applies once. */
    void step(SqliteView view) {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
            apply(records, view);
        }
        if (!isComplete) {
            catchUp();
        }
        checkConnection();
        progress.letters(letters());
        tellHowFar();
        progress.isAsOf(isBehind() ? oldest(records) : Optional.empty());
        view.isCurrent(progress.isCurrent());
        applied = partitions.keySet().stream().collect(Collectors.toMap(Function.identity(), consumer::position));
    }

    /** Up to where each partition is applied; empty at first. */
    Map<TopicPartition, Long> applied() {
        return applied;
    }

    /** The number of the last record about dead letters that has been applied. */
    private long letters() {
        return partitions.values().stream()
                .filter(each -> each.content() == Content.LETTERS)
                .mapToLong(each -> consumer.position(each.partition()))
                .sum();
    }

    /**
     * A poll finds nothing while Kafka cannot be reached, just as if there were nothing.
     *
     * @throws KafkaException if it cannot be reached
     */
    private void checkConnection() {
        long now = System.nanoTime();
        if (now - checkedAt > CHECKED_EVERY.toNanos()) {
            try {
                consumer.endOffsets(partitions.keySet(), ANSWERS_WITHIN);
            } catch (TimeoutException e) {
                throw new KafkaException("Kafka does not answer: " + e.getMessage(), e);
            }
            checkedAt = System.nanoTime();
        }
    }

    /** Nobody goes on from these offsets; they show the others, and tools, how far this view is. */
    private void tellHowFar() {
        long now = System.nanoTime();
        if (now - toldAt > TELLS_EVERY.toNanos()) {
            toldAt = now;
            consumer.commitAsync((offsets, failure) -> {
                if (failure != null) {
                    LOG.debug("How far the view is has not been told", failure);
                }
            });
        }
    }

    private void catchUp() {
        long left = left();
        progress.left(left);
        if (left == 0) {
            isComplete = true;
            progress.completes();
        }
    }

    /** Whether there is more to read than what has just come. */
    private boolean isBehind() {
        long lag = 0;
        for (TopicPartition partition : partitions.keySet()) {
            lag += consumer.currentLag(partition).orElse(0);
        }
        return lag > MOST_RECORDS;
    }

    private static Optional<Instant> oldest(ConsumerRecords<String, byte[]> records) {
        Instant oldest = null;
        for (ConsumerRecord<String, byte[]> record : records) {
            Instant appended = Instant.ofEpochMilli(record.timestamp());
            oldest = oldest == null || appended.isBefore(oldest) ? appended : oldest;
        }
        return Optional.ofNullable(oldest);
    }

    private void apply(ConsumerRecords<String, byte[]> records, SqliteView view) {
        List<ConsumerRecord<String, byte[]>> ordered = new ArrayList<>(records.count());
        records.forEach(ordered::add);
        ordered.sort(Comparator.comparing(this::content));
        Map<ViewPartition, Long> next = positions(records);
        List<Consumer<SqliteView>> passedOver = new ArrayList<>();
        try {
            await(view, to -> {
                passedOver.clear();
                for (ConsumerRecord<String, byte[]> record : ordered) {
                    apply(record, to, passedOver);
                }
                save(next, to);
            });
            passedOver.forEach(told -> told.accept(view));
        } catch (CompletionException e) {
            // One record is at fault: each gets a transaction of its own, so that only that one is passed over.
            ordered.forEach(record -> applySingly(record, view));
            await(view, to -> save(next, to));
        }
    }

    private void applySingly(ConsumerRecord<String, byte[]> record, SqliteView view) {
        List<Consumer<SqliteView>> passedOver = new ArrayList<>();
        ReadPartition from = partitions.get(partition(record));
        Map<ViewPartition, Long> next =
                from.content().isContinued() ? Map.of(from.id(), record.offset() + 1) : Map.of();
        try {
            await(view, to -> {
                passedOver.clear();
                apply(record, to, passedOver);
                save(next, to);
            });
            passedOver.forEach(told -> told.accept(view));
        } catch (CompletionException e) {
            progress.passedOver(name(record), String.valueOf(e.getCause()), false);
            await(view, to -> save(next, to));
        }
    }

    /**
     * Waits until it is durable.
     *
     * @throws CompletionException if the store refuses the rows
     * @throws StoreException if nothing can be written any more
     */
    private static void await(SqliteView view, SqliteView.Change change) {
        try {
            view.apply(change).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException dead ? dead : e;
        }
    }

    private void apply(ConsumerRecord<String, byte[]> record, ViewTransaction to, List<Consumer<SqliteView>> passedOver)
            throws SQLException {
        try {
            change.apply(content(record), record, to);
        } catch (MalformedRecord e) {
            passedOver.add(view -> passedOver(record, e, view));
        }
    }

    private void passedOver(ConsumerRecord<String, byte[]> record, MalformedRecord why, SqliteView view) {
        boolean isOfALaterVersion = why instanceof UnsupportedRecord;
        progress.passedOver(name(record), why.getMessage(), isOfALaterVersion);
        if (isOfALaterVersion) {
            // Read again at each start: that of the later version will know it.
            view.beginAnew(name(record) + " cannot be read by this version");
        }
    }

    private static String name(ConsumerRecord<String, byte[]> record) {
        return "record " + record.offset() + " of " + partition(record);
    }

    private Content content(ConsumerRecord<String, byte[]> record) {
        return partitions.get(partition(record)).content();
    }

    private static TopicPartition partition(ConsumerRecord<String, byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** Behind the records, also those that only Kafka needs. */
    private Map<ViewPartition, Long> positions(ConsumerRecords<String, byte[]> records) {
        Map<ViewPartition, Long> next = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            ReadPartition from = partitions.get(partition);
            if (from.content().isContinued()) {
                next.put(from.id(), consumer.position(partition));
            }
        }
        return next;
    }

    private static void save(Map<ViewPartition, Long> next, ViewTransaction to) throws SQLException {
        for (Map.Entry<ViewPartition, Long> each : next.entrySet()) {
            to.next(each.getKey(), each.getValue());
        }
    }

    /** Ends a poll; any thread may call it. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSES));
    }
}
