package io.iotconnectivity.engine.kafka;

import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.TooManySilences;
import io.iotconnectivity.engine.view.StoredSilences;
import io.iotconnectivity.event.Common;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Note;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.incident.SloReading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Tells the stages, through their topics, what they are to know or to do besides what is heard of devices. Thread-safe. */
final class StageCommands {
    /** Sights and objectives concern the whole fleet, and so the first shard of the incidents. */
    private static final int FIRST = 0;

    /** So much later a deadline may fire, since it waits until its sources have been heard up to then. */
    private static final Duration HEARD_EVERY = Duration.ofSeconds(1);

    private final ClusterSettings settings;
    private final SignalLog log;
    private final int partitions;
    private final int shards;
    private final Supplier<Ledger> ledger;
    private final Clock clock;
    private final DeviceRecords devices = new DeviceRecords();
    private final CaseRecords cases = new CaseRecords();
    private final SilencesUnderWay silencesUnderWay = new SilencesUnderWay();
    private Instant heardUpTo = Instant.MIN;
    private CompletableFuture<?> heard = CompletableFuture.completedFuture(null);

    /**
     * @param partitions that devices are spread over
     * @param shards that incidents are divided into
     * @param ledger what this node's view knows; fails while it has none
     */
    StageCommands(
            ClusterSettings settings, SignalLog log, int partitions, int shards, Supplier<Ledger> ledger, Clock clock) {
        this.settings = settings;
        this.log = log;
        this.partitions = partitions;
        this.shards = shards;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** No deadline fires before then. */
    void hold(String holder, Instant until) {
        toDevices(new DeviceRecord.Held(holder, until));
        toCases(new CaseRecord.Held(holder, until));
    }

    /**
     * Everything up to a moment has been heard.
     *
     * @param until when deadlines no longer wait for the next such news
     */
    synchronized void heardUpTo(Instant at, Instant until) {
        // While Kafka is away, those that could not be appended must not pile up.
        if (heard.isDone() && (heardUpTo.equals(Instant.MIN) || !at.isBefore(heardUpTo.plus(HEARD_EVERY)))) {
            heardUpTo = at;
            heard = toDevices(new DeviceRecord.HeardUpTo(at, until));
        }
    }

    CompletableFuture<Void> sighted(Sight sight) {
        return toCases(FIRST, cases.write(new CaseRecord.Sighted(sight)));
    }

    CompletableFuture<Void> measured(SloReading reading) {
        return toCases(FIRST, cases.write(new CaseRecord.Measured(reading)));
    }

    /** Fails with {@link TooManySilences} if there is no room for it. */
    CompletableFuture<Void> silence(Silence silence) {
        try {
            Ledger known = ledger.get();
            silencesUnderWay
                    .add(silence, new StoredSilences(known.silences(), known.silencesOff()), clock.instant())
                    .ifPresent(refusal -> {
                        throw new TooManySilences(refusal);
                    });
            return toCases(new CaseRecord.Silenced(silence));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether there was one, as far as the view knows. */
    CompletableFuture<Boolean> endSilence(String id) {
        try {
            Ledger known = ledger.get();
            boolean held = Stream.concat(
                            known.silences().stream().map(Silence::id),
                            known.silencesOff().stream().map(off -> off.id()))
                    .anyMatch(id::equals);
            silencesUnderWay.end(id);
            return toCases(new CaseRecord.Unsilenced(id)).thenApply(done -> held);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether the incident is open, as far as the view knows. */
    CompletableFuture<Boolean> note(String incidentId, Note note) {
        return aboutOpen(incidentId, new CaseRecord.Noted(incidentId, note));
    }

    /** Whether the incident is open, as far as the view knows. */
    CompletableFuture<Boolean> compared(String incidentId, Optional<Common> common) {
        return aboutOpen(incidentId, new CaseRecord.Compared(incidentId, common));
    }

    private CompletableFuture<Boolean> aboutOpen(String incidentId, CaseRecord record) {
        try {
            boolean open = ledger.get()
                    .incident(incidentId)
                    .filter(known -> known.status() == IncidentStatus.OPEN)
                    .isPresent();
            return open ? toCases(record).thenApply(done -> true) : CompletableFuture.completedFuture(false);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Void> toDevices(DeviceRecord record) {
        byte[] value = devices.write(record);
        CompletableFuture<?>[] all = new CompletableFuture<?>[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            all[partition] = log.append(settings.topic(Topics.SIGNALS), partition, null, value);
        }
        return CompletableFuture.allOf(all);
    }

    private CompletableFuture<Void> toCases(CaseRecord record) {
        byte[] value = cases.write(record);
        CompletableFuture<?>[] all = new CompletableFuture<?>[shards];
        for (int shard = 0; shard < shards; shard++) {
            all[shard] = toCases(shard, value);
        }
        return CompletableFuture.allOf(all);
    }

    private CompletableFuture<Void> toCases(int shard, byte[] value) {
        return log.append(settings.topic(Topics.CASES_IN), shard, null, value);
    }
}
