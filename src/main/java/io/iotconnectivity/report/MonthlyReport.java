package io.iotconnectivity.report;

import io.iotconnectivity.engine.Engine;
import io.iotconnectivity.engine.ViewUnavailable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.thread.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a report of each calendar month once, when it is over, or at the next start if nothing ran then. Only the leader
 * does. Whether it was sent is read from the log of events.
 */
public final class MonthlyReport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MonthlyReport.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
    /** What happened before the month was over may be heard of only now. */
    private static final Duration NEWS = Duration.ofMinutes(10);

    private final Engine engine;
    private final Reports reports;
    private final Clock clock;
    private final RepeatedTask task = new RepeatedTask("monthly-report", this::look, "No monthly report is sent");
    private boolean leads;
    /** As sent by this node, whose log may not show it yet; null before the first. */
    private YearMonth sent;

    public MonthlyReport(Engine engine, Reports reports, Clock clock) {
        this.engine = engine;
        this.reports = reports;
        this.clock = clock;
    }

    /** Begins to look for months that are over. */
    public void start() {
        task.start(LOOK_EVERY, LOOK_EVERY);
    }

    /** Sends what is due. */
    void look() {
        boolean led = leads;
        leads = engine.leadership().leads();
        if (!led || !leads) {
            // A new leader lets the log come in first that the one before has written.
            return;
        }
        Instant now = clock.instant();
        try {
            for (YearMonth month : reports.monthsDue(now.minus(NEWS))) {
                if (sent == null || sent.isBefore(month)) {
                    send(month, now);
                }
            }
        } catch (ViewUnavailable e) {
            LOG.debug("No monthly report is sent now: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(YearMonth month, Instant now) throws InterruptedException {
        ZoneId zone = reports.settings().zone();
        FleetReport report = reports.report(
                new ReportQuery(
                        month.atDay(1).atStartOfDay(zone).toInstant(),
                        month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant(),
                        zone,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                device -> {});
        Event event = ReportEvent.of(month, report, now);
        try {
            engine.append(event).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        sent = month;
        LOG.info("Sent the report of {}", month);
    }

    @Override
    public void close() {
        task.close();
    }
}
