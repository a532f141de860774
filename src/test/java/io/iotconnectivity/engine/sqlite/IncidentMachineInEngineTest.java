package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.DeadLetterQuery;
import io.iotconnectivity.engine.IncidentStory;
import io.iotconnectivity.event.Blind;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.incident.Sight;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Silences and storms when a write to the file fails. */
class IncidentMachineInEngineTest extends IncidentStory implements OnSqlite {
    private volatile CrashPoint.Watch watch = CrashPoint.Watch.NONE;

    @Override
    public CrashPoint.Watch watch() {
        return watch;
    }

    @Test
    void dropsFromBeforeAFailedWriteCountTowardsAStorm() {
        List<String> site = List.of("site/1", "site/2", "site/3");
        connect(site);
        drop(site.subList(0, 2));
        failNextCommits(1);
        // Without an identity of its own, so that it is a dead letter and changes nothing.
        engine.accept(new Signal.SignOfLife(new ClientId("other"), clock.instant()))
                .join();
        drop(site.subList(2, 3));
        clock.advance(GRACE);
        awaitStates(site, Verdict.OFFLINE);

        assertThat(only(IncidentKind.GROUP).deviceCount()).isEqualTo(3);
    }

    @Test
    void dropThatCouldNotBeWrittenDoesNotCountTowardsAStorm() {
        List<String> site = List.of("site/1", "site/2", "site/3");
        connect(site);
        drop(site.subList(0, 2));
        failNextCommits(1);
        drop(site.subList(2, 3));
        assertThat(engine.ledger()
                        .deadLetters(DeadLetterQuery.ALL, Optional.empty(), 10)
                        .items())
                .hasSize(1);
        clock.advance(GRACE);
        awaitStates(site.subList(0, 2), Verdict.OFFLINE);
        awaitStates(site.subList(2, 3), Verdict.ONLINE);

        assertThat(all(IncidentKind.DEVICE)).hasSize(2).allMatch(open -> open.status() == IncidentStatus.OPEN);
        assertThat(all(IncidentKind.GROUP)).isEmpty();
    }

    @Test
    void aSourceThatIsBlindHasOneIncidentOverRestartsAndFailedWrites() {
        Sight away = new Sight(
                "source-presence",
                Sight.State.AWAY,
                Sight.Carries.CONNECTIONS,
                START,
                Optional.of("connection refused"));
        connect("a");
        drop("a");
        failNextCommits(1);
        engine.sighted(away).handle((done, failure) -> done).join();
        engine.sighted(away).join();
        restart();
        engine.sighted(away).join();
        passGrace("a");

        IncidentData opened = only(IncidentKind.BLIND);
        assertThat(opened.status()).isEqualTo(IncidentStatus.OPEN);
        assertThat(only(IncidentKind.DEVICE).blind()).contains(new Blind("source-presence", START));
        assertThat(engine.ledger()
                        .events(new ClientId("a"), Optional.empty(), 1)
                        .items())
                .singleElement()
                .satisfies(offline ->
                        assertThat(offline.device().orElseThrow().blind()).isPresent());

        engine.sighted(new Sight(
                        "source-presence",
                        Sight.State.SEES,
                        Sight.Carries.CONNECTIONS,
                        clock.instant(),
                        Optional.of("compared")))
                .join();
        restart();

        IncidentData resolved = only(IncidentKind.BLIND);
        assertThat(resolved.incidentId()).isEqualTo(opened.incidentId());
        assertThat(resolved.status()).isEqualTo(IncidentStatus.RESOLVED);
        connect("b");
        drop("b");
        passGrace("b");
        assertThat(all(IncidentKind.DEVICE)).anySatisfy(next -> {
            assertThat(next.key()).isEqualTo("device/b");
            assertThat(next.blind()).isEmpty();
        });
    }

    @Test
    void silenceThatCouldNotBeWrittenDoesNotHold() {
        failNextCommits(1);
        CompletableFuture<Void> set = engine.silence(silence("one", "a", Duration.ofHours(1)));
        assertThat(set.handle((done, failure) -> failure != null)
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join())
                .isTrue();
        assertThat(engine.ledger().silences()).isEmpty();
        drop("a");
        passGrace("a");

        assertThat(only(IncidentKind.DEVICE).key()).isEqualTo("device/a");
    }

    private void failNextCommits(int count) {
        AtomicInteger left = new AtomicInteger(count);
        watch = point -> {
            if (point == CrashPoint.BEFORE_COMMIT && left.getAndDecrement() > 0) {
                throw new IllegalStateException("not this time");
            }
        };
    }
}
