package io.iotconnectivity.aws.logs;

import io.iotconnectivity.presence.Effect.LookUp;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A window of the log, and the questions within it.
 *
 * @param questions not empty, by their time
 */
record Window(Instant from, Instant to, List<LookUp> questions) {
    /**
     * How far the time of an event and that of its entry may be apart.
     *
     * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html">Lifecycle events</a>
     */
    static final Duration SLACK = Duration.ofMinutes(2);

    /**
     * Windows that are no further apart than this are merged: reading a little more of the log costs less than another
     * call.
     */
    private static final Duration JOINED = Duration.ofMinutes(5);

    /** The windows that contain the entries of all these questions, oldest first. */
    static List<Window> around(Collection<LookUp> questions) {
        List<LookUp> sorted = new ArrayList<>(questions);
        sorted.sort(Comparator.comparing(LookUp::at));
        List<Window> windows = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            if (i == sorted.size() || isApart(sorted.get(i - 1), sorted.get(i))) {
                windows.add(of(List.copyOf(sorted.subList(start, i))));
                start = i;
            }
        }
        return windows;
    }

    private static boolean isApart(LookUp one, LookUp next) {
        Duration apart = SLACK.multipliedBy(2).plus(JOINED);
        return Duration.between(one.at(), next.at()).compareTo(apart) > 0;
    }

    private static Window of(List<LookUp> questions) {
        return new Window(
                questions.get(0).at().minus(SLACK),
                questions.get(questions.size() - 1).at().plus(SLACK),
                questions);
    }

    Set<Subject> subjects() {
        EnumSet<Subject> subjects = EnumSet.noneOf(Subject.class);
        questions.forEach(question -> subjects.add(question.subject()));
        return subjects;
    }

    Set<ClientId> clients() {
        Set<ClientId> clients = new TreeSet<>();
        questions.forEach(question -> clients.add(question.client()));
        return clients;
    }
}
