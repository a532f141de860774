package io.iotconnectivity.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.net.HostileServer.Attack;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A proxy whose answer to CONNECT never ends. */
class TunnelTest {
    private static final long IN_SOCKETS = 8L << 20;

    @ParameterizedTest
    @EnumSource(names = {"STATUS_LINE", "GREETING", "EMPTY_LINES", "HEADER_LINE", "HEADERS", "DRIP"})
    void isNeitherReadNorWaitedForToItsEnd(Attack attack) throws Exception {
        try (HostileServer proxy = HostileServer.start(attack);
                Socket socket = new Socket()) {
            assertThatThrownBy(() -> Tunnel.open(
                            socket,
                            new HttpProxy("127.0.0.1", proxy.port(), Optional.empty()),
                            WaysOut.DIRECT,
                            "broker.example:443",
                            2_000,
                            attack == Attack.DRIP ? 300 : 5_000))
                    .isInstanceOf(ProxyRefusal.class);

            assertThat(proxy.taken(attack)).isLessThan(IN_SOCKETS);
        }
    }
}
