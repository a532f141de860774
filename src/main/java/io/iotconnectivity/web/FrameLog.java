package io.iotconnectivity.web;

import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.engine.LogPosition;
import io.iotconnectivity.engine.LogSlice;
import io.iotconnectivity.engine.LoggedEvent;
import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The end of the event log as streams send it, built once for all of them. Above {@value #MOST_A_SECOND} changes a
 * second the rest is only counted. Thread-safe; only {@link #catchUp} may take long, and nobody else waits for it.
 */
final class FrameLog {
    /** How many events back a stream can be resumed. */
    static final int MOST_BACK = 1000;

    private static final int MOST_A_SECOND = 100;
    /** Fewer than the ledger keeps in memory. */
    private static final int MOST_AT_ONCE = 4000;

    private final Function<Object, byte[]> json;
    private final Deque<Numbered> frames = new ArrayDeque<>();
    /** Positions from the floor on, in order; only the engine could compare two of them. */
    private final Deque<Spot> spots = new ArrayDeque<>();
    /** Written by the thread that catches up, read by all. */
    private final Map<LogPosition, Spot> known = new ConcurrentHashMap<>();
    /** Events after this position can be sent. */
    private Spot floor = new Spot(LogPosition.BEGINNING, 0);
    /** Everything up to this position has been sent. */
    private Spot position = floor;

    private Instant caughtUp = Instant.MIN;
    /** How many more changes may be sent individually. */
    private long budget;

    private volatile Told told = new Told(List.of(), floor, position);

    /**
     * A position and our own event count.
     *
     * @param number increases with each position and is never reused
     */
    private record Spot(LogPosition at, long number) {}

    /** A frame and the number of its last event's position. */
    private record Numbered(Frame frame, long number) {}

    /** What can be read while the next state is built. */
    private record Told(List<Numbered> frames, Spot floor, Spot position) {}

    /**
     * @param json one line per object
     */
    FrameLog(Function<Object, byte[]> json) {
        this.json = json;
        known.put(floor.at(), floor);
        spots.add(floor);
    }

    /** Takes in what the log has gained since the last time; may touch the disk. */
    synchronized void catchUp(Ledger ledger, Instant now) {
        LogPosition last = ledger.lastEvent();
        Optional<List<LoggedEvent>> news = news(ledger, last);
        boolean anew = news.isEmpty();
        List<LoggedEvent> events = news.orElseGet(() -> begin(ledger.latestEvents(MOST_BACK)));
        earn(now);
        add(events, ledger);
        if (!anew && events.isEmpty()) {
            // Nothing but pruned events.
            moveTo(last);
        }
        budget = Math.min(budget, MOST_A_SECOND);
        forget();
        if (!told.position().equals(position) || !told.floor().equals(floor)) {
            told = new Told(List.copyOf(frames), floor, position);
        }
    }

    /**
     * What has arrived since the last time; empty if it is so much, or so long ago, that it is better to start over.
     */
    private Optional<List<LoggedEvent>> news(Ledger ledger, LogPosition last) {
        if (caughtUp.equals(Instant.MIN)) {
            return Optional.empty();
        }
        return last.equals(position.at()) ? Optional.of(List.of()) : ledger.eventsAfter(position.at(), MOST_AT_ONCE);
    }

    /** What arrived while nobody listened counts by the time it took. */
    private void earn(Instant now) {
        long earned = caughtUp.equals(Instant.MIN)
                ? MOST_BACK
                : Math.max(0, Duration.between(caughtUp, now).toMillis()) * MOST_A_SECOND / 1000;
        budget = Math.min(MOST_BACK, budget + earned);
        caughtUp = now;
    }

    private List<LoggedEvent> begin(LogSlice latest) {
        frames.clear();
        moveTo(latest.from());
        floor = position;
        return latest.events();
    }

    private void moveTo(LogPosition next) {
        if (!next.equals(position.at())) {
            position = new Spot(next, position.number() + 1);
            known.put(next, position);
            spots.add(position);
        }
    }

    private void add(List<LoggedEvent> events, Ledger ledger) {
        int counted = 0;
        for (LoggedEvent logged : events) {
            Event event = logged.event();
            boolean isTold = logged.isForAll() && event.type() != EventType.DEVICE_SIGNAL;
            if (isTold && event.data() instanceof IncidentData) {
                count(counted);
                counted = 0;
            }
            moveTo(logged.position());
            if (isTold && event.data() instanceof DeviceData data) {
                if (budget > 0) {
                    budget--;
                    tell("change", ChangeView.of(event, data, ledger));
                } else {
                    counted++;
                }
            } else if (isTold && event.data() instanceof IncidentData data) {
                tell("incident", IncidentNews.of(event, data));
            }
        }
        count(counted);
    }

    private void count(int counted) {
        if (counted > 0) {
            tell("changes", new Changes(counted));
        }
    }

    /** A frame that covers everything up to the current position. */
    private void tell(String event, Object what) {
        frames.add(new Numbered(Frame.of(event, position.at(), json.apply(what)), position.number()));
    }

    /** For how many devices events were not sent individually. */
    private record Changes(int count) {}

    private void forget() {
        while (position.number() - floor.number() > MOST_BACK || spots.peek().number() < floor.number()) {
            Spot oldest = spots.remove();
            known.remove(oldest.at(), oldest);
            floor = spots.peek().number() > floor.number() ? spots.peek() : floor;
        }
        while (!frames.isEmpty() && frames.peek().number() <= floor.number()) {
            frames.remove();
        }
    }

    /** The position of the last event sent. */
    LogPosition position() {
        return told.position().at();
    }

    /** A position as JSON. */
    byte[] place(LogPosition position) {
        return json.apply(Place.of(position));
    }

    /**
     * What follows a position.
     *
     * @return empty if that is too far back, or unknown
     */
    Optional<News> after(LogPosition place) {
        Told now = told;
        Spot spot = known.get(place);
        if (spot == null
                || spot.number() < now.floor().number()
                || spot.number() > now.position().number()) {
            return Optional.empty();
        }
        List<Numbered> all = now.frames();
        int from = all.size();
        while (from > 0 && all.get(from - 1).number() > spot.number()) {
            from--;
        }
        return Optional.of(new News(
                all.subList(from, all.size()).stream().map(Numbered::frame).toList(),
                now.position().at()));
    }

    /**
     * @param position where the reader is afterwards
     */
    record News(List<Frame> frames, LogPosition position) {}
}
