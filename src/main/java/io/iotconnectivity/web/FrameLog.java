package io.iotconnectivity.web;

import io.iotconnectivity.engine.Ledger;
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
import java.util.Optional;
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
    private final Deque<Frame> frames = new ArrayDeque<>();
    /** What comes after this can be told. */
    private long floor;
    /** All up to this is told. */
    private long position;

    private Instant caughtUp = Instant.MIN;
    /** So many changes more may be told one by one. */
    private long budget;

    private volatile Told told = new Told(List.of(), 0, 0);

    /** What there is to be read, while the next is made. */
    private record Told(List<Frame> frames, long floor, long position) {}

    /**
     * @param json one line of each object
     */
    FrameLog(Function<Object, byte[]> json) {
        this.json = json;
    }

    /** Takes in what the log has got since the last time; may touch the disk. */
    synchronized void catchUp(Ledger ledger, Instant now) {
        long last = ledger.lastEvent();
        if (caughtUp.equals(Instant.MIN) || last - position > MOST_AT_ONCE || last < position) {
            begin(Math.max(0, last - MOST_BACK));
        }
        earn(now);
        if (position < last) {
            List<LoggedEvent> events = ledger.eventsAfter(position, MOST_AT_ONCE);
            add(events, ledger);
            // Numbers without an event have been pruned.
            position = events.isEmpty() ? last : events.get(events.size() - 1).sequence();
        }
        budget = Math.min(budget, MOST_A_SECOND);
        forget();
        if (told.position() != position || told.floor() != floor) {
            told = new Told(List.copyOf(frames), floor, position);
        }
    }

    /** What has come while nobody listened counts by the time that it took. */
    private void earn(Instant now) {
        long earned = caughtUp.equals(Instant.MIN)
                ? MOST_BACK
                : Math.max(0, Duration.between(caughtUp, now).toMillis()) * MOST_A_SECOND / 1000;
        budget = Math.min(MOST_BACK, budget + earned);
        caughtUp = now;
    }

    private void begin(long at) {
        frames.clear();
        floor = at;
        position = at;
    }

    private void add(List<LoggedEvent> events, Ledger ledger) {
        int counted = 0;
        long lastCounted = 0;
        for (LoggedEvent logged : events) {
            Event event = logged.event();
            if (!logged.isForAll() || event.type() == EventType.DEVICE_SIGNAL) {
                continue;
            }
            if (event.data() instanceof DeviceData data) {
                if (budget > 0) {
                    budget--;
                    frames.add(Frame.of("change", logged.sequence(), json.apply(ChangeView.of(event, data, ledger))));
                } else {
                    counted++;
                    lastCounted = logged.sequence();
                }
            } else if (event.data() instanceof IncidentData data) {
                count(counted, lastCounted);
                counted = 0;
                frames.add(Frame.of("incident", logged.sequence(), json.apply(IncidentNews.of(event, data))));
            }
        }
        count(counted, lastCounted);
    }

    private void count(int counted, long last) {
        if (counted > 0) {
            frames.add(Frame.of("changes", last, json.apply(new Changes(counted))));
        }
    }

    /** How many devices' events are not told one by one. */
    private record Changes(int count) {}

    private void forget() {
        floor = Math.max(floor, position - MOST_BACK);
        while (!frames.isEmpty() && frames.peek().last() <= floor) {
            frames.remove();
        }
    }

    /** The number of the last event that is told. */
    long position() {
        return told.position();
    }

    /** A place as JSON. */
    byte[] place(long sequence) {
        return json.apply(new Place(sequence));
    }

    private record Place(long sequence) {}

    /**
     * What follows a place.
     *
     * @return empty if that is too far back, or not known at all
     */
    Optional<News> after(long place) {
        Told now = told;
        if (place < now.floor() || place > now.position()) {
            return Optional.empty();
        }
        int from = now.frames().size();
        while (from > 0 && now.frames().get(from - 1).last() > place) {
            from--;
        }
        return Optional.of(new News(now.frames().subList(from, now.frames().size()), now.position()));
    }

    /**
     * @param position where who has got them is
     */
    record News(List<Frame> frames, long position) {}
}
