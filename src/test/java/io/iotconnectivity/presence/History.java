package io.iotconnectivity.presence;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Connection;
import io.iotconnectivity.signal.Reason;
import io.iotconnectivity.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * What really happened to one device: its connections, one after the other, each with the version that AWS would have given
 * it. The truth that the machine is held against.
 */
record History(List<Life> lives) {

    static final ClientId CLIENT = new ClientId("device");

    private static final List<Reason> REASONS = List.of(
            Reason.CONNECTION_LOST,
            Reason.MQTT_KEEP_ALIVE_TIMEOUT,
            Reason.CLIENT_ERROR,
            Reason.AUTH_ERROR,
            Reason.API_INITIATED_DISCONNECT,
            Reason.UNKNOWN,
            new Reason("INVENTED_LATER"));

    /**
     * One connection.
     *
     * @param closed absent for the last one, if the device is still there
     * @param will whether the broker delivered a will at its end
     */
    record Life(long version, Instant opened, Optional<Instant> closed, Reason reason, boolean will) {
        Signal connect(Duration skew) {
            return new Signal.Connected(CLIENT, opened.plus(skew), connection());
        }

        Signal disconnect(Duration skew) {
            return new Signal.Disconnected(CLIENT, closed.orElseThrow().plus(skew), connection(), reason);
        }

        private Connection connection() {
            return new Connection(
                    OptionalLong.of(version),
                    Optional.of("session-" + opened.toEpochMilli()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** A time away between two connections, or after the last. */
    record Absence(Instant from, Optional<Instant> until, Reason reason) {
        Optional<Duration> length() {
            return until.map(end -> Duration.between(from, end));
        }
    }

    Life last() {
        return lives.get(lives.size() - 1);
    }

    Instant end() {
        return last().closed().orElse(last().opened());
    }

    /** The absences; a take-over is none. */
    List<Absence> absences() {
        List<Absence> absences = new ArrayList<>();
        for (int i = 0; i < lives.size(); i++) {
            Life life = lives.get(i);
            Optional<Instant> back =
                    i + 1 < lives.size() ? Optional.of(lives.get(i + 1).opened()) : Optional.empty();
            if (life.closed().isPresent() && !life.reason().equals(Reason.DUPLICATE_CLIENTID)) {
                absences.add(new Absence(life.closed().get(), back, life.reason()));
            }
        }
        return absences;
    }

    /** What is drawn for each connection; {@link #of} makes it a legal history. */
    private record Draw(Duration open, Duration away, Reason reason, boolean takenOver, boolean will, int skipped) {}

    static Arbitrary<History> legal() {
        // Short and long absences, and those about an hour, where the version may start again.
        Arbitrary<Duration> away = Arbitraries.oneOf(
                seconds(1, 20), seconds(130, 600), seconds(600, 3300), seconds(3720, 8 * 3600), seconds(86400, 200000));
        Arbitrary<Draw> draw = Combinators.combine(
                        Arbitraries.oneOf(seconds(1, 100), seconds(300, 90000)),
                        away,
                        Arbitraries.of(REASONS),
                        Arbitraries.integers().between(0, 4).map(n -> n == 0),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 2))
                .as(Draw::new);
        return Combinators.combine(draw.list().ofMinSize(1).ofMaxSize(8), Arbitraries.of(true, false))
                .as(History::of);
    }

    private static History of(List<Draw> draws, boolean stillThere) {
        List<Life> lives = new ArrayList<>();
        Instant opened = Story.START;
        long version = draws.get(0).skipped();
        for (int i = 0; i < draws.size(); i++) {
            Draw draw = draws.get(i);
            boolean isLast = i == draws.size() - 1;
            boolean takenOver = draw.takenOver() && !isLast;
            Instant closed = opened.plus(draw.open());
            Reason reason = takenOver ? Reason.DUPLICATE_CLIENTID : draw.reason();
            lives.add(new Life(
                    version,
                    opened,
                    isLast && stillThere ? Optional.empty() : Optional.of(closed),
                    reason,
                    draw.will() && !(isLast && stillThere)));
            Duration away = takenOver ? Duration.ZERO : draw.away();
            opened = closed.plus(away);
            boolean counterStartsAgain = away.compareTo(Duration.ofMinutes(61)) > 0;
            version = counterStartsAgain ? draw.skipped() / 2 : version + 1 + draw.skipped();
        }
        return new History(lives);
    }

    private static Arbitrary<Duration> seconds(int from, int to) {
        return Arbitraries.integers().between(from, to).map(Duration::ofSeconds);
    }
}
