package io.iotconnectivity.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.presence.Effect;
import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What earlier versions have written is read by this one. */
class PresenceCodecTest {
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final PresenceCodec CODEC = new PresenceCodec();

    @Test
    void questionAboutARefusedConnectIsReadFromThePlaceThatItSharedOnce() {
        Presence read = read("{\"client\":\"a\",\"state\":\"ONLINE\",\"enquiry\":{\"log\":"
                + "{\"subject\":\"CONNECT_FAILED\",\"at\":1795428000000000000}},\"updatedAt\":1795428000000000000}");

        assertThat(read.unanswered())
                .containsExactly(new Effect.LookUp(new ClientId("a"), Subject.CONNECT_FAILED, AT, Optional.empty()));
        assertThat(read.enquiry().log()).isEmpty();
        assertThat(readAgain(read)).isEqualTo(read);
    }

    @Test
    void questionAboutADisconnectStaysOne() {
        Presence read = read("{\"client\":\"a\",\"state\":\"SUSPECT\",\"enquiry\":{\"log\":{\"subject\":\"DISCONNECT\","
                + "\"at\":1795428000000000000,\"reason\":\"CONNECTION_LOST\"},\"graceOver\":true},"
                + "\"updatedAt\":1795428000000000000}");

        assertThat(read.unanswered())
                .containsExactly(new Effect.LookUp(
                        new ClientId("a"), Subject.DISCONNECT, AT, Optional.of(Reason.CONNECTION_LOST)));
        assertThat(readAgain(read)).isEqualTo(read);
    }

    @Test
    void endThatAwsToldIsReadFromATimeWhenNothingSaidHowExactItWas() {
        Presence read = read(
                "{\"client\":\"a\",\"state\":\"OFFLINE\",\"link\":{\"connection\":{},\"closedAt\":1795428000000000000,"
                        + "\"closedFor\":\"UNKNOWN\",\"heardAt\":1795428000000000000,\"endOfAll\":true},\"updatedAt\":1795428000000000000}");

        assertThat(read.link().orElseThrow().endOfAll()).isTrue();
        assertThat(read.link().orElseThrow().endExact()).isFalse();
        assertThat(readAgain(read)).isEqualTo(read);
    }

    private static Presence readAgain(Presence presence) {
        return CODEC.read(presence.client(), CODEC.write(presence));
    }

    private static Presence read(String json) {
        return CODEC.read(new ClientId("a"), json.getBytes(StandardCharsets.UTF_8));
    }
}
