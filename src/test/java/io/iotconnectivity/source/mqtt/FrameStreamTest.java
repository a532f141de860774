package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameStreamTest {
    private final List<byte[]> pongs = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "82 7f ffffffffffffffff, too large",
        "82 7f 8000000000000000, too large",
        "89 7e 0100,             too large",
        "82 82 00000000 0000,    as clients do",
        "81 01 61,               type 1",
        "83 01 61,               type 3",
        "8b 00,                  type 11",
    })
    void whatNoServerMaySendIsRefused(String frames, String why) {
        assertThatThrownBy(() -> readAll(stream(bytes(frames))))
                .isInstanceOf(ProtocolBreach.class)
                .hasMessageContaining(why);
    }

    /** Paho allocated it: 2 GB. */
    @ParameterizedTest
    @ValueSource(strings = {"82 7f 000000007ffffff0", "82 7f 7fffffffffffffff"})
    void aFrameOfAnySizeIsReadInPieces(String header) throws IOException {
        FrameStream stream = stream(bytes(header + "0102"));

        assertThat(readAll(stream)).containsExactly(1, 2);
    }

    @Test
    void framesThatCarryNothingEnd() {
        InputStream endless = new InputStream() {
            private boolean second;

            @Override
            public int read() {
                second = !second;
                return second ? 0x82 : 0;
            }
        };

        assertThatThrownBy(() -> new FrameStream(endless, pongs::add).read())
                .isInstanceOf(ProtocolBreach.class)
                .hasMessageContaining("empty WebSocket frames");
    }

    @Test
    void pingsBetweenFragmentsAreAnsweredAndACloseIsTheEnd() throws IOException {
        FrameStream stream = stream(bytes("02 01 61  89 02 6869  00 01 62  8a 00  80 01 63  88 02 03e8  82 01 64"));

        assertThat(readAll(stream)).asString().isEqualTo("abc");
        assertThat(pongs).containsExactly(new byte[] {'h', 'i'});
    }

    @Property
    void framesComeThroughUnchangedWithTimeOutsInBetween(
            @ForAll @Size(max = 20) List<@Size(max = 300) byte[]> payloads,
            @ForAll @IntRange(min = 1, max = 9) int piece)
            throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] payload : payloads) {
            frames.write(0x82);
            if (payload.length > 125) {
                frames.write(126);
                frames.write(payload.length >> 8);
            }
            frames.write(payload.length);
            frames.write(payload);
            content.write(payload);
        }
        InputStream wire = new ByteArrayInputStream(frames.toByteArray());
        InputStream stuttering = new InputStream() {
            private boolean pause;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                pause = !pause;
                if (pause) {
                    throw new SocketTimeoutException();
                }
                return wire.read(buffer, offset, Math.min(piece, length));
            }
        };

        assertThat(readAll(new FrameStream(stuttering, pongs::add))).isEqualTo(content.toByteArray());
    }

    private FrameStream stream(byte[] frames) {
        return new FrameStream(new ByteArrayInputStream(frames), pongs::add);
    }

    private static byte[] readAll(FrameStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            try {
                int next = stream.read();
                if (next < 0) {
                    return all.toByteArray();
                }
                all.write(next);
            } catch (SocketTimeoutException again) {
                // As Paho does.
            }
        }
    }

    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
    }
}
