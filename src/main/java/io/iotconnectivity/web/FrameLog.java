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
 * The end of the event log as streams tell it, made once for all of them. Above {@value #MOST_A_SECOND} changes a second the rest
 * is only counted. Safe for several threads; only {@link #catchUp} may take long, and nobody else waits for it.
 */
final class FrameLog {
    /** So many events back a stream can be taken up again. */
    static final int MOST_BACK = 1000;

    private static final int MOST_A_SECOND = 100;
    /** Fewer than the ledger has in memory. */
    private static final int MOST_AT_ONCE = 4000;

    private final Function<Object, byte[]> json;
    private final Deque<Numbered> frames = new ArrayDeque<>();
    /** Places from the floor on, in their order; only the engine could compare two of them. */
    private final Deque<Spot> spots = new ArrayDeque<>();
    /** Written by whoever catches up, read by all. */
    private final Map<LogPosition, Spot> known = new ConcurrentHashMap<>();
    /** What comes after this can be told. */
    private Spot floor = new Spot(LogPosition.BEGINNING, 0);
    /** All up to this is told. */
    private Spot position = floor;

    private Instant caughtUp = Instant.MIN;
    /** So many changes more may be told one by one. */
    private long budget;

    private volatile Told told = new Told(List.of(), floor, position);

    /**
     * A place and our own count of events.
     *
     * @param number grows from place to place, and is never used again
     */
    private record Spot(LogPosition at, long number) {}

    /** A frame and the number of the place of its last event. */
    private record Numbered(Frame frame, long number) {}

    /** What there is to be read, while the next is made. */
    private record Told(List<Numbered> frames, Spot floor, Spot position) {}

    /**
     * @param json one line of each object
     */
    FrameLog(Function<Object, byte[]> json) {
        this.json = json;
        known.put(floor.at(), floor);
        spots.add(floor);
    }

    /** Takes in what the log has got since the last time; may touch the disk. */
    synchronized void catchUp(Ledger ledger, Instant now) {
        LogPosition last = ledger.lastEvent();
        Optional<List<LoggedEvent>> news = news(ledger, last);
        boolean anew = news.isEmpty();
        List<LoggedEvent> events = news.orElseGet(() -> begin(ledger.latestEvents(MOST_BACK)));
        earn(now);
        add(events, ledger);
        if (!anew && events.isEmpty()) {
            // Nothing but events that have been pruned.
            moveTo(last);
        }
        budget = Math.min(budget, MOST_A_SECOND);
        forget();
        if (!told.position().equals(position) || !told.floor().equals(floor)) {
            told = new Told(List.copyOf(frames), floor, position);
        }
    }

    /** What has come since the last time; empty: so much, or so long ago, that it is better to begin anew. */
    private Optional<List<LoggedEvent>> news(Ledger ledger, LogPosition last) {
        if (caughtUp.equals(Instant.MIN)) {
            return Optional.empty();
        }
        return last.equals(position.at()) ? Optional.of(List.of()) : ledger.eventsAfter(position.at(), MOST_AT_ONCE);
    }

    /** What has come while nobody listened counts by the time that it took. */
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

    /** A frame that tells of all up to the present place. */
    private void tell(String event, Object what) {
        frames.add(new Numbered(Frame.of(event, position.at(), json.apply(what)), position.number()));
    }

    /** How many devices' events are not told one by one. */
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

    /** The place of the last event that is told. */
    LogPosition position() {
        return told.position().at();
    }

    /** A place as JSON. */
    byte[] place(LogPosition position) {
        return json.apply(Place.of(position));
    }

    /**
     * What follows a place.
     *
     * @return empty if that is too far back, or not known at all
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
     * @param position where who has got them is
     */
    record News(List<Frame> frames, LogPosition position) {}
}
