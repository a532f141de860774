package io.iotconnectivity.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketStreamTest {
    private static final long LARGEST = 1024;
    private static final int RECEIVE_MAXIMUM = 3;

    private final Unacknowledged unacknowledged = new Unacknowledged(RECEIVE_MAXIMUM);
    private final AtomicLong now = new AtomicLong();
    private final List<Publication> arrived = new ArrayList<>();
    private final AtomicInteger pauses = new AtomicInteger();
    private final Publications publications = new Publications() {
        @Override
        public void arrived(Publication publication) {
            arrived.add(publication);
        }

        @Override
        public void pause() {
            pauses.incrementAndGet();
        }
    };

    @ParameterizedTest
    @CsvSource({
        "30, PUBLISH,  1024",
        "32, PUBLISH,  1024",
        "20, CONNACK,  16384",
        "40, PUBACK,   16384",
        "90, SUBACK,   16384",
        "b0, UNSUBACK, 16384",
        "d0, PINGRESP, 16384",
        "e0, DISCONNECT, 16384",
    })
    void aPacketOf256MegabytesIsRefusedAsSoonAsItIsAnnounced(String first, String name, int limit) {
        Endless rest = new Endless(bytes(first + "ffffff7f"));

        assertThatThrownBy(() -> stream(rest).read())
                .isInstanceOf(ProtocolBreach.class)
                .hasMessage("announces a " + name + " of 268435460 bytes, the limit is " + limit);
        assertThat(reasonOf(first + "ffffff7f")).isEqualTo(0x95);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20 08 00 00 ffffff7f 0000", // CONNACK
                "40 08 0001 00 ffffff7f 00", // PUBACK
                "90 08 0001 ffffff7f 0000", // SUBACK
                "b0 08 0001 ffffff7f 0000", // UNSUBACK
                "e0 08 00 ffffff7f 000000", // DISCONNECT
                "30 08 0001 61 ffffff7f 00", // PUBLISH
                "32 0a 0001 61 0001 ffffff7f 00",
            })
    void propertiesThatAreAnnouncedLongerThanTheirPacketAreRefused(String packet) {
        assertThat(reasonOf(packet)).isEqualTo(0x81);
    }

    @ParameterizedTest
    @CsvSource({
        "10 00, type 1",
        "80 00, type 8",
        "c0 00, type 12",
        "f0 00, type 15",
        "00 00, type 0",
        "62 02 0001, QoS 2",
        "50 02 0001, a PUBREC for a message that was not published",
        "34 06 0001 61 0001 00, QoS 2",
    })
    void whatABrokerMustNotSendIsRefused(String packet, String why) {
        assertThatThrownBy(() -> stream(bytes(packet)).readAllBytes())
                .isInstanceOf(ProtocolBreach.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatWasPublishedWithQos2IsReceivedOnce() throws Exception {
        unacknowledged.sent(bytes("c000 34 07 0002 6162 0007 00 34 05 0000 0008 00 32 06 0001 61 0009 00"), 0, 26);

        readAll(stream(bytes("50 02 0007 50 02 0008 70 02 0007")));

        assertThat(reasonOf("50 02 0007")).isEqualTo(0x82);
        assertThat(reasonOf("50 02 0009")).isEqualTo(0x82);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30 00",
                "30 01 00",
                "30 02 ffff",
                "32 03 0001 61",
                "30 03 0001 61",
                "36 06 0001 61 0001 00",
                "20 00",
                "20 03 00 ff 00",
                "40 01 00",
                "90 02 0001",
                "20 08 00 00 05 09 ffff 0000", // a byte array of length -1
                "30 ff ff ff ff 7f",
                "30 ff ff ff ff ff",
            })
    void whatIsNotWellFormedIsRefusedAndNotDiedOf(String packet) {
        assertThat(reasonOf(packet)).isEqualTo(0x81);
    }

    @Test
    void aBrokerOfMqtt3IsCalledOne() {
        assertThatThrownBy(() -> stream(bytes("20 02 00 01")).read()).hasMessageContaining("MQTT 5 is required");
    }

    @Test
    void aPacketThatDoesNotEndIsGivenUp() throws IOException {
        Drip drip = new Drip(bytes("30 7f"), 1);
        PacketStream stream = new PacketStream(drip, LARGEST, unacknowledged, publications, now::get);
        drip.beforeEach = () -> now.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThatThrownBy(() -> {
                    while (true) {
                        try {
                            stream.read();
                        } catch (SocketTimeoutException next) {
                            // As Paho does.
                        }
                    }
                })
                .isInstanceOf(ProtocolBreach.class)
                .hasMessageContaining("has not ended a packet within 60 seconds");
        assertThat(drip.given).isLessThan(100);
    }

    @Test
    void aSilenceBetweenPacketsMayBeLong() throws IOException {
        Drip drip = new Drip(bytes("d0 00"), 1000);
        PacketStream stream = new PacketStream(drip, LARGEST, unacknowledged, publications, now::get);
        assertThat(stream.read()).isEqualTo(0xD0);
        assertThat(stream.read()).isZero();

        now.addAndGet(Duration.ofHours(1).toNanos());
        drip.more(bytes("d0 00"));

        assertThat(stream.read()).isEqualTo(0xD0);
    }

    @Property
    void packetsComeThroughUnchangedInWhicheverPiecesAndWithTimeOutsInBetween(
            @ForAll @Size(max = 900) byte[] payload, @ForAll @IntRange(min = 1, max = 20) int piece) throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            sent.write(publish("lwt/a", 0, payload));
            sent.write(bytes("d0 00"));
        }

        assertThat(readAll(new PacketStream(
                        new Stutter(sent.toByteArray(), piece), LARGEST, unacknowledged, publications)))
                .isEqualTo(bytes("d0 00 d0 00 d0 00"));
        assertThat(arrived).hasSize(3).allSatisfy(publication -> {
            assertThat(publication.topic()).isEqualTo("lwt/a");
            assertThat(publication.payload()).isEqualTo(payload);
        });
        arrived.clear();
    }

    @Test
    void whatArrivedTogetherIsHandedOverTogether() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
            sent.write(publish("lwt/a", 0, new byte[300]));
        }

        readAll(stream(sent.toByteArray()));

        assertThat(arrived).hasSize(50);
        assertThat(pauses).as("before the first read and before the end").hasValue(2);
    }

    /** Anything that a broker sends is either refused, or Paho can decode it. */
    @Property(tries = 5_000)
    void whatIsPassedOnCanBeDecoded(
            @ForAll @IntRange(max = 255) int first,
            @ForAll @Size(max = 60) byte[] body,
            @ForAll @IntRange(max = 4) int smallNumbers)
            throws IOException {
        for (int i = 0; i < Math.min(smallNumbers, body.length); i++) {
            body[i] &= 3;
        }
        byte[] packet = new byte[2 + body.length];
        packet[0] = (byte) first;
        packet[1] = (byte) body.length;
        System.arraycopy(body, 0, packet, 2, body.length);
        byte[] passed;
        try {
            passed = readAll(new PacketStream(
                    new ByteArrayInputStream(packet),
                    LARGEST,
                    new Unacknowledged(RECEIVE_MAXIMUM),
                    Publications.IGNORED,
                    now::get));
        } catch (ProtocolBreach refused) {
            return;
        }
        if (passed.length == 0) {
            // A message, or cut off.
            return;
        }
        try {
            MqttWireMessage.validateReservedBits((byte) (first >> 4), (byte) (first & 15));
            MqttWireMessage.createWireMessage(passed);
        } catch (MqttException told) {
            // Paho ends the connection, with this as the reason.
        }
    }

    @Property
    void aTopicOfAnyCharactersArrivesAsItWasPublished(@ForAll @Size(max = 40) String topic) throws Exception {
        byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
        String published = new String(utf8, StandardCharsets.UTF_8);

        Publication publication = only(stream(publish(published, 7, new byte[] {1, 2})));

        assertThat(publication.topic()).isEqualTo(published);
        assertThat(publication.id()).isEqualTo(7);
        assertThat(publication.qos()).isOne();
        assertThat(publication.retained()).isFalse();
        assertThat(publication.payload()).containsExactly(1, 2);
    }

    @Test
    void aLongTopicOfControlCharactersArrivesAsItWasPublished() throws Exception {
        String topic = "\u0001".repeat(60_000);

        Publication publication = only(new PacketStream(
                new ByteArrayInputStream(publish(topic, 7, new byte[] {1})),
                PatientClient.LARGEST_PACKET,
                unacknowledged,
                publications));

        assertThat(publication.topic()).isEqualTo(topic);
        assertThat(publication.payload()).containsExactly(1);
    }

    @Test
    void aRetainedMessageAndItsPropertiesArrive() throws Exception {
        Publication publication = only(stream(bytes("31 0c 0001 61 07 26 0001 6b 0001 76 58")));

        assertThat(publication.retained()).isTrue();
        assertThat(publication.qos()).isZero();
        assertThat(publication.properties().getUserProperties()).singleElement().satisfies(property -> {
            assertThat(property.getKey()).isEqualTo("k");
            assertThat(property.getValue()).isEqualTo("v");
        });
        assertThat(publication.payload()).containsExactly('X');
    }

    @Test
    void aTopicAliasIsRefused() {
        assertThat(reasonOf("30 07 0001 61 03 23 0001")).isEqualTo(0x94);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "32 0d 0001 61 0007 06 26 0001 01 0000 58", // a user property with a control character
                "32 0a 0001 61 0007 03 09 ffff 58", // a byte array of length -1
                "32 09 0001 61 0007 02 63 63 58", // a property that does not exist
            })
    void propertiesOfAPublisherThatCannotBeDecodedAreLeftOut(String packet) throws Exception {
        Publication publication = only(stream(bytes(packet)));

        assertThat(publication.topic()).isEqualTo("a");
        assertThat(publication.id()).isEqualTo(7);
        assertThat(publication.payload()).containsExactly('X');
        assertThat(publication.properties().getUserProperties()).isEmpty();
    }

    @Test
    void propertiesThatTakeTooMuchMemoryAreLeftOut() throws Exception {
        ByteArrayOutputStream properties = new ByteArrayOutputStream();
        for (int i = 0; i < 5_000; i++) {
            properties.write(bytes("26 0000 0000"));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(bytes("0001 61"));
        body.write(number(properties.size()));
        properties.writeTo(body);
        body.write('X');
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x30);
        packet.write(number(body.size()));
        body.writeTo(packet);
        PacketStream stream = new PacketStream(
                new ByteArrayInputStream(packet.toByteArray()),
                PatientClient.LARGEST_PACKET,
                unacknowledged,
                publications);

        Publication publication = only(stream);

        assertThat(publication.properties().getUserProperties()).isEmpty();
        assertThat(publication.payload()).containsExactly('X');
    }

    /** mosquitto 2.0.11 sends all that has queued up once one message is acknowledged. */
    @Test
    void moreMessagesThanWereAskedForAreLeftUnreadUntilSomeAreAcknowledged() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int id = 1; id <= RECEIVE_MAXIMUM + 2; id++) {
            sent.write(publish("a", id, new byte[0]));
        }
        PacketStream flood = stream(sent.toByteArray());

        assertThatThrownBy(flood::read).isInstanceOf(SocketTimeoutException.class);
        assertThat(arrived).hasSize(RECEIVE_MAXIMUM + 1);
        unacknowledged.acknowledged(new int[] {1}, 1);
        assertThatThrownBy(flood::read).isInstanceOf(SocketTimeoutException.class);
        assertThat(arrived).hasSize(RECEIVE_MAXIMUM + 2);
        unacknowledged.acknowledged(new int[] {3, 2, 9}, 2);
        assertThat(flood.read()).isEqualTo(-1);
    }

    @Test
    void aMessageThatIsRepeatedWithoutEndIsRefused() throws Exception {
        ByteArrayOutputStream repeated = new ByteArrayOutputStream();
        for (int i = 0; i < 2_000; i++) {
            repeated.write(publish("a", 1, new byte[0]));
        }

        assertThatThrownBy(() -> readAll(stream(repeated.toByteArray())))
                .isInstanceOfSatisfying(ProtocolBreach.class, breach -> assertThat(breach.reasonCode())
                        .isEqualTo(0x93));
    }

    @Test
    void whatWasAcknowledgedMakesRoomForMore() throws Exception {
        for (int id = 1; id <= 1_000; id++) {
            readAll(stream(publish("a", id, new byte[0])));
            unacknowledged.acknowledged(new int[] {id}, 1);
        }
    }

    @Test
    void theSameMessageTwiceCountsOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            readAll(stream(publish("a", 9, new byte[0])));
        }
    }

    private PacketStream stream(byte[] bytes) {
        return stream(new ByteArrayInputStream(bytes));
    }

    private PacketStream stream(InputStream in) {
        return new PacketStream(in, LARGEST, unacknowledged, publications, now::get);
    }

    /** The message that is all that the stream holds. */
    private Publication only(PacketStream stream) throws IOException {
        arrived.clear();
        assertThat(readAll(stream)).isEmpty();
        assertThat(arrived).hasSize(1);
        return arrived.get(0);
    }

    private int reasonOf(String packet) {
        try {
            readAll(stream(bytes(packet)));
            return 0;
        } catch (ProtocolBreach breach) {
            return breach.reasonCode();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] readAll(PacketStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[100];
        while (true) {
            try {
                int count = stream.read(some);
                if (count < 0) {
                    return all.toByteArray();
                }
                all.write(some, 0, count);
            } catch (SocketTimeoutException again) {
                // As Paho does.
            }
        }
    }

    static byte[] publish(String topic, int id, byte[] payload) throws IOException {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(id == 0 ? 0x30 : 0x32);
        packet.write(number(2 + name.length + (id == 0 ? 0 : 2) + 1 + payload.length));
        packet.write(name.length >> 8);
        packet.write(name.length);
        packet.write(name);
        if (id != 0) {
            packet.write(id >> 8);
            packet.write(id);
        }
        packet.write(0);
        packet.write(payload);
        return packet.toByteArray();
    }

    private static byte[] number(int value) {
        return MqttWireMessage.encodeVariableByteInteger(value);
    }

    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
    }

    /** Provides some bytes, then fails. */
    private static final class Endless extends InputStream {
        private final InputStream first;

        Endless(byte[] first) {
            this.first = new ByteArrayInputStream(first);
        }

        @Override
        public int read() throws IOException {
            int next = first.read();
            assertThat(next).as("nothing is read behind the announcement").isNotNegative();
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            buffer[offset] = (byte) read();
            return 1;
        }
    }

    /** One byte at a time, with zeros without end behind them. */
    private static class Drip extends InputStream {
        private InputStream first;
        private final int most;
        private int given;
        private Runnable beforeEach = () -> {};

        Drip(byte[] first, int most) {
            this.first = new ByteArrayInputStream(first);
            this.most = most;
        }

        void more(byte[] bytes) {
            first = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() throws IOException {
            beforeEach.run();
            given++;
            return Math.max(0, first.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (most == 1) {
                buffer[offset] = (byte) read();
                return 1;
            }
            int count = first.read(buffer, offset, length);
            if (count < 0) {
                throw new SocketTimeoutException();
            }
            return count;
        }
    }

    /** Pieces of a size, with a time-out after each. */
    private static final class Stutter extends InputStream {
        private final DataInputStream in;
        private final int piece;
        private boolean pause;

        Stutter(byte[] bytes, int piece) {
            this.in = new DataInputStream(new ByteArrayInputStream(bytes));
            this.piece = piece;
        }

        @Override
        public int read() throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            pause = !pause;
            if (pause) {
                throw new SocketTimeoutException();
            }
            return in.read(buffer, offset, Math.min(piece, length));
        }
    }
}
