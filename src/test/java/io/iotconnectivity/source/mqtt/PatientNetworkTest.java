package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.junit.jupiter.api.Test;

class PatientNetworkTest {
    private static final byte[] CONNECT = bytes("100d00044d5154540500003c000000");
    private static final byte[] FIRST = bytes("320700017400010061");
    private static final byte[] ACKNOWLEDGEMENT_OF_FIRST = bytes("40020001");
    private static final byte[] SECOND = bytes("320700017400020062");

    @Test
    void aBrokerMaySendTheNextMessageTheMomentItHasTheAcknowledgement() throws Exception {
        AtOnce broker = new AtOnce();
        List<Integer> arrived = new ArrayList<>();
        PatientNetwork network = new PatientNetwork(broker, 1024, new Unacknowledged(0), new Publications() {
            @Override
            public void arrived(Publication publication) {
                arrived.add(publication.id());
            }

            @Override
            public void pause() {}
        });
        InputStream in = network.getInputStream();
        OutputStream out = network.getOutputStream();
        out.write(CONNECT);
        out.flush();
        assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        assertThat(arrived).containsExactly(1);

        List<Integer> meanwhile = new ArrayList<>();
        broker.onWrite = () -> {
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            meanwhile.addAll(arrived);
        };
        network.acknowledge(new int[] {1, 77}, 1);

        assertThat(meanwhile).containsExactly(1, 2);
        assertThat(broker.written.toByteArray()).endsWith(ACKNOWLEDGEMENT_OF_FIRST);
    }

    @Test
    void packetsThatPahoWritesInPiecesAreNotMixedWithAcknowledgements() throws Exception {
        AtOnce broker = new AtOnce();
        PatientNetwork network = new PatientNetwork(broker, 1024, new Unacknowledged(9), Publications.IGNORED);
        OutputStream out = network.getOutputStream();
        out.write(CONNECT, 0, 5);

        network.acknowledge(new int[] {1}, 1);
        out.write(CONNECT, 5, CONNECT.length - 5);
        out.flush();

        assertThat(broker.written.toByteArray())
                .startsWith(ACKNOWLEDGEMENT_OF_FIRST)
                .endsWith(CONNECT)
                .hasSize(ACKNOWLEDGEMENT_OF_FIRST.length + CONNECT.length);
    }

    private interface Step {
        void run() throws IOException;
    }

    /** What it answers can be read before the write has returned. */
    private static final class AtOnce implements NetworkModule {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private Step onWrite = () -> {};

        @Override
        public void start() {}

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(bytes(hex(FIRST) + hex(SECOND)));
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int single) throws IOException {
                    write(new byte[] {(byte) single}, 0, 1);
                }

                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    written.write(buffer, offset, length);
                    onWrite.run();
                }
            };
        }

        @Override
        public void stop() {}

        @Override
        public String getServerURI() {
            return "tcp://broker";
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
