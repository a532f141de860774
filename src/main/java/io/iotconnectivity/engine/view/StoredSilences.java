package io.iotconnectivity.engine.view;

import io.iotconnectivity.engine.SilenceOff;
import io.iotconnectivity.engine.codec.CaseCodec;
import io.iotconnectivity.engine.codec.SilenceText;
import io.iotconnectivity.incident.Silence;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stored silences. An invalid one does no harm: it is disabled and listed with the reason, and can be ended. The
 * work to check an opening against silences is bounded, whatever is stored.
 *
 * @param holding the valid ones, ordered by end
 * @param off the disabled ones
 */
public record StoredSilences(List<Silence> holding, List<SilenceOff> off) {
    /** The maximum number of silences that have not ended. */
    public static final int MOST = 500;

    /**
     * The limit for all patterns together: some hundredths of a second for the longest client id, with room for
     * {@link #MOST} typical ones.
     */
    public static final int MOST_STEPS = 10_000;

    private static final Comparator<Silence> BY_END =
            Comparator.comparing((Silence each) -> each.until()).thenComparing(Silence::id);
    private static final String END_SOME = "; end some, or silence more devices with one pattern or by their group";
    private static final String TOO_MANY = "there are " + MOST + " silences that have not ended, which is the limit";
    private static final String TOO_LARGE = "the patterns of all silences together are too large";

    public StoredSilences {
        holding = List.copyOf(holding);
        off = List.copyOf(off);
    }

    /** Reads stored silences, in the order of their ends. */
    public static final class Reading {
        private final CaseCodec codec;
        private final List<Silence> holding = new ArrayList<>();
        private final List<SilenceOff> off = new ArrayList<>();
        private long steps;

        /** Starts with no silences. */
        public Reading(CaseCodec codec) {
            this.codec = codec;
        }

        /**
         * Reads the next silence.
         *
         * @param body as written by the codec or an earlier version, or possibly damaged
         */
        public void add(String id, Instant until, byte[] body) {
            SilenceText text = SilenceText.UNREADABLE;
            try {
                text = codec.silence(body);
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

        /** The silences read. */
        public StoredSilences done() {
            return new StoredSilences(holding, off);
        }
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

    /** The silences without those that have ended since they were read. */
    public StoredSilences at(Instant now) {
        return new StoredSilences(
                holding.stream().filter(each -> each.until().isAfter(now)).toList(),
                off.stream().filter(each -> each.until().isAfter(now)).toList());
    }

    /** The silences with one added, or replacing the one with its id, as they would then be read. */
    public StoredSilences with(Silence more) {
        return new StoredSilences(
                Stream.concat(others(more), Stream.of(more)).sorted(BY_END).toList(),
                off.stream().filter(each -> !each.id().equals(more.id())).toList());
    }

    private Stream<Silence> others(Silence more) {
        return holding.stream().filter(each -> !each.id().equals(more.id()));
    }

    /** Why there is no room to add one, or to replace the one with its id. */
    public Optional<String> refusal(Silence more) {
        long offBeside =
                off.stream().filter(each -> !each.id().equals(more.id())).count();
        if (others(more).count() + offBeside >= MOST) {
            return Optional.of(TOO_MANY + END_SOME);
        }
        int steps = others(more).mapToInt(StoredSilences::steps).sum();
        return steps + steps(more) > MOST_STEPS ? Optional.of(TOO_LARGE + END_SOME) : Optional.empty();
    }
}
