package io.iotconnectivity.engine.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iotconnectivity.delivery.AssignedPartition;
import io.iotconnectivity.delivery.Assignments;
import io.iotconnectivity.delivery.Checkpoint;
import io.iotconnectivity.delivery.Completion;
import io.iotconnectivity.delivery.Delivery;
import io.iotconnectivity.delivery.DeliveryStore;
import io.iotconnectivity.delivery.DeliveryStoreContract;
import io.iotconnectivity.delivery.Dispatcher;
import io.iotconnectivity.delivery.EventSlice;
import io.iotconnectivity.delivery.LostEvent;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.delivery.SharedDeliveryStoreContract;
import io.iotconnectivity.delivery.Sink;
import io.iotconnectivity.delivery.SinkProgress;
import io.iotconnectivity.delivery.Unread;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.engine.codec.EventCodec;
import io.iotconnectivity.engine.codec.Letter;
import io.iotconnectivity.engine.codec.LetterCodec;
import io.iotconnectivity.engine.codec.StoryCodec;
import io.iotconnectivity.engine.kafka.ClusterSettings;
import io.iotconnectivity.engine.kafka.KafkaBroker;
import io.iotconnectivity.engine.kafka.OpenTopic;
import io.iotconnectivity.engine.kafka.SignalLog;
import io.iotconnectivity.engine.kafka.TopicPlan;
import io.iotconnectivity.engine.kafka.Topics;
import io.iotconnectivity.event.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaDeliveryStoreIT {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final int PARTITIONS = 2;
    /** Nobody is to be missed who is only slow. */
    private static final Duration LONG_SESSION = Duration.ofSeconds(30);

    private static final Duration SHORT_SESSION = Duration.ofSeconds(1);
    private static final Sink SINK = new Sink("desk", event -> true, 3, 2, Optional.empty());

    private static final AtomicInteger INSTALLATIONS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = KafkaBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** A new installation, with topics of its own. */
    private static ClusterSettings installation() {
        ClusterSettings settings = new ClusterSettings(
                broker.address(), "fleet" + INSTALLATIONS.incrementAndGet(), folder, Map.of(), Duration.ofDays(1));
        try (Admin admin = Admin.create(settings.client())) {
            TopicPlan.of(settings, PARTITIONS).create(admin);
        }
        return settings;
    }

    private static void opens(ClusterSettings settings, Event event) {
        try (SignalLog log = SignalLog.open(settings)) {
            OpenTopic.changes(
                    event, (key, value) -> log.append(new ProducerRecord<>(settings.topic(Topics.OPEN), key, value))
                            .join());
        }
    }

    private static long cursor(ConsumerRecord<String, byte[]> progress) {
        SavedState state = new SavedState();
        new SinkRecords(SINK.name()).read(progress.key(), progress.value(), state);
        return state.cursor();
    }

    @Nested
    class OneProcess extends DeliveryStoreContract {
        private final ClusterSettings settings = installation();
        private KafkaDeliveryStore store = KafkaDeliveryStore.open(settings, LONG_SESSION);

        @AfterEach
        void close() {
            store.close();
        }

        @Override
        protected DeliveryStore store() {
            return store;
        }

        @Override
        protected void restart() {
            close();
            store = KafkaDeliveryStore.open(settings, LONG_SESSION);
        }

        @Override
        protected void open(String incidentId) {
            opens(settings, SampleIncidents.opened(incidentId, NOW));
        }

        @Override
        protected void end(String incidentId) {
            opens(settings, SampleIncidents.resolved(incidentId, 2, NOW));
        }
    }

    @Nested
    class TwoProcesses extends SharedDeliveryStoreContract {
        private final ClusterSettings settings = installation();
        private final KafkaDeliveryStore one = KafkaDeliveryStore.open(settings, LONG_SESSION);
        private final KafkaDeliveryStore other = KafkaDeliveryStore.open(settings, LONG_SESSION);

        @AfterEach
        void close() {
            one.close();
            other.close();
        }

        @Override
        protected DeliveryStore one() {
            return one;
        }

        @Override
        protected DeliveryStore other() {
            return other;
        }
    }

    @Nested
    class Failures {
        private final ClusterSettings settings = installation();
        private final List<AutoCloseable> opened = new ArrayList<>();
        private SignalLog log;

        @BeforeEach
        void open() {
            log = closing(SignalLog.open(settings));
        }

        @AfterEach
        void close() throws Exception {
            Collections.reverse(opened);
            for (AutoCloseable one : opened) {
                one.close();
            }
        }

        private <T extends AutoCloseable> T closing(T one) {
            opened.add(one);
            return one;
        }

        private KafkaDeliveryStore store(Duration session) {
            return closing(KafkaDeliveryStore.open(settings, session));
        }

        @Test
        void nothingIsLostWhenAProcessIsKilledAndTheOrderOfASubjectIsKept() {
            int subjects = 8;
            int each = 25;
            List<Event> arrived = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch some = new CountDownLatch(40);
            Delivery delivery = (events, attempt, receipt) -> {
                arrived.addAll(events);
                some.countDown();
                return Receipt.NONE;
            };
            KafkaDeliveryStore one = store(SHORT_SESSION);
            KafkaDeliveryStore other = store(SHORT_SESSION);
            deliver(one, delivery);
            deliver(other, delivery);
            await().untilAsserted(() -> assertThat(shares()).containsExactly(1, 1));
            await().untilAsserted(() -> assertThat(registered()).isEqualTo(PARTITIONS));
            for (int subject = 0; subject < subjects; subject++) {
                opens(settings, SampleIncidents.opened("x" + subject, NOW));
            }

            List<Event> sent = new ArrayList<>();
            List<CompletableFuture<Void>> appended = new ArrayList<>();
            for (int sequence = 1; sequence <= each; sequence++) {
                for (int subject = 0; subject < subjects; subject++) {
                    Event event = SampleIncidents.updated("x" + subject, sequence, NOW);
                    sent.add(event);
                    appended.add(log.append(new ProducerRecord<>(
                            settings.topic(Topics.EVENTS), event.subject(), new EventCodec().write(event))));
                }
                if (sequence == each / 2) {
                    await().until(() -> some.getCount() == 0);
                    one.kill();
                }
            }
            CompletableFuture.allOf(appended.toArray(CompletableFuture[]::new)).join();

            await().untilAsserted(() -> assertThat(List.copyOf(arrived)).containsAll(sent));
            // What was under way when the process was killed may come twice.
            Map<String, List<Event>> first = new HashMap<>();
            new LinkedHashSet<>(List.copyOf(arrived))
                    .forEach(event -> first.computeIfAbsent(event.subject(), key -> new ArrayList<>())
                            .add(event));
            assertThat(first.values()).allSatisfy(events -> assertThat(events)
                    .hasSize(each)
                    .isSortedAccordingTo((a, b) -> Long.compare(sequence(a), sequence(b))));
        }

        private static long sequence(Event event) {
            return event.incident().orElseThrow().sequence();
        }

        private void deliver(KafkaDeliveryStore store, Delivery delivery) {
            Dispatcher dispatcher = closing(new Dispatcher(store, Clock.systemUTC(), new SimpleMeterRegistry()));
            store.whenGrown(dispatcher::wake);
            dispatcher.attach(SINK, delivery);
        }

        /** In how many partitions the sink is registered. */
        private long registered() throws Exception {
            try (Admin admin = Admin.create(settings.client())) {
                return admin
                        .listConsumerGroupOffsets(settings.applicationId() + "-sink-" + SINK.name())
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .values()
                        .stream()
                        .filter(Objects::nonNull)
                        .count();
            }
        }

        /** How many partitions each process has. */
        private List<Integer> shares() throws Exception {
            String group = settings.applicationId() + "-sink-" + SINK.name();
            try (Admin admin = Admin.create(settings.client())) {
                return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                        .map(member -> member.assignment().topicPartitions().size())
                        .toList();
            }
        }

        @Test
        void aProcessThatWasSilentForTooLongHoldsNothingAndSavesNothing() {
            KafkaDeliveryStore one = store(SHORT_SESSION);
            KafkaDeliveryStore other = store(LONG_SESSION);
            Assignments ones = new Assignments();
            Assignments others = new Assignments();
            one.subscribe(SINK, ones).join();
            // On a busy machine, its session may already have ended once.
            AssignedPartition zombie = await().until(
                            () -> ones.current().stream().findFirst(), Optional::isPresent)
                    .orElseThrow();
            SinkProgress before = zombie.progress();
            CountDownLatch paused = new CountDownLatch(1);
            CountDownLatch goesOn = new CountDownLatch(1);
            one.whenGrown(() -> {
                paused.countDown();
                wait(goesOn);
            });
            one.address("desk", List.of(SampleIncidents.opened("x", NOW))).join();
            wait(paused);
            try {
                other.subscribe(SINK, others).join();
                await().until(() -> others.current().size() == PARTITIONS);

                assertThat(zombie.isHeld()).isFalse();
                CompletableFuture<Void> done = new CompletableFuture<>();
                zombie.save(checkpoint(before.cursor() + 7), () -> done.complete(null));
                AssignedPartition taken = others.current().stream()
                        .filter(partition -> partition.progress().equals(before))
                        .findFirst()
                        .orElseThrow();
                save(taken, checkpoint(before.cursor() + 3));
                goesOn.countDown();
                await().until(done::isDone);

                assertThat(rows(settings.topic(Topics.SINKS)))
                        .extracting(KafkaDeliveryStoreIT::cursor)
                        .contains(before.cursor() + 3)
                        .doesNotContain(before.cursor() + 7);
            } finally {
                goesOn.countDown();
            }
        }

        @Test
        void whatWasSavedAfterTheBeginningOfAnOpenTransactionIsRecovered() {
            KafkaDeliveryStore one = store(LONG_SESSION);
            Assignments ones = new Assignments();
            one.subscribe(SINK, ones).join();
            AssignedPartition partition = ones.current().get(0);
            KafkaProducer<String, byte[]> crashed =
                    closing(new SinkClients(settings, Duration.ofSeconds(60)).transactions("crashed"));
            crashed.initTransactions();
            crashed.beginTransaction();
            for (int number = 0; number < PARTITIONS; number++) {
                crashed.send(
                        new ProducerRecord<>(settings.topic(Topics.SINKS), number, "crashed/ticket/x", new byte[1]));
            }
            crashed.flush();
            save(
                    partition,
                    new Checkpoint(
                            0,
                            0,
                            Map.of(),
                            Map.of("x", Optional.of(new Receipt(Optional.of("TICKET-7"), Optional.empty()))),
                            Map.of(),
                            List.of()));
            one.close();

            KafkaDeliveryStore next = store(LONG_SESSION);
            Assignments nexts = new Assignments();
            CompletableFuture<Void> subscribed = next.subscribe(SINK, nexts);
            await().untilAsserted(() -> assertThat(shares()).containsExactly(PARTITIONS));
            assertThat(subscribed).isNotDone();
            crashed.abortTransaction();
            subscribed.join();

            assertThat(nexts.current())
                    .anySatisfy(
                            recovered -> assertThat(recovered.load().tickets()).containsOnlyKeys("x"));
        }

        @Test
        void anAcceptedCheckpointWhoseTransactionIsStillOpenIsWaitedFor() {
            KafkaDeliveryStore one = store(LONG_SESSION);
            Assignments ones = new Assignments();
            one.subscribe(SINK, ones).join();
            one.close();
            KafkaProducer<String, byte[]> slow =
                    closing(new SinkClients(settings, Duration.ofSeconds(60)).transactions("slow"));
            slow.initTransactions();
            slow.beginTransaction();
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            for (int number = 0; number < PARTITIONS; number++) {
                offsets.put(new TopicPartition(settings.topic(Topics.EVENTS), number), new OffsetAndMetadata(0));
            }
            KafkaConsumer<String, byte[]> nobody =
                    closing(new SinkClients(settings, LONG_SESSION).member(SINK.name(), false));
            slow.sendOffsetsToTransaction(offsets, nobody.groupMetadata());

            KafkaDeliveryStore next = store(LONG_SESSION);
            Assignments nexts = new Assignments();
            CompletableFuture<Void> subscribed = next.subscribe(SINK, nexts);
            await().untilAsserted(() -> assertThat(shares()).containsExactly(PARTITIONS));
            assertThat(subscribed).isNotDone();
            new SinkRecords(SINK.name())
                    .write(
                            new Checkpoint(0, 0, Map.of(), Map.of("x", Optional.of(Receipt.NONE)), Map.of(), List.of()),
                            (key, value) ->
                                    slow.send(new ProducerRecord<>(settings.topic(Topics.SINKS), 0, key, value)));
            slow.commitTransaction();
            subscribed.join();

            assertThat(nexts.current().get(0).load().tickets()).containsOnlyKeys("x");
        }

        @Test
        void sinkWhoseProgressThisVersionCannotReadWaitsInsteadOfBeginningAtTheEnd() {
            KafkaDeliveryStore one = store(LONG_SESSION);
            one.subscribe(SINK, new Assignments()).join();
            one.close();
            saveProgress(new byte[] {99});

            KafkaDeliveryStore next = store(LONG_SESSION);
            Assignments nexts = new Assignments();
            CompletableFuture<Void> subscribed = next.subscribe(SINK, nexts);
            await().untilAsserted(() -> assertThat(shares()).containsExactly(PARTITIONS));
            new SinkRecords(SINK.name()).write(checkpoint(7), (key, value) -> saveProgress(value));
            subscribed.join();

            assertThat(nexts.current()).hasSize(PARTITIONS).allSatisfy(partition -> assertThat(
                            partition.progress().cursor())
                    .isEqualTo(7));
        }

        @Test
        void sinkWhoseRowALaterVersionHasSavedWaitsUntilThatVersionHasDeletedIt() {
            KafkaDeliveryStore one = store(LONG_SESSION);
            one.subscribe(SINK, new Assignments()).join();
            one.close();
            saveTicket(new byte[] {99});

            KafkaDeliveryStore next = store(LONG_SESSION);
            CompletableFuture<Void> subscribed = next.subscribe(SINK, new Assignments());
            await().untilAsserted(() ->
                    assertThat(next.problem().orElse("")).contains("cannot read yet", "its format version 99"));
            saveTicket(null);
            subscribed.join();

            await().until(() -> next.problem().isEmpty());
        }

        private void saveTicket(byte[] value) {
            log.append(new ProducerRecord<>(settings.topic(Topics.SINKS), 0, SINK.name() + "/ticket/x", value))
                    .join();
        }

        @Test
        void partitionStopsBeforeAnEventOfALaterVersionAndHealthTellsToUpdate() {
            KafkaDeliveryStore one = store(LONG_SESSION);
            Assignments assigned = new Assignments();
            one.subscribe(SINK, assigned).join();
            byte[] known = new EventCodec().write(SampleIncidents.updated("x", 1, NOW));
            for (byte[] event : List.of(known, new byte[] {99}, known)) {
                log.append(new ProducerRecord<>(settings.topic(Topics.EVENTS), 0, "x", event))
                        .join();
            }

            AssignedPartition partition = await().until(
                            () -> assigned.current().stream()
                                    .filter(each -> each.waitingAfter(0) == 3)
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            EventSlice readable = partition.eventsAfter(0, 10);

            assertThat(readable.events())
                    .extracting(logged -> logged.event().subject())
                    .hasSize(1);
            assertThat(readable.end()).isEqualTo(1);
            assertThat(partition.eventsAfter(1, 10)).isEqualTo(new EventSlice(List.of(), 1));
            assertThat(partition.waitingAfter(1)).isEqualTo(2);
            assertThat(one.problem().orElseThrow())
                    .contains("sink desk", "offset 1", "its format version 99", "update this instance");
        }

        private void saveProgress(byte[] value) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                log.append(new ProducerRecord<>(
                                settings.topic(Topics.SINKS), partition, SINK.name() + "/progress/", value))
                        .join();
            }
        }

        @Test
        void whatKafkaHasDeletedMeanwhileIsPassedOver() throws Exception {
            KafkaDeliveryStore one = store(LONG_SESSION);
            one.subscribe(SINK, new Assignments()).join();
            List<Event> events = IntStream.rangeClosed(1, 5)
                    .mapToObj(sequence -> SampleIncidents.updated("x", sequence, NOW))
                    .toList();
            one.address("desk", events).join();
            one.close();
            KafkaDeliveryStore next = store(LONG_SESSION);
            ConsumerRecord<String, byte[]> third =
                    rows(settings.topic(Topics.EVENTS)).get(2);
            try (Admin admin = Admin.create(settings.client())) {
                admin.deleteRecords(Map.of(
                                new TopicPartition(third.topic(), third.partition()),
                                RecordsToDelete.beforeOffset(third.offset())))
                        .all()
                        .get();
            }

            Assignments nexts = new Assignments();
            next.subscribe(SINK, nexts).join();
            AssignedPartition partition = nexts.current().stream()
                    .filter(each -> each.waitingAfter(each.progress().cursor()) > 0)
                    .findFirst()
                    .orElseThrow();

            assertThat(partition.eventsAfter(partition.progress().cursor(), 10).events())
                    .extracting(logged -> logged.event().id())
                    .containsExactly("x-3", "x-4", "x-5");
        }

        @Test
        void oldestEventThatASinkHasNotReadIsKnownUntilItIsDoneWith() {
            KafkaDeliveryStore one = store(LONG_SESSION);
            Assignments assigned = new Assignments();
            one.subscribe(SINK, assigned).join();
            assertThat(assigned.current())
                    .allSatisfy(partition -> assertThat(partition.unread()).isEmpty());
            one.address("desk", List.of(SampleIncidents.updated("x", 1, NOW), SampleIncidents.updated("x", 2, NOW)))
                    .join();

            AssignedPartition partition = await().until(
                            () -> assigned.current().stream()
                                    .filter(each -> each.unread().isPresent())
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            Unread unread = partition.unread().orElseThrow();
            long end = partition.eventsAfter(partition.progress().cursor(), 10).end();
            partition.save(new Checkpoint(end, end, Map.of(), Map.of(), Map.of(), List.of()), () -> {});

            assertThat(Duration.between(unread.since(), unread.deleted())).isEqualTo(settings.history());
            await().until(() -> partition.unread().isEmpty());
        }

        @Test
        void lostEventsAndResultsAreToldInTheTopicsThatAreRead() {
            KafkaDeliveryStore one = store(LONG_SESSION);
            Assignments ones = new Assignments();
            one.subscribe(SINK, ones).join();
            Event event = SampleIncidents.opened("x", NOW);
            LostEvent lost = new LostEvent(event, 5, "no", NOW, Optional.empty());
            Sent sent = new Sent(
                    "desk",
                    event.id(),
                    event.type(),
                    event.subject(),
                    Optional.of("x"),
                    NOW,
                    5,
                    Sent.Result.LOST,
                    Optional.of("no"));

            save(
                    ones.current().get(0),
                    new Checkpoint(
                            0,
                            0,
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            List.of(new Completion(Optional.of(lost), Optional.of(sent), Optional.empty()))));

            Letter letter = new LetterCodec()
                    .readLetter(rows(settings.topic(Topics.LETTERS)).get(0).value());
            assertThat(letter.origin()).isEqualTo("desk");
            assertThat(letter.outbound()).isTrue();
            assertThat(new EventCodec().read(letter.payload())).isEqualTo(event);
            assertThat(new StoryCodec()
                            .read(rows(settings.topic(Topics.STORY)).get(0).value()))
                    .isEqualTo(new StoryCodec.Delivered(sent));
        }

        private static Checkpoint checkpoint(long cursor) {
            return new Checkpoint(cursor, cursor, Map.of(), Map.of(), Map.of(), List.of());
        }

        private static void save(AssignedPartition partition, Checkpoint checkpoint) {
            CompletableFuture<Void> saved = new CompletableFuture<>();
            partition.save(checkpoint, () -> saved.complete(null));
            saved.join();
        }

        private static void wait(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** What is committed in a topic now. */
        private List<ConsumerRecord<String, byte[]>> rows(String topic) {
            List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
            try (KafkaConsumer<String, byte[]> consumer = new SinkClients(settings, LONG_SESSION).reader()) {
                List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                        .map(each -> new TopicPartition(topic, each.partition()))
                        .toList();
                consumer.assign(all);
                consumer.seekToBeginning(all);
                Map<TopicPartition, Long> ends = consumer.endOffsets(all);
                while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                    consumer.poll(Duration.ofMillis(200)).forEach(found::add);
                }
            }
            return found;
        }
    }
}
