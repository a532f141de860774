package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.SilenceOff;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.SilenceText;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientPattern;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The silences in the file. One that cannot hold stops nothing: it is switched off and told with the reason, and can be ended. What
 * an opening has to be held against is bounded, whatever is in the file.
 *
 * @param holding those that hold between their beginning and their end, in the order of their ends
 * @param off the others
 */
record StoredSilences(List<Silence> holding, List<SilenceOff> off) {
    /** So many may be set that have not ended. */
    static final int MOST = 500;

    /** Of all patterns together: some hundredths of a second for the longest client id, and room for {@link #MOST} usual ones. */
    static final int MOST_STEPS = 10_000;

    private static final Comparator<Silence> BY_END =
            Comparator.comparing((Silence each) -> each.until()).thenComparing(Silence::id);
    private static final String END_SOME = "; end some, or silence more devices with one pattern or by their group";
    private static final String TOO_MANY =
            "there are " + MOST + " silences that have not ended, the most that there can be";
    private static final String TOO_LARGE = "the patterns of all silences together are too large";

    StoredSilences {
        holding = List.copyOf(holding);
        off = List.copyOf(off);
    }

    /** Those that have not ended. */
    static StoredSilences read(Connection connection, CaseCodec codec, Instant now) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, until, body FROM silence WHERE until > ? ORDER BY until, id")) {
            select.setLong(1, now.toEpochMilli());
            return read(select, codec);
        }
    }

    /** The one of this id, or nothing, also if it is longer over than its row is kept. */
    static StoredSilences read(Connection connection, CaseCodec codec, String id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, until, body FROM silence WHERE id = ?")) {
            select.setString(1, id);
            return read(select, codec);
        }
    }

    private static StoredSilences read(PreparedStatement select, CaseCodec codec) throws SQLException {
        List<Silence> holding = new ArrayList<>();
        List<SilenceOff> off = new ArrayList<>();
        long steps = 0;
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String id = row.getString(1);
                Instant until = Instant.ofEpochMilli(row.getLong(2));
                SilenceText text = SilenceText.UNREADABLE;
                try {
                    text = codec.silenceTexts.read(row.getBytes(3));
                    Silence silence = text.silence(id);
                    steps += steps(silence);
                    if (holding.size() >= MOST || steps > MOST_STEPS) {
                        throw new IllegalArgumentException((holding.size() >= MOST ? TOO_MANY : TOO_LARGE) + END_SOME);
                    }
                    holding.add(silence);
                } catch (RuntimeException e) {
                    off.add(off(id, until, text, e));
                }
            }
        }
        return new StoredSilences(holding, off);
    }

    private static SilenceOff off(String id, Instant until, SilenceText text, RuntimeException why) {
        return new SilenceOff(
                id,
                text.clients(),
                text.group(),
                text.from(),
                until,
                text.author(),
                text.comment(),
                why instanceof IllegalArgumentException ? why.getMessage() : "it cannot be read");
    }

    private static int steps(Silence silence) {
        return silence.clients().map(ClientPattern::steps).orElse(1);
    }

    /** Without those that have ended since they were read. */
    StoredSilences at(Instant now) {
        return new StoredSilences(
                holding.stream().filter(each -> each.until().isAfter(now)).toList(),
                off.stream().filter(each -> each.until().isAfter(now)).toList());
    }

    /** With one more, or with it in the place of that with its id; as they would be read then. */
    StoredSilences with(Silence more) {
        return new StoredSilences(
                Stream.concat(others(more), Stream.of(more)).sorted(BY_END).toList(),
                off.stream().filter(each -> !each.id().equals(more.id())).toList());
    }

    private Stream<Silence> others(Silence more) {
        return holding.stream().filter(each -> !each.id().equals(more.id()));
    }

    /** Why there is no room for one more, or for one in the place of that with its id. */
    Optional<String> refusal(Silence more) {
        long offBeside =
                off.stream().filter(each -> !each.id().equals(more.id())).count();
        if (others(more).count() + offBeside >= MOST) {
            return Optional.of(TOO_MANY + END_SOME);
        }
        int steps = others(more).mapToInt(StoredSilences::steps).sum();
        return steps + steps(more) > MOST_STEPS ? Optional.of(TOO_LARGE + END_SOME) : Optional.empty();
    }
}
