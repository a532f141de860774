package io.iotconnectivity.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EventBlockTest {
    private static final long FIRST = 70_000_000_000L;
    private static final int USUAL_BYTES = 1_340;

    /** Numbered later. */
    @Provide
    Arbitrary<EventBlock.Entry> entries() {
        Arbitrary<byte[]> event =
                Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(400);
        Arbitrary<Long> distance = Arbitraries.oneOf(
                Arbitraries.of(0L, 1L, FIRST - 1), Arbitraries.longs().between(0, FIRST - 1));
        Arbitrary<Optional<String>> text = Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(60)
                .excludeChars('\0')
                .optional();
        return Combinators.combine(event, distance, text, text)
                .as((bytes, back, trace, addressee) ->
                        new EventBlock.Entry(0, bytes, back, whole(trace), whole(addressee), true));
    }

    /** UTF-8 has no half characters. */
    private static Optional<String> whole(Optional<String> text) {
        return text.map(all -> all.codePoints()
                        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .filter(all -> !all.isEmpty());
    }

    private static EventBlock.Entry numbered(EventBlock.Entry entry, long seq) {
        return new EventBlock.Entry(
                seq,
                entry.event(),
                entry.previous() == 0 ? 0 : seq - entry.previous(),
                entry.trace(),
                entry.addressee(),
                true);
    }

    private record Stored(long first, long last, byte[] bytes) {
        EventBlock block() {
            return new EventBlock(first, last, bytes);
        }
    }

    private static List<Stored> stored(List<EventBlock.Entry> entries) {
        List<Stored> all = new ArrayList<>();
        EventBlock.Builder block = new EventBlock.Builder();
        for (EventBlock.Entry entry : entries) {
            if (!block.add(entry)) {
                all.add(new Stored(block.first(), block.last(), block.toBytes()));
                block.clear();
                assertThat(block.add(entry)).isTrue();
            }
        }
        all.add(new Stored(block.first(), block.last(), block.toBytes()));
        return all;
    }

    private static List<EventBlock.Entry> numbered(List<EventBlock.Entry> entries) {
        List<EventBlock.Entry> numbered = new ArrayList<>();
        for (EventBlock.Entry entry : entries) {
            numbered.add(numbered(entry, FIRST + numbered.size()));
        }
        return numbered;
    }

    @Property(tries = 200)
    void everyEventIsReadAsItWasWrittenWithoutTheOthers(
            @ForAll @NotEmpty @Size(max = 80) List<EventBlock.@From("entries") Entry> any) {
        List<EventBlock.Entry> entries = numbered(any);
        int found = 0;
        for (Stored stored : stored(entries)) {
            assertThat(stored.first()).isEqualTo(FIRST + found);
            assertThat(stored.bytes().length <= USUAL_BYTES || stored.first() == stored.last())
                    .isTrue();
            for (long seq = stored.first(); seq <= stored.last(); seq++) {
                assertThat(stored.block().entry(seq)).usingRecursiveComparison().isEqualTo(entries.get(found));
                found++;
            }
        }
        assertThat(found).isEqualTo(entries.size());
    }

    @Property(tries = 300)
    void changedBitIsNoticedAndSpoilsOneEvent(
            @ForAll @NotEmpty @Size(max = 8) List<EventBlock.@From("entries") Entry> any,
            @ForAll @IntRange(max = Integer.MAX_VALUE - 1) int which) {
        List<EventBlock.Entry> entries = numbered(any);
        for (Stored stored : stored(entries)) {
            byte[] bytes = stored.bytes().clone();
            int bit = which % (bytes.length * 8);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);

            int damaged = 0;
            for (long seq = stored.first(); seq <= stored.last(); seq++) {
                EventBlock.Entry read = new EventBlock(stored.first(), stored.last(), bytes).entry(seq);
                if (read.isWhole()) {
                    assertThat(read).usingRecursiveComparison().isEqualTo(entries.get((int) (seq - FIRST)));
                } else {
                    damaged++;
                    assertThat(read.seq()).isEqualTo(seq);
                    assertThat(read.previous()).isBetween(0L, seq - 1);
                }
            }
            assertThat(damaged).isLessThanOrEqualTo(1);
        }
    }

    @Property(tries = 300)
    void anyBytesAreReadWithoutAnException(
            @ForAll byte[] any, @ForAll long first, @ForAll @IntRange(max = 100) int more) {
        EventBlock block = new EventBlock(first, first + more, any);
        for (long seq = first; block.holds(seq); seq++) {
            assertThat(block.entry(seq).isWhole()).isFalse();
        }
    }

    @Test
    void blockThatStandsInAnothersPlaceIsDamaged() {
        EventBlock.Builder block = new EventBlock.Builder();
        block.add(new EventBlock.Entry(7, new byte[] {1, 2}, 0, Optional.empty(), Optional.empty(), true));

        assertThat(new EventBlock(7, 7, block.toBytes()).entry(7).isWhole()).isTrue();
        assertThat(new EventBlock(8, 8, block.toBytes()).entry(8).isWhole()).isFalse();
        assertThat(new EventBlock(7, 7, null).entry(7).isWhole()).isFalse();
    }
}
