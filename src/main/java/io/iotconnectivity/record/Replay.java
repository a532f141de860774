package io.iotconnectivity.record;

import io.iotconnectivity.decide.Rules;
import io.iotconnectivity.engine.Committed;
import io.iotconnectivity.engine.Committed.Due;
import io.iotconnectivity.engine.Committed.Heard;
import io.iotconnectivity.engine.Committed.Held;
import io.iotconnectivity.engine.Committed.Measured;
import io.iotconnectivity.engine.Committed.Sighted;
import io.iotconnectivity.engine.Committed.Silenced;
import io.iotconnectivity.engine.Committed.Told;
import io.iotconnectivity.engine.Committed.Unsilenced;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.IncidentMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Replays a record through other rules: the recorded signals pass through them in simulated time, in memory. No
 * questions are asked and no events are sent; answers to questions come from the record as well.
 */
public final class Replay {
    private static final int BROKEN_NAMED = 20;

    private final Rules presence;
    private final IncidentMachine incidents;
    private final Duration settle;
    private final CloudEvents events;
    private final RecordedGroups groups;

    /**
     * @param settle how long deadlines are held after a start of the application
     */
    public Replay(Rules presence, IncidentMachine incidents, Duration settle, CloudEvents events) {
        this(presence, incidents, settle, events, new RecordedGroups());
    }

    /**
     * @param incidents may have been created with {@code groups}
     * @param groups receives the groups in the record
     */
    public Replay(
            Rules presence, IncidentMachine incidents, Duration settle, CloudEvents events, RecordedGroups groups) {
        this.groups = groups;
        this.presence = presence;
        this.incidents = incidents;
        this.settle = settle;
        this.events = events;
    }

    /**
     * The result of a replay.
     *
     * @param from the time of the first line; absent if there is none
     * @param to the time of the last line: later decisions are unknown
     * @param missing the number of lines that could not be recorded
     * @param failed the number of signals on which the rules failed
     * @param brokenLines the number of lines that could not be read
     * @param broken the first of the broken lines
     * @param openedBefore the number of incidents opened before the record begins, which are not compared
     */
    public record Result(
            Optional<Instant> from,
            Optional<Instant> to,
            long signals,
            long missing,
            long failed,
            long brokenLines,
            List<BrokenLine> broken,
            int openedBefore,
            IncidentComparison comparison) {

        public Result {
            broken = List.copyOf(broken);
        }
    }

    /**
     * Reads each file twice, or more often if several nodes have shared the devices and there is much in it.
     *
     * @param files as written by a {@link Recorder}, in any order; of nodes that share the devices, those of all
     * @throws IOException if one cannot be read; the message names it
     */
    public Result of(List<Path> files) throws IOException {
        return of(files, event -> {}, state -> {});
    }

    /**
     * @param told receives the events about incidents that would have occurred
     * @param held receives the final state
     */
    Result of(List<Path> files, Consumer<Event> told, Consumer<MemoryState> held) throws IOException {
        Set<Due> recorded = new HashSet<>();
        List<Part> parts = new ArrayList<>();
        MergedLines merged = new MergedLines();
        for (Path path : files) {
            Part part = new Part(new RecordFile(path, events));
            part.read(
                    line -> {
                        if (part.from.isEmpty()) {
                            part.from = Optional.of(line.at());
                        }
                        part.shared |= line instanceof Line.Shared;
                        merged.count(line);
                        if (line instanceof Line.Item item && item.item() instanceof Due due) {
                            recorded.add(due);
                        }
                    },
                    broken -> {});
            parts.add(part);
        }
        parts.sort(Comparator.comparing(part -> part.from.orElse(Instant.MAX)));
        boolean shared = parts.stream().anyMatch(part -> part.shared);
        Run run = new Run(recorded, told, shared);
        if (shared) {
            merged.read(parts, run::take, run::broken);
        } else {
            for (Part part : parts) {
                part.read(run::take, run::broken);
            }
        }
        Result result = run.result();
        held.accept(run.simulation.state());
        return result;
    }

    private static final class Part implements MergedLines.Source {
        private final RecordFile file;
        private Optional<Instant> from = Optional.empty();
        private boolean shared;

        Part(RecordFile file) {
            this.file = file;
        }

        @Override
        public void read(Consumer<Line> lines, Consumer<BrokenLine> broken) throws IOException {
            try {
                file.read(lines, broken);
            } catch (IOException e) {
                throw new IOException(file.path() + " cannot be read: " + e, e);
            }
        }
    }

    private final class Run implements Line.Visitor, Committed.Visitor {
        private final FoundIncidents was = new FoundIncidents();
        private final FoundIncidents would = new FoundIncidents();
        private final boolean shared;
        private final Simulation simulation;
        private final List<BrokenLine> broken = new ArrayList<>();
        private Optional<Instant> from = Optional.empty();
        private Optional<Instant> to = Optional.empty();
        /** The time of the current line. */
        private Instant at = Instant.MIN;

        private long signals;
        private long missing;
        private long brokenLines;

        Run(Set<Due> recorded, Consumer<Event> told, boolean shared) {
            this.shared = shared;
            simulation = new Simulation(presence, incidents, settle, recorded, would.andThen(told));
        }

        void broken(BrokenLine line) {
            brokenLines++;
            if (broken.size() < BROKEN_NAMED) {
                broken.add(line);
            }
        }

        void take(Line line) {
            Instant time = line.at();
            at = time;
            from = from.or(() -> Optional.of(time));
            // The state of devices may be written a while after the lines that arrived meanwhile.
            to = to.filter(time::isBefore).or(() -> Optional.of(time));
            line.accept(this);
        }

        @Override
        public void item(Line.Item line) {
            line.item().accept(this);
        }

        @Override
        public void known(Line.Known line) {
            simulation.known(line.device().presence(), at);
            groups.put(line.device());
        }

        @Override
        public void started(Line.Started line) {
            // One node of several that starts interrupts nothing: what it holds is recorded, and the others go on.
            if (!shared) {
                simulation.started(at);
            }
        }

        @Override
        public void shared(Line.Shared line) {
            // Known by now.
        }

        @Override
        public void gap(Line.Gap line) {
            missing += line.lines();
        }

        @Override
        public void heard(Heard item) {
            signals++;
            simulation.heard(item.signal(), at);
        }

        @Override
        public void due(Due item) {
            simulation.due(item, at);
        }

        @Override
        public void held(Held item) {
            simulation.held(item.until(), at);
        }

        @Override
        public void silenced(Silenced item) {
            simulation.silenced(item.silence(), at);
        }

        @Override
        public void unsilenced(Unsilenced item) {
            simulation.unsilenced(item.id(), at);
        }

        @Override
        public void sighted(Sighted item) {
            simulation.sighted(item.sight(), at);
        }

        @Override
        public void measured(Measured item) {
            simulation.measured(item.reading(), at);
        }

        @Override
        public void told(Told item) {
            was.accept(item.event());
        }

        Result result() {
            to.ifPresent(simulation::passTo);
            List<Found> before = was.openedBefore();
            List<Found> opened = would.opened().stream()
                    .filter(one ->
                            before.stream().noneMatch(other -> other.key().equals(one.key()) && other.overlaps(one)))
                    .toList();
            return new Result(
                    from,
                    to,
                    signals,
                    missing,
                    simulation.failures(),
                    brokenLines,
                    broken,
                    before.size(),
                    IncidentComparison.of(was.opened(), opened));
        }
    }
}
