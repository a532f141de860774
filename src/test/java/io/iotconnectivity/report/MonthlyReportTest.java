package io.iotconnectivity.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.EngineDouble;
import io.iotconnectivity.engine.HandClock;
import io.iotconnectivity.engine.Leadership;
import io.iotconnectivity.engine.Ledger;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.ReportData;
import io.iotconnectivity.presence.Story;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.web.ListedLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonthlyReportTest {
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    /** When stories begin: in November. */
    private static final Instant START = Story.START;

    private final ListedLedger ledger = new ListedLedger();
    private final HandClock clock = new HandClock(START);
    private final LoggingEngine engine = new LoggingEngine(ledger);

    @TempDir
    Path folder;

    @AutoClose
    private KeptReports kept;

    private MonthlyReport monthly;

    @BeforeEach
    void start() {
        kept = KeptReports.open(folder, () -> ledger, clock);
        monthly = new MonthlyReport(engine, kept.reports(), clock);
        monthly.look();
    }

    private void restart() {
        kept.close();
        start();
    }

    private static final class LoggingEngine extends EngineDouble {
        private final ListedLedger ledger;
        private final List<Event> sent = new ArrayList<>();
        private boolean leads = true;
        private boolean shows = true;

        LoggingEngine(ListedLedger ledger) {
            this.ledger = ledger;
        }

        @Override
        public CompletableFuture<Void> append(Event event) {
            sent.add(event);
            if (shows) {
                ledger.logs(event, true);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Ledger ledger() {
            return ledger;
        }

        @Override
        public Leadership leadership() {
            return new Leadership() {
                @Override
                public boolean leads() {
                    return leads;
                }

                @Override
                public void listen(Runnable listener) {
                    listener.run();
                }
            };
        }

        List<String> months() {
            return sent.stream()
                    .map(event -> event.report().orElseThrow().month())
                    .toList();
        }
    }

    private void awayForTwoHours() {
        Story story = Story.device("a")
                .connects(1)
                .passes(Duration.ofHours(6))
                .drops(1, Reason.CONNECTION_LOST)
                .passes(Duration.ofHours(2))
                .connects(2);
        story.events().forEach(event -> ledger.logs(event, true));
        ledger.devices.add(story.presence());
    }

    private void itIs(Instant moment) {
        clock.advance(Duration.between(clock.instant(), moment));
    }

    @Test
    void monthIsReportedOnceAfterItIsOver() {
        awayForTwoHours();
        monthly.look();
        itIs(DECEMBER.plusSeconds(60));
        monthly.look();
        assertThat(engine.sent).isEmpty();

        itIs(DECEMBER.plusSeconds(600));
        monthly.look();
        monthly.look();

        assertThat(engine.months()).containsExactly("2026-11");
        Event event = engine.sent.get(0);
        assertThat(event.subject()).isEqualTo("report/2026-11");
        assertThat(event.time()).isEqualTo(clock.instant());
        ReportData report = event.report().orElseThrow();
        assertThat(report.until()).isEqualTo(DECEMBER);
        assertThat(report.keptSince()).contains(START);
        assertThat(report.fleet().devices()).isEqualTo(1);
        assertThat(report.fleet().downSecondsByReason()).containsOnlyKeys("CONNECTION_LOST");
        assertThat(report.fleet().downSeconds()).isEqualTo(7200);
        assertThat(report.classes()).containsOnlyKeys("default");
    }

    @Test
    void monthThatEndedWhileNothingRanIsReportedAtTheNextStartAndNeverAgain() {
        awayForTwoHours();
        itIs(DECEMBER.plus(Duration.ofDays(3)));
        restart();
        monthly.look();
        assertThat(engine.months()).containsExactly("2026-11");

        restart();
        monthly.look();
        assertThat(engine.months()).hasSize(1);

        itIs(Instant.parse("2027-02-02T00:00:00Z"));
        restart();
        monthly.look();
        assertThat(engine.months()).containsExactly("2026-11", "2026-12", "2027-01");
        assertThat(engine.sent).extracting(Event::id).doesNotHaveDuplicates();
    }

    @Test
    void monthOfWhichAnotherNodeHasSentTheReportIsNotReportedAgain() {
        awayForTwoHours();
        engine.leads = false;
        itIs(DECEMBER.plusSeconds(900));
        monthly.look();
        assertThat(engine.sent).isEmpty();
        ledger.logs(
                ReportEvent.of(
                        YearMonth.of(2026, 11),
                        kept.reports()
                                .report(
                                        new ReportQuery(
                                                START,
                                                DECEMBER,
                                                ZoneOffset.UTC,
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty()),
                                        1),
                        clock.instant()),
                true);

        engine.leads = true;
        monthly.look();
        monthly.look();

        assertThat(engine.sent).isEmpty();
    }

    @Test
    void reportThatTheLogDoesNotShowYetIsNotSentAgain() {
        awayForTwoHours();
        engine.shows = false;
        itIs(DECEMBER.plusSeconds(900));

        monthly.look();
        monthly.look();

        assertThat(engine.months()).containsExactly("2026-11");
    }

    @Test
    void monthsThatWereOverBeforeAnythingWasKeptAreNotReported() {
        itIs(DECEMBER.plus(Duration.ofDays(3)));
        kept.close();
        folder = folder.resolve("new");
        start();
        awayForTwoHours();

        monthly.look();

        assertThat(engine.sent).isEmpty();
    }
}
