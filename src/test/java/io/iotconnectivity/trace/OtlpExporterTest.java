package io.iotconnectivity.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.net.HostileServer;
import io.iotconnectivity.net.HostileServer.Attack;
import io.iotconnectivity.net.WaysOut;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A collector that never ends to answer. */
class OtlpExporterTest {
    private static final long IN_SOCKETS = 8L << 20;

    @AutoClose
    private final HostileServer hostile = HostileServer.start();

    @ParameterizedTest
    @EnumSource(Attack.class)
    void takesNoMoreOfAnAnswerThanItsStatusNeeds(Attack attack) {
        Set<Attack> taken = Set.of(
                Attack.CHUNK_SIZE,
                Attack.CHUNK_EXTENSION,
                Attack.CHUNKS,
                Attack.TRAILER_LINE,
                Attack.TRAILERS,
                Attack.BODY,
                Attack.JSON_BODY,
                Attack.LONG_BODY,
                Attack.DRIPPING_BODY,
                Attack.BOMB);
        OtlpExporter exporter = new OtlpExporter(hostile.uri(attack), WaysOut.DIRECT, Duration.ofSeconds(1));
        try {
            assertThat(exporter.export(List.of()).isSuccess()).isEqualTo(taken.contains(attack));
        } finally {
            exporter.shutdown();
        }

        assertThat(hostile.taken(attack)).isLessThan(IN_SOCKETS);
    }
}
