package io.iotconnectivity.clock;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.thread.RepeatedTask;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that our own clock is off by minutes, says so once, and again when that changes. Corrects nothing. */
public final class ClockWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    /** What is worth another word. */
    private static final Duration CHANGED = Duration.ofMinutes(5);

    private final Witnesses witnesses = new Witnesses();
    private final Clock clock;
    private final RepeatedTask looking =
            new RepeatedTask("clock-watch", this::look, "Cannot judge whether the clock of this machine is right");
    private Optional<Witnesses.Verdict> told = Optional.empty();
    private volatile Optional<String> problem = Optional.empty();
    private volatile double secondsAhead = Double.NaN;

    public ClockWatch(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        Gauge.builder("iotc.clock.ahead", this, watch -> watch.secondsAhead)
                .description(
                        "How far our clock is ahead of AWS's, from its responses or else from presence events; negative: behind; NaN: unknown."
                                + " If based on events alone, it includes their delay")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Begins. */
    public void start() {
        looking.start(LOOK_EVERY, LOOK_EVERY);
    }

    /**
     * AWS has answered just now.
     *
     * @param date by its clock
     */
    public void answered(Instant date) {
        witnesses.answered(date, clock.instant());
    }

    /** A signal has just come. What is not stamped by AWS tells nothing of clocks. */
    public void heard(Signal signal, Instant arrived) {
        if (signal.kind().isStampedByAws()) {
            ClientId client = signal.client();
            witnesses.happened(client, signal.at(), arrived);
        }
    }

    /** What is wrong with our clock, and what to do; empty while it is right, or nobody has told. */
    public Optional<String> problem() {
        return problem;
    }

    void look() {
        Optional<Witnesses.Verdict> verdict = witnesses.verdict(clock.instant());
        secondsAhead = verdict.map(known -> known.ahead().toMillis() / 1000.0).orElse(Double.NaN);
        Optional<Witnesses.Verdict> off = verdict.filter(Witnesses.Verdict::isOff);
        problem = off.map(ClockWatch::describe);
        if (off.isPresent() && isNews(off.get())) {
            LOG.warn("{}", problem.orElseThrow());
            told = off;
        } else if (off.isEmpty() && told.isPresent()) {
            LOG.info("The clock of this machine is right again, as far as is known");
            told = Optional.empty();
        }
    }

    private boolean isNews(Witnesses.Verdict verdict) {
        return told.isEmpty() || verdict.ahead().minus(told.get().ahead()).abs().compareTo(CHANGED) > 0;
    }

    private static String describe(Witnesses.Verdict verdict) {
        boolean ahead = !verdict.ahead().isNegative();
        String much = inWords(verdict.ahead().abs());
        String finding = verdict.mayBeLate()
                ? "presence events come " + much + " late, or the clock of this machine is that far ahead"
                : "the clock of this machine is " + much + (ahead ? " ahead of" : " behind") + " that of AWS, by "
                        + (verdict.byAnswers() ? "the date of its answers" : "the times of presence events");
        String means = ahead
                ? "outages are announced without their full grace, and ages are wrong"
                : "times and ages are wrong by that";
        return finding + "; nothing is lost, but " + means
                + ". Set the clock and keep it synchronised: timedatectl set-ntp true";
    }

    private static String inWords(Duration off) {
        if (off.toDays() > 1) {
            return off.toDays() + " days";
        }
        return off.toHours() > 1 ? off.toHours() + " hours" : off.toMinutes() + " minutes";
    }

    @Override
    public void close() {
        looking.close();
    }
}
