package io.iotconnectivity.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.delivery.Sent;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.incident.Decision;
import io.iotconnectivity.signal.ClientId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;

/** What is told of decisions, deliveries and dead letters, in topics that outlive a version. */
class StoryCodecTest {
    private static final Instant AT = Instant.parse("2026-11-29T10:00:00.123Z");
    private static final Decision DECISION =
            new Decision(new ClientId("pump-17"), AT, Decision.What.OPENED, Optional.of("01M8"), "opened.");

    private final StoryCodec story = new StoryCodec();
    private final LetterCodec letters = new LetterCodec();

    @Property
    void resultIsReadAsItWasWritten(
            @ForAll @AlphaChars String text,
            @ForAll EventType type,
            @ForAll Sent.Result result,
            @ForAll boolean isWhole,
            @ForAll @IntRange(max = 1_000) int attempts) {
        Optional<String> some = Optional.of(text).filter(each -> isWhole);
        Sent sent = new Sent("tickets", text, type, "pump-17", some, AT, attempts, result, some);

        assertThat(story.read(story.write(sent))).isEqualTo(new StoryCodec.Delivered(sent));
    }

    @Property
    void letterIsReadAsItWasWritten(
            @ForAll boolean outbound, @ForAll String text, @ForAll byte[] payload, @ForAll boolean isWhole) {
        String told = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Optional<String> some = Optional.of(told).filter(each -> isWhole);
        Letter letter = new Letter(outbound, "presence", told, some, some, some, payload, 70_000, 5, AT);

        LetterRecord read = letters.read(letters.write(letter));

        assertThat(read).usingRecursiveComparison().isEqualTo(letter);
    }

    @Example
    void decisionIsReadAsItWasWritten() {
        assertThat(story.read(story.write(DECISION))).isEqualTo(new StoryCodec.Decided(DECISION));
    }

    @Property
    void truncatedOrUnknownRecordIsMalformedAndNothingElse(@ForAll @IntRange(max = 60) int length, @ForAll byte kind) {
        byte[] whole = story.write(new Sent(
                "tickets",
                "id",
                EventType.DEVICE_OFFLINE,
                "pump-17",
                Optional.empty(),
                AT,
                1,
                Sent.Result.LOST,
                Optional.empty()));
        byte[] cut = Arrays.copyOf(whole, Math.min(length, whole.length));
        if (cut.length > 0) {
            cut[0] = kind;
        }
        try {
            story.read(cut);
        } catch (MalformedRecord expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }

    /** What one version wrote is read by all later ones. */
    @Example
    void storedFormStaysWhatItIs() {
        assertThat(HexFormat.of().formatHex(story.write(DECISION)))
                .isEqualTo("01010a0770756d702d313710f6a5faebc46820012a0430314d3832076f70656e65642e");
        Letter letter = new Letter(
                true,
                "tickets",
                "refused",
                Optional.empty(),
                Optional.of("pump-17"),
                Optional.of("id"),
                new byte[] {'{', '}'},
                2,
                6,
                AT);
        assertThat(HexFormat.of().formatHex(letters.write(letter)))
                .isEqualTo(
                        "01080212077469636b6574731a07726566757365642a0770756d702d3137320269643a027b7d4004480c50d897e9af93a203");
        LetterRecord gone = new LetterRecord.Gone(List.of(1L, 300L));
        assertThat(HexFormat.of().formatHex(letters.write(gone))).isEqualTo("01580258d804");
        assertThat(letters.read(letters.write(gone))).isEqualTo(gone);
        LetterRecord refused = new LetterRecord.Refused(7, "no");
        assertThat(HexFormat.of().formatHex(letters.write(refused))).isEqualTo("01600e1a026e6f");
        assertThat(letters.read(letters.write(refused))).isEqualTo(refused);
        LetterRecord begun = new LetterRecord.Begun();
        assertThat(HexFormat.of().formatHex(letters.write(begun))).isEqualTo("016802");
        assertThat(letters.read(letters.write(begun))).isEqualTo(begun);
        assertThatThrownBy(() -> letters.read(new byte[0])).isInstanceOf(MalformedRecord.class);
    }
}
