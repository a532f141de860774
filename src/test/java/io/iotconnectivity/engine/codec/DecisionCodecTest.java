package io.iotconnectivity.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.ClientId;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DecisionCodecTest {
    private static final DecisionCodec CODEC = new DecisionCodec();

    /** Phrases, what only begins like one, and anything else, in any order. */
    @Provide
    Arbitrary<Decision> decisions() {
        List<String> pieces = List.copyOf(StoredNumbers.PHRASES.all());
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of(pieces),
                Arbitraries.of(pieces).map(phrase -> phrase.substring(0, phrase.length() / 2)),
                Arbitraries.of("pump-17", "10.2.3.4", "01M8KFDAZ3M8KFDAZ4WPAZ3ZW5", "43", ".", "\u00fc \ud83d\ude80"),
                Arbitraries.strings().all().filter(DecisionCodecTest::isWellFormed));
        Arbitrary<String> text =
                piece.list().ofMaxSize(8).map(all -> all.stream().collect(Collectors.joining()));
        Arbitrary<Instant> at = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 4_102_444_800_000L).map(Instant::ofEpochMilli),
                Arbitraries.of(Instant.MIN, Instant.MAX.minusNanos(999_999)));
        return Combinators.combine(
                        Arbitraries.of("pump-17", "43", "a"),
                        at,
                        Arbitraries.of(Decision.What.class),
                        Arbitraries.of("01M8KFDAZ3M8KFDAZ4WPAZ3ZW5", "x").optional(),
                        text)
                .as((client, when, what, incident, words) ->
                        new Decision(new ClientId(client), when, what, incident, words));
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(each -> each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE);
    }

    @Property
    void decisionIsReadAsItWasWritten(@ForAll("decisions") Decision decision) {
        assertThat(CODEC.read(CODEC.write(decision))).isEqualTo(decision);
    }

    /** What one version wrote is read by all later ones. */
    @Example
    void storedFormStaysWhatItIs() {
        Decision decision = new Decision(
                new ClientId("pump-1743"),
                Instant.parse("2026-11-29T11:00:29.795Z"),
                Decision.What.JOINED,
                Optional.of("01M8KFDH5RM8KFDH5RZSAMPTCW"),
                "Its outage, CONNECTION_LOST (NETWORK), is part of the open incident of its group: 20 devices of 43 are"
                        + " offline: CONNECTION_LOST (NETWORK).");
        String stored = "010a0970756d702d3137343310c6afb5efc46820022a11fa01a226f6c4b8a226f6"
                + "c4b8fe554b699c3004302e30273005320232303022320234333023302e302732012e";

        assertThat(HexFormat.of().formatHex(CODEC.write(decision))).isEqualTo(stored);
        assertThat(CODEC.read(HexFormat.of().parseHex(stored))).isEqualTo(decision);
    }
}
