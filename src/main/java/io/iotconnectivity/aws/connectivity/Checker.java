package io.iotconnectivity.aws.connectivity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotconnectivity.aws.connectivity.CheckSettings.Method;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connectivity;
import io.iotconnectivity.signal.Connectivity.Status;
import io.iotconnectivity.signal.Signal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Asks AWS whether a device is connected, before an alert. Every question is answered in time for the alert that waits
 * for it: with {@link Status#UNKNOWN} if AWS cannot be queried, fails, or is too slow, and at once if there are more
 * questions than the budget allows. Simultaneous questions about one device share an answer.
 */
final class Checker implements AutoCloseable {
    private static final int AT_ONCE = 8;
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(3);
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int REMEMBERED_DEVICES = 10_000;

    private final QuestionWorkers<Connectivity> questions;
    private final Consumer<Signal> answers;
    private final Clock clock;
    private final Map<Status, Counter> counters = new EnumMap<>(Status.class);
    private final Map<ClientId, Inquiry> open = new ConcurrentHashMap<>();
    /**
     * The latest answers that report no connection. A connection may have ended since it was reported, and the alert
     * about that would be lost.
     */
    private final Cache<ClientId, Signal.Checked> latest = Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(REMEMBERED_DEVICES)
            .build();

    /**
     * @param askedSince whether another question arrived while it was in progress
     */
    private record Inquiry(Instant at, boolean askedSince) {}

    Checker(QuestionWorkers<Connectivity> questions, Consumer<Signal> answers, Clock clock, MeterRegistry meters) {
        this.questions = questions;
        this.answers = answers;
        this.clock = clock;
        for (Status status : Status.values()) {
            counters.put(
                    status,
                    Counter.builder("iotc.check")
                            .description("Checks with AWS whether a device is connected, by answer")
                            .tag("result", status.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** The time limit for an answer: some time is left for its way to the verdict. */
    static Duration time(CheckSettings settings) {
        return settings.patience().multipliedBy(4).dividedBy(5);
    }

    /** How long one call may take, so that another can follow. */
    static Duration attempt(CheckSettings settings) {
        Duration half = time(settings).dividedBy(2);
        return half.compareTo(LONGEST_ATTEMPT) < 0 ? half : LONGEST_ATTEMPT;
    }

    static QuestionWorkers<Connectivity> questions(
            CheckSettings settings, Question question, AnswerWarnings complaints) {
        Duration queueing = time(settings).minus(attempt(settings));
        long waiting = settings.maxCallsPerSecond() * queueing.toMillis() / 1000;
        return new QuestionWorkers<>(
                "aws-connectivity",
                Math.min(AT_ONCE, settings.maxCallsPerSecond()),
                (int) Math.max(1, waiting),
                time(settings),
                Connectivity.UNKNOWN,
                question::ask,
                complaints);
    }

    /** The warning for when AWS cannot be queried this way. */
    static AnswerWarnings complaints(Method method, String region, Clock clock) {
        String subject = "Alerts go out unverified, because AWS does not tell whether devices are connected";
        return method == Method.THING_CONNECTIVITY
                ? new AnswerWarnings(
                        subject,
                        "allow iot:GetThingConnectivityData on arn:aws:iot:" + region
                                + ":*:thing/*, or set verify = off",
                        clock)
                : new AnswerWarnings(
                        subject, "allow iot:GetConnection on " + clients(region) + ", or set verify = off", clock);
    }

    static String clients(String region) {
        return "arn:aws:iot:" + region + ":*:client/*";
    }

    /** Answers the question by a signal. Never blocks. */
    void check(ClientId client) {
        Signal.Checked known = latest.getIfPresent(client);
        if (known != null) {
            give(known);
            return;
        }
        Inquiry own = new Inquiry(clock.instant(), false);
        Inquiry now = open.merge(client, own, (before, ours) -> new Inquiry(before.at(), true));
        if (now == own) {
            ask(client);
        }
    }

    private void ask(ClientId client) {
        questions.ask(client).thenAccept(found -> answered(client, found));
    }

    private void answered(ClientId client, Connectivity found) {
        Instant now = clock.instant();
        Inquiry[] ended = new Inquiry[1];
        boolean again = open.computeIfPresent(client, (id, inquiry) -> {
                    ended[0] = inquiry;
                    // A connection found before the later question may have ended, which is why it was asked.
                    return found.isConnected() && inquiry.askedSince() ? new Inquiry(now, false) : null;
                })
                != null;
        if (again) {
            ask(client);
            return;
        }
        Signal.Checked answer = new Signal.Checked(client, ended[0].at(), found);
        if (found.status() == Status.NOT_CONNECTED) {
            latest.put(client, answer);
        }
        give(answer);
    }

    private void give(Signal.Checked answer) {
        counters.get(answer.found().status()).increment();
        answers.accept(answer);
    }

    @Override
    public void close() {
        questions.close();
    }
}
