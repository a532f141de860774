package io.iotconnectivity.process;

import io.iotconnectivity.engine.kafka.KafkaProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What goes wrong in a round, in this order. All of it follows from the seed; only how the processes interleave does not.
 *
 * @param seed also of what the fleet does meanwhile
 */
record RoundPlan(long seed, List<Failure> failures) {
    /** How many processes of the product there are. */
    static final int INSTANCES = 3;

    /** What fails. */
    enum Kind {
        /** {@code kill -9} of an instance. */
        INSTANCE_KILLED,
        /** An instance is stopped where it is for longer than its sessions last, and goes on. */
        INSTANCE_PAUSED,
        /** An instance is restarted by SIGTERM while a group of devices drops. */
        INSTANCE_RESTARTED_IN_A_STORM,
        /** {@code kill -9} of Kafka. */
        KAFKA_KILLED,
        /** One of the sinks answers with errors. */
        SINK_FAILS,
        /** One of the sinks refuses connections. */
        SINK_GONE
    }

    /**
     * One of them.
     *
     * @param whom a number to choose an instance by: if it is even, the one that leads
     * @param pauseMillis before it
     * @param settleMillis between the drop of devices that return when it has failed and the failure
     * @param lastsMillis until what fails is there again
     */
    record Failure(Kind kind, int whom, int pauseMillis, int settleMillis, int lastsMillis) {
        @Override
        public String toString() {
            return kind + " " + (whom % 2 == 0 ? "leader" : "instance " + whom % INSTANCES) + " after " + pauseMillis
                    + " ms for " + lastsMillis + " ms";
        }
    }

    /**
     * Every kind of failure of a process once, in random order, while a sink fails.
     *
     * @param most how many failures of processes there are at most
     */
    static RoundPlan of(long seed, int most) {
        Random random = random(seed, 0);
        List<Kind> kinds = new ArrayList<>(List.of(
                Kind.INSTANCE_KILLED, Kind.INSTANCE_PAUSED, Kind.INSTANCE_RESTARTED_IN_A_STORM, Kind.KAFKA_KILLED));
        Collections.shuffle(kinds, random);
        List<Kind> chosen = new ArrayList<>(kinds.subList(0, Math.min(most, kinds.size())));
        chosen.add(random.nextInt(chosen.size()), random.nextBoolean() ? Kind.SINK_FAILS : Kind.SINK_GONE);
        return new RoundPlan(
                seed, chosen.stream().map(kind -> failure(kind, random)).toList());
    }

    /**
     * Chance that follows from a seed. Neighbouring seeds of {@link Random} itself begin alike.
     *
     * @param use what for, so that one use does not change another
     */
    static Random random(long seed, int use) {
        return new Random(new SplittableRandom(seed + ((long) use << 32)).nextLong());
    }

    private static Failure failure(Kind kind, Random random) {
        return new Failure(
                kind,
                random.nextInt(2 * INSTANCES),
                200 + random.nextInt(4_000),
                random.nextInt(600),
                switch (kind) {
                    case INSTANCE_KILLED -> 500 + random.nextInt(14_000);
                    // The longest session is one of 10 s.
                    case INSTANCE_PAUSED -> 12_000 + random.nextInt(6_000);
                    case INSTANCE_RESTARTED_IN_A_STORM -> random.nextInt(3_000);
                    case KAFKA_KILLED -> (int) KafkaProcess.MISSED_AFTER.toMillis() + 1_000 + random.nextInt(7_000);
                    case SINK_FAILS, SINK_GONE -> 5_000 + random.nextInt(15_000);
                });
    }
}
