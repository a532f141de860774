package io.iotconnectivity.source.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as no real broker can be made to on demand: with refusals, or not at all. It knows CONNECT, SUBSCRIBE and PINGREQ. */
public final class ScriptedBroker implements AutoCloseable {
    public static final int SILENCE = -1;

    private final ServerSocket listener;
    private final AtomicInteger connects = new AtomicInteger();
    private volatile int connack;
    private volatile int suback = 1;
    private volatile boolean hangingUp;
    private volatile Say afterConnect = out -> {};
    private volatile Say afterSubscribe = out -> {};
    private final Queue<Integer> disconnects = new ConcurrentLinkedQueue<>();

    /** Something that a broker says unasked, and for as long as it likes. */
    public interface Say {
        void to(OutputStream out) throws IOException;
    }

    public ScriptedBroker() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public String url() {
        return "tcp://127.0.0.1:" + listener.getLocalPort();
    }

    int connects() {
        return connects.get();
    }

    /** The reason code of the next answers to CONNECT, or {@link #SILENCE}. */
    public ScriptedBroker answerConnectWith(int code) {
        connack = code;
        return this;
    }

    /** The reason code of the next answers to SUBSCRIBE, or {@link #SILENCE}. */
    public ScriptedBroker answerSubscribeWith(int code) {
        suback = code;
        return this;
    }

    /** Says this before it answers the next CONNECTs. */
    public ScriptedBroker sayAfterConnect(Say what) {
        afterConnect = what;
        return this;
    }

    /** Says this after it has answered the next SUBSCRIBEs. */
    public ScriptedBroker sayAfterSubscribe(Say what) {
        afterSubscribe = what;
        return this;
    }

    /** Behaves from now on. */
    public ScriptedBroker behave() {
        return sayAfterConnect(out -> {}).sayAfterSubscribe(out -> {});
    }

    /** The reasons that clients gave when they went, in their order. */
    Queue<Integer> disconnects() {
        return disconnects;
    }

    /** Closes every new connection at once, as a load balancer without targets does; or no longer. */
    ScriptedBroker hangUp(boolean atOnce) {
        hangingUp = atOnce;
        return this;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (hangingUp) {
                    connects.incrementAndGet();
                    client.close();
                } else {
                    daemon(() -> serve(client));
                }
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            for (int first = in.read(); first >= 0; first = in.read()) {
                byte[] rest = in.readNBytes(remainingLength(in));
                switch (first >> 4) {
                    case 1 -> {
                        connects.incrementAndGet();
                        afterConnect.to(out);
                        answer(out, connack, 0x20, 3, 0, connack, 0);
                    }
                    case 8 -> {
                        answer(out, suback, 0x90, 4, rest[0], rest[1], 0, suback);
                        Say say = afterSubscribe;
                        daemon(() -> {
                            try {
                                say.to(out);
                            } catch (IOException e) {
                                // The client went away.
                            }
                        });
                    }
                    case 14 -> disconnects.add(rest.length == 0 ? 0 : rest[0] & 0xFF);
                    case 12 -> answer(out, 0, 0xD0, 0);
                    default -> {}
                }
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    private static void answer(OutputStream out, int code, int... packet) throws IOException {
        if (code != SILENCE) {
            for (int part : packet) {
                out.write(part);
            }
            out.flush();
        }
    }

    private static int remainingLength(DataInputStream in) throws IOException {
        int length = 0;
        int shift = 0;
        int part;
        do {
            part = in.readUnsignedByte();
            length |= (part & 0x7F) << shift;
            shift += 7;
        } while ((part & 0x80) != 0);
        return length;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted-broker");
        thread.setDaemon(true);
        thread.start();
    }
}
