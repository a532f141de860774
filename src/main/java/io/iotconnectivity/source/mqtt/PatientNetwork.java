package io.iotconnectivity.source.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * A network that delivers nothing before something was written, and nothing that a broker must not send. Messages go past
 * Paho, and so do their acknowledgements.
 */
final class PatientNetwork implements NetworkModule {
    private static final byte DISCONNECT = (byte) 0xE0;
    private static final int PUBACK = 0x40;
    private static final int PUBACK_BYTES = 4;

    private final NetworkModule network;
    private final long largest;
    private final Unacknowledged unacknowledged;
    private final Publications publications;
    private final CountDownLatch written = new CountDownLatch(1);

    /** Whoever holds it writes whole packets. */
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * @param largest how many bytes a message may have, including its header
     * @param unacknowledged counts the messages of this connection
     * @param publications takes the messages
     */
    PatientNetwork(NetworkModule network, long largest, Unacknowledged unacknowledged, Publications publications) {
        this.network = network;
        this.largest = largest;
        this.unacknowledged = unacknowledged;
        this.publications = publications;
    }

    @Override
    public void start() throws IOException, MqttException {
        network.start();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        OutputStream out = network.getOutputStream();
        return new FilterInputStream(
                new PacketStream(network.getInputStream(), largest, unacknowledged, publications)) {
            @Override
            public int read() throws IOException {
                awaitWritten();
                try {
                    return super.read();
                } catch (ProtocolBreach breach) {
                    tell(breach, out);
                    throw breach;
                }
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                awaitWritten();
                try {
                    return super.read(buffer, offset, length);
                } catch (ProtocolBreach breach) {
                    tell(breach, out);
                    throw breach;
                }
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new Packets(network.getOutputStream());
    }

    /**
     * Writes a PUBACK for each message.
     *
     * @param messageIds of which the first {@code count} are meant
     */
    void acknowledge(int[] messageIds, int count) throws IOException {
        byte[] packets = new byte[count * PUBACK_BYTES];
        for (int i = 0; i < count; i++) {
            int packet = i * PUBACK_BYTES;
            packets[packet] = PUBACK;
            packets[packet + 1] = 2;
            packets[packet + 2] = (byte) (messageIds[i] >> 8);
            packets[packet + 3] = (byte) messageIds[i];
        }
        // Before: the broker may send the next message sooner than this call returns.
        unacknowledged.acknowledged(messageIds, count);
        writing.lock();
        try {
            OutputStream out = network.getOutputStream();
            out.write(packets);
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    /** What Paho writes up to a flush are whole packets, between which others may be written. */
    private final class Packets extends ByteArrayOutputStream {
        private final OutputStream out;

        Packets(OutputStream out) {
            this.out = out;
        }

        @Override
        public void flush() throws IOException {
            byte[] packets = toByteArray();
            reset();
            unacknowledged.sent(packets, 0, packets.length);
            writing.lock();
            try {
                out.write(packets);
                out.flush();
            } finally {
                writing.unlock();
            }
            written.countDown();
        }
    }

    @Override
    public void stop() throws IOException {
        written.countDown();
        network.stop();
    }

    @Override
    public String getServerURI() {
        return network.getServerURI();
    }

    /** If the broker reads it; one that does not must not hold us up. */
    private void tell(ProtocolBreach breach, OutputStream out) {
        if (!writing.tryLock()) {
            return;
        }
        try {
            out.write(new byte[] {DISCONNECT, 1, (byte) breach.reasonCode()});
            out.flush();
        } catch (IOException gone) {
            // Then there is no need to tell it.
        } finally {
            writing.unlock();
        }
    }

    private void awaitWritten() throws IOException {
        try {
            written.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before anything was written");
        }
    }
}
