package io.iotconnectivity.mqtt;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * A Paho client that reads nothing before it has written CONNECT. Paho 1.2.5 starts its receiver first and then waits until it sees it
 * running; where the other side closes at once, as a load balancer without targets does, the receiver is gone before, and the waiting
 * thread stays for ever: one for every attempt.
 */
final class PatientClient extends MqttAsyncClient {
    PatientClient(BrokerUrl broker, String clientId) throws MqttException {
        super(broker.toString(), clientId, new MemoryPersistence());
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options) throws MqttException {
        return Arrays.stream(super.createNetworkModules(address, options))
                .map(PatientNetwork::new)
                .toArray(NetworkModule[]::new);
    }

    private static final class PatientNetwork implements NetworkModule {
        private final NetworkModule network;
        private final CountDownLatch written = new CountDownLatch(1);

        private PatientNetwork(NetworkModule network) {
            this.network = network;
        }

        @Override
        public void start() throws IOException, MqttException {
            network.start();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(network.getInputStream()) {
                @Override
                public int read() throws IOException {
                    awaitWritten();
                    return super.read();
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    awaitWritten();
                    return super.read(buffer, offset, length);
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(network.getOutputStream()) {
                @Override
                public void write(int single) throws IOException {
                    out.write(single);
                    written.countDown();
                }

                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    out.write(buffer, offset, length);
                    written.countDown();
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

        private void awaitWritten() throws IOException {
            try {
                written.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted before anything was written");
            }
        }
    }
}
