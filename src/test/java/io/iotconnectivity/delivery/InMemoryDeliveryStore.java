package io.iotconnectivity.delivery;

import io.iotconnectivity.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Keeps everything in memory, and is durable for as long as it is referenced. Its log has two partitions, which skip
 * positions, and may be shared by several processes, of which this is one.
 */
public final class InMemoryDeliveryStore implements DeliveryStore {
    static final int PARTITIONS = 2;

    private final Shared shared;

    public InMemoryDeliveryStore() {
        this(new Shared());
    }

    private InMemoryDeliveryStore(Shared shared) {
        this.shared = shared;
    }

    /** The same store, as another process sees it. */
    InMemoryDeliveryStore another() {
        return new InMemoryDeliveryStore(shared);
    }

    /** Appends an event for all sinks. */
    void tell(Event event) {
        synchronized (shared) {
            shared.append(event, Optional.empty());
        }
    }

    /** From now on the incident of this id is over. */
    void end(String incidentId) {
        synchronized (shared) {
            shared.over.add(incidentId);
        }
    }

    /** Whether reading works; see {@link StoreUnavailable}. */
    void readable(boolean works) {
        synchronized (shared) {
            shared.readable = works;
        }
    }

    /** Whether it is known which incidents are over; if not, that counts as reading that does not work. */
    void deciding(boolean works) {
        synchronized (shared) {
            shared.deciding = works;
        }
    }

    /** How often reading did not work. */
    int refusals() {
        synchronized (shared) {
            return shared.refusals;
        }
    }

    /** How often the log was read. */
    long reads() {
        synchronized (shared) {
            return shared.reads;
        }
    }

    /** What was saved of the events that a sink is done with. */
    List<Completion> completions(String sink) {
        synchronized (shared) {
            return shared.sinks.get(sink).stream()
                    .flatMap(kept -> kept.completions.stream())
                    .toList();
        }
    }

    /** All events of the log, partition by partition. */
    List<Logged> log() {
        synchronized (shared) {
            return shared.logs.stream().flatMap(log -> log.events.stream()).toList();
        }
    }

    /** What is stored of a sink, partition by partition. */
    List<SinkState> load(String sink) {
        synchronized (shared) {
            return IntStream.range(0, PARTITIONS)
                    .mapToObj(number -> shared.state(sink, number))
                    .toList();
        }
    }

    /** The partition of the events of a subject. */
    static int partitionOf(String subject) {
        return Math.floorMod(subject.hashCode(), PARTITIONS);
    }

    /** Takes a partition away from its owner without notice and gives it to the caller. */
    AssignedPartition seize(String sink, int number) {
        synchronized (shared) {
            shared.register(sink);
            return shared.assign(sink, number);
        }
    }

    @Override
    public int partitions() {
        return PARTITIONS;
    }

    @Override
    public CompletableFuture<Void> subscribe(Sink sink, AssignmentListener listener) {
        synchronized (shared) {
            shared.register(sink.name());
            shared.members
                    .computeIfAbsent(sink.name(), name -> new LinkedHashMap<>())
                    .put(this, new Member(listener, sink.interval().isPresent()));
            rebalance(sink.name(), sink.interval().isPresent());
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unsubscribe(String sink) {
        synchronized (shared) {
            Member left =
                    shared.members.getOrDefault(sink, new LinkedHashMap<>()).remove(this);
            if (left != null) {
                left.assigned.forEach(InMemoryPartition::fence);
                rebalance(sink, left.together);
            }
        }
    }

    /** Divides the partitions among the members. Those that move are given on when their workers have ended. */
    private void rebalance(String sink, boolean together) {
        synchronized (shared) {
            long epoch = shared.epochs.merge(sink, 1L, Long::sum);
            List<Member> members = List.copyOf(shared.members.get(sink).values());
            List<CompletableFuture<Void>> ending = new ArrayList<>();
            ending.add(shared.endings.getOrDefault(sink, CompletableFuture.completedFuture(null)));
            for (int i = 0; i < members.size(); i++) {
                Member member = members.get(i);
                List<Integer> numbers = numbers(i, members.size(), together);
                List<InMemoryPartition> stay = member.assigned.stream()
                        .filter(partition -> numbers.contains(partition.number))
                        .toList();
                if (stay.size() < member.assigned.size()) {
                    member.assigned = stay;
                    ending.add(member.listener.assigned(List.copyOf(stay)));
                }
            }
            CompletableFuture<Void> ended = CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new));
            shared.endings.put(sink, ended);
            ended.thenRun(() -> assign(sink, members, together, epoch));
        }
    }

    private void assign(String sink, List<Member> members, boolean together, long epoch) {
        synchronized (shared) {
            for (int i = 0; i < members.size() && shared.epochs.get(sink) == epoch; i++) {
                Member member = members.get(i);
                member.assigned = numbers(i, members.size(), together).stream()
                        .map(number -> member.assigned.stream()
                                .filter(partition -> partition.number == number)
                                .findFirst()
                                .orElseGet(() -> shared.assign(sink, number)))
                        .toList();
                member.listener.assigned(List.copyOf(member.assigned));
            }
        }
    }

    private static List<Integer> numbers(int member, int members, boolean together) {
        return IntStream.range(0, PARTITIONS)
                .filter(number -> (together ? 0 : number % members) == member)
                .boxed()
                .toList();
    }

    @Override
    public CompletableFuture<Boolean> enable(String sink) {
        List<Member> members;
        boolean was;
        synchronized (shared) {
            List<Kept> kept = shared.sinks.getOrDefault(sink, List.of());
            was = kept.stream().anyMatch(one -> one.gone.isPresent());
            kept.forEach(one -> one.gone = Optional.empty());
            members = List.copyOf(
                    shared.members.getOrDefault(sink, new LinkedHashMap<>()).values());
        }
        members.forEach(member -> member.listener.enabled());
        return CompletableFuture.completedFuture(was);
    }

    @Override
    public CompletableFuture<Void> address(String sink, List<Event> events) {
        synchronized (shared) {
            events.forEach(event -> shared.append(event, Optional.of(sink)));
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Optional<Forgotten>> forget(String sink, BooleanSupplier attached) {
        synchronized (shared) {
            if (attached.getAsBoolean()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            List<Kept> kept = Optional.ofNullable(shared.sinks.remove(sink)).orElse(List.of());
            return CompletableFuture.completedFuture(
                    Optional.of(kept.stream().map(Kept::size).reduce(Forgotten.NOTHING, Forgotten::plus)));
        }
    }

    /** A process to which partitions of a sink are assigned. */
    private static final class Member {
        private final AssignmentListener listener;
        private final boolean together;
        private List<InMemoryPartition> assigned = List.of();

        /**
         * @param together whether all partitions of the sink go to one process
         */
        Member(AssignmentListener listener, boolean together) {
            this.listener = listener;
            this.together = together;
        }
    }

    /** What is kept about a sink in one partition. */
    private static final class Kept {
        private long cursor;
        private long reach;
        private Optional<String> gone = Optional.empty();
        private final Map<Long, PendingRow> rows = new TreeMap<>();
        private final Map<String, Receipt> tickets = new HashMap<>();
        private final Map<String, Repetition> repetitions = new HashMap<>();
        private final List<Completion> completions = new ArrayList<>();
        /** Counts how often the partition was assigned for the sink. */
        private long generation;

        Kept(long end) {
            cursor = end;
            reach = end;
        }

        Forgotten size() {
            long lost = completions.stream()
                    .filter(completion -> completion.lost().isPresent())
                    .count();
            return new Forgotten(rows.size(), tickets.size(), lost);
        }
    }

    private static final class PartitionLog {
        private final List<Logged> events = new ArrayList<>();
        private long end;
    }

    /** What all processes see; each access holds its lock. */
    private static final class Shared {
        private final List<PartitionLog> logs = List.of(new PartitionLog(), new PartitionLog());
        private final Map<String, List<Kept>> sinks = new HashMap<>();
        private final Map<String, Map<InMemoryDeliveryStore, Member>> members = new HashMap<>();
        /** By sink, how often its partitions were divided. */
        private final Map<String, Long> epochs = new HashMap<>();
        /** By sink: completes when the workers of all partitions have ended that were taken away. */
        private final Map<String, CompletableFuture<Void>> endings = new HashMap<>();

        private final Set<String> over = new HashSet<>();
        private boolean readable = true;
        private boolean deciding = true;
        private int refusals;
        private long reads;

        /** Skips positions before some events, and one after each, as where transactions are marked in the log. */
        void append(Event event, Optional<String> addressee) {
            PartitionLog log = logs.get(partitionOf(event.subject()));
            long position = log.end + 1 + log.events.size() % 3;
            log.events.add(new Logged(position, event, addressee));
            log.end = position + 1;
        }

        void register(String sink) {
            sinks.computeIfAbsent(
                    sink, name -> logs.stream().map(log -> new Kept(log.end)).toList());
        }

        InMemoryPartition assign(String sink, int number) {
            return new InMemoryPartition(this, sink, number, ++sinks.get(sink).get(number).generation);
        }

        void read() {
            read(readable);
        }

        void read(boolean works) {
            if (!works) {
                refusals++;
                throw new StoreUnavailable("unplugged");
            }
        }

        SinkProgress progress(String sink, int number) {
            Kept kept = sinks.get(sink).get(number);
            return new SinkProgress(kept.cursor, Math.min(kept.reach, logs.get(number).end), kept.gone);
        }

        SinkState state(String sink, int number) {
            Kept kept = sinks.get(sink).get(number);
            return new SinkState(
                    progress(sink, number),
                    List.copyOf(kept.rows.values()),
                    new HashMap<>(kept.tickets),
                    new HashMap<>(kept.repetitions));
        }

        void save(Checkpoint checkpoint, Kept kept) {
            kept.cursor = checkpoint.cursor();
            kept.reach = checkpoint.reach();
            put(kept.rows, checkpoint.rows());
            put(kept.tickets, checkpoint.tickets());
            checkpoint.tickets().forEach((ticket, receipt) -> {
                if (receipt.isEmpty()) {
                    kept.repetitions.remove(ticket);
                }
            });
            put(kept.repetitions, checkpoint.repetitions());
            kept.completions.addAll(checkpoint.completions());
            for (Completion completion : checkpoint.completions()) {
                completion.lost().ifPresent(lost -> lost.fallback()
                        .ifPresent(other -> append(lost.event(), Optional.of(other))));
            }
        }

        private static <K, V> void put(Map<K, V> kept, Map<K, Optional<V>> changes) {
            changes.forEach(
                    (key, change) -> change.ifPresentOrElse(value -> kept.put(key, value), () -> kept.remove(key)));
        }
    }

    private static final class InMemoryPartition implements AssignedPartition {
        private final Shared shared;
        private final String sink;
        private final int number;
        private final long generation;

        InMemoryPartition(Shared shared, String sink, int number, long generation) {
            this.shared = shared;
            this.sink = sink;
            this.number = number;
            this.generation = generation;
        }

        private Optional<Kept> kept() {
            return Optional.ofNullable(shared.sinks.get(sink))
                    .map(kept -> kept.get(number))
                    .filter(kept -> kept.generation == generation);
        }

        void fence() {
            kept().ifPresent(kept -> kept.generation++);
        }

        @Override
        public SinkProgress progress() {
            synchronized (shared) {
                shared.read();
                return shared.progress(sink, number);
            }
        }

        @Override
        public SinkState load() {
            synchronized (shared) {
                shared.read();
                return shared.state(sink, number);
            }
        }

        @Override
        public EventSlice eventsAfter(long position, int limit) {
            synchronized (shared) {
                shared.read();
                shared.reads++;
                PartitionLog log = shared.logs.get(number);
                List<Logged> found = log.events.stream()
                        .filter(logged -> logged.seq() > position)
                        .limit(limit)
                        .toList();
                return new EventSlice(
                        found,
                        found.size() < limit
                                ? Math.max(position, log.end)
                                : found.get(limit - 1).seq());
            }
        }

        @Override
        public long waitingAfter(long position) {
            synchronized (shared) {
                return Math.max(0, shared.logs.get(number).end - position);
            }
        }

        @Override
        public boolean isOver(Event event) {
            synchronized (shared) {
                shared.read(shared.readable && shared.deciding);
                return !event.isTest()
                        && event.data().incident().filter(shared.over::contains).isPresent();
            }
        }

        @Override
        public boolean isHeld() {
            synchronized (shared) {
                return kept().isPresent();
            }
        }

        @Override
        public void save(Checkpoint checkpoint, Runnable then) {
            synchronized (shared) {
                kept().ifPresent(kept -> shared.save(checkpoint, kept));
            }
            then.run();
        }

        @Override
        public void disable(String why) {
            synchronized (shared) {
                if (kept().isPresent()) {
                    shared.sinks.get(sink).forEach(kept -> kept.gone = Optional.of(why));
                }
            }
        }
    }
}
