package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
        PatientNetwork network = new PatientNetwork(broker, 1024, new Unacknowledged(0));
        InputStream in = network.getInputStream();
        OutputStream out = network.getOutputStream();
        out.write(CONNECT);
        assertThat(in.readNBytes(FIRST.length)).isEqualTo(FIRST);

        List<byte[]> taken = new ArrayList<>();
        broker.onWrite = () -> taken.add(in.readNBytes(SECOND.length));
        out.write(ACKNOWLEDGEMENT_OF_FIRST);

        assertThat(taken).containsExactly(SECOND);
    }

    private interface Step {
        void run() throws IOException;
    }

    /** What it answers can be read before the write has returned. */
    private static final class AtOnce implements NetworkModule {
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
