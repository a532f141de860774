package io.iotconnectivity.source.mqtt;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.common.MqttException;

/** A network that gives nothing to read before something was written, and nothing that a broker must not send. */
final class PatientNetwork implements NetworkModule {
    private static final byte DISCONNECT = (byte) 0xE0;

    private final NetworkModule network;
    private final long largest;
    private final Unacknowledged unacknowledged;
    private final CountDownLatch written = new CountDownLatch(1);
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * @param largest        how many bytes a message may have, its header included
     * @param unacknowledged counts the messages of this connection
     */
    PatientNetwork(NetworkModule network, long largest, Unacknowledged unacknowledged) {
        this.network = network;
        this.largest = largest;
        this.unacknowledged = unacknowledged;
    }

    @Override
    public void start() throws IOException, MqttException {
        network.start();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        OutputStream out = network.getOutputStream();
        return new FilterInputStream(new PacketStream(network.getInputStream(), largest, unacknowledged)) {
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
        return new FilterOutputStream(network.getOutputStream()) {
            @Override
            public void write(int single) throws IOException {
                write(new byte[] {(byte) single}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                // Before: the broker may send the next message sooner than this call returns.
                unacknowledged.sent(buffer, offset, length);
                writing.lock();
                try {
                    out.write(buffer, offset, length);
                } finally {
                    writing.unlock();
                }
                written.countDown();
            }

            @Override
            public void flush() throws IOException {
                writing.lock();
                try {
                    out.flush();
                } finally {
                    writing.unlock();
                }
            }
        };
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

    /** As far as the broker listens: one that does not must not hold us up. */
    private void tell(ProtocolBreach breach, OutputStream out) {
        if (!writing.tryLock()) {
            return;
        }
        try {
            out.write(new byte[] {DISCONNECT, 1, (byte) breach.reasonCode()});
            out.flush();
        } catch (IOException gone) {
            // Then it need not be told.
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
