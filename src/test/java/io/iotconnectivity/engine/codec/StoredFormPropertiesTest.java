package io.iotconnectivity.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.incident.DeviceCase;
import io.iotconnectivity.incident.GroupCase;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any record is read as it was written; any bytes are either a record or refused in the same way. */
class StoredFormPropertiesTest {
    private static final PresenceCodec PRESENCES = new PresenceCodec();
    private static final CaseCodec CASES = new CaseCodec();
    private static final EventCodec EVENTS = new EventCodec();
    private static final SignalCodec SIGNALS = new SignalCodec();
    private static final CloudEvents TELLING = new CloudEvents("iot-connectivity/test");

    @Property(tries = 5000)
    void presenceIsReadAsItWasWritten(@ForAll Random random) {
        Presence presence = new AnyRecord(random).presence();

        assertThat(PRESENCES.read(presence.client(), PRESENCES.write(presence))).isEqualTo(presence);
    }

    @Property(tries = 5000)
    void caseOfADeviceIsReadAsItWasWritten(@ForAll Random random) {
        DeviceCase held = new AnyRecord(random).deviceCase();

        assertThat(CASES.device(held.client(), CASES.write(held))).isEqualTo(held);
    }

    @Property(tries = 5000)
    void caseOfAGroupIsReadAsItWasWritten(@ForAll Random random) {
        GroupCase held = new AnyRecord(random).groupCase();

        assertThat(CASES.group(held.name(), CASES.write(held))).isEqualTo(held);
    }

    @Property(tries = 5000)
    void eventIsReadAsItWasWrittenAndToldInTheSameWords(@ForAll Random random) {
        Event event = new AnyRecord(random).event();

        Event read = EVENTS.read(EVENTS.write(event));

        assertThat(TELLING.write(read)).isEqualTo(TELLING.write(event));
        assertThat(EVENTS.read(EVENTS.write(read))).isEqualTo(read);
    }

    @Property(tries = 5000)
    void signalIsReadAsItWasWritten(@ForAll Random random) {
        Signal signal = new AnyRecord(random).signal();

        assertThat(SIGNALS.read(signal.client(), SIGNALS.write(signal))).isEqualTo(signal);
    }

    @Property(tries = 300)
    void whatIsDamagedIsRefused(@ForAll Random random) {
        AnyRecord any = new AnyRecord(random);
        Presence presence = any.presence();
        DeviceCase device = any.deviceCase();
        GroupCase group = any.groupCase();
        Signal signal = any.signal();

        assertDamageIsSeen(SIGNALS.write(signal), stored -> SIGNALS.read(signal.client(), stored), random);
        assertDamageIsSeen(PRESENCES.write(presence), stored -> PRESENCES.read(presence.client(), stored), random);
        assertDamageIsSeen(CASES.write(device), stored -> CASES.device(device.client(), stored), random);
        assertDamageIsSeen(CASES.write(group), stored -> CASES.group(group.name(), stored), random);
    }

    @Property(tries = 300)
    void whatIsCopiedToAnotherRowIsRefused(@ForAll Random random) {
        AnyRecord any = new AnyRecord(random);
        byte[] presence = PRESENCES.write(any.presence());
        byte[] device = CASES.write(any.deviceCase());
        byte[] group = CASES.write(any.groupCase());
        byte[] signal = SIGNALS.write(any.signal());
        ClientId another = new ClientId("another");

        assertThatThrownBy(() -> SIGNALS.read(another, signal)).isInstanceOf(MalformedRecord.class);
        assertThatThrownBy(() -> PRESENCES.read(another, presence)).isInstanceOf(MalformedRecord.class);
        assertThatThrownBy(() -> CASES.device(another, device)).isInstanceOf(MalformedRecord.class);
        assertThatThrownBy(() -> CASES.group("another", group)).isInstanceOf(MalformedRecord.class);
    }

    /** Also where the checksum says that nothing is wrong, as it would say of what another program wrote. */
    @Property(tries = 2000)
    void anyBytesAreARecordOrRefused(@ForAll Random random) {
        AnyRecord any = new AnyRecord(random);
        Presence presence = any.presence();
        DeviceCase device = any.deviceCase();
        GroupCase group = any.groupCase();
        Signal signal = any.signal();

        holds(SIGNALS.write(signal), signal.client().value(), random, stored -> {
            Signal read = SIGNALS.read(signal.client(), stored);
            assertThat(SIGNALS.read(signal.client(), SIGNALS.write(read))).isEqualTo(read);
        });
        holds(PRESENCES.write(presence), presence.client().value(), random, stored -> {
            Presence read = PRESENCES.read(presence.client(), stored);
            assertThat(PRESENCES.read(presence.client(), PRESENCES.write(read))).isEqualTo(read);
        });
        holds(CASES.write(device), device.client().value(), random, stored -> {
            DeviceCase read = CASES.device(device.client(), stored);
            assertThat(CASES.device(device.client(), CASES.write(read))).isEqualTo(read);
        });
        holds(CASES.write(group), group.name(), random, stored -> {
            GroupCase read = CASES.group(group.name(), stored);
            assertThat(CASES.group(group.name(), CASES.write(read))).isEqualTo(read);
        });
    }

    @Property(tries = 5000)
    void anyBytesAreAnEventOrRefused(@ForAll Random random) {
        Event event = new AnyRecord(random).event();
        byte[] stored = changed(EVENTS.write(event), random);
        try {
            Event read = EVENTS.read(stored);
            assertThat(TELLING.write(EVENTS.read(EVENTS.write(read)))).isEqualTo(TELLING.write(read));
        } catch (MalformedRecord refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private interface Reading {
        void of(byte[] stored);
    }

    private static void holds(byte[] whole, String key, Random random, Reading reading) {
        byte[] fields = changed(Arrays.copyOfRange(whole, RecordWriter.VERSION_AND_CHECKSUM, whole.length), random);
        try {
            reading.of(Sealed.of(key, fields));
        } catch (MalformedRecord refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static void assertDamageIsSeen(byte[] whole, Reading reading, Random random) {
        assertThatThrownBy(() -> reading.of(Arrays.copyOf(whole, random.nextInt(whole.length))))
                .isInstanceOf(MalformedRecord.class);
        for (int i = 0; i < 20; i++) {
            byte[] flipped = whole.clone();
            flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> reading.of(flipped)).isInstanceOf(MalformedRecord.class);
        }
    }

    static byte[] changed(byte[] whole, Random random) {
        byte[] changed =
                random.nextInt(3) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length + 1)) : whole.clone();
        for (int left = random.nextInt(4); left > 0 && changed.length > 0; left--) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }
}
