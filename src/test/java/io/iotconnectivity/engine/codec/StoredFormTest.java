package io.iotconnectivity.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.presence.Presence;
import io.iotconnectivity.signal.ClientId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The stored form stays what it is: what one version wrote is read by all later ones. */
class StoredFormTest {
    private static final PresenceCodec PRESENCES = new PresenceCodec();
    private static final CaseCodec CASES = new CaseCodec();
    private static final EventCodec EVENTS = new EventCodec();

    private static final String ONLINE =
            "01695263cb08b289c9fdc06810f5b72918002000280130840e3a40080e1211f86ba7b8109dad11d180b400c04fd430c8"
                    + "1a21f90f3a9c5be7714d20b8e61f5a7c9d3e2b4a6f8091c2d3e4f5a6b7c8d9e0f1a2b3254d7100cb30840e";
    private static final String OFFLINE =
            "01c5c546af08bec4ba8bc16810ddfb3c18002000280330fce50e3a4f080e1211f86ba7b8109dad11d180b400c04fd430"
                    + "c81a21f90f3a9c5be7714d20b8e61f5a7c9d3e2b4a6f8091c2d3e4f5a6b7c8d9e0f1a2b3254d7100cb30b4fac53738fc"
                    + "e50e400748e69d8990fe06420218025a170a11fa01a207d9ada0a207d9ada04c296230c018032002720b080110022078"
                    + "354d7100cb";
    private static final String DEVICE_CASE =
            "01e556d93d08bec4ba8bc16810ddfb3c180220012881fca40232290a11fa01a207d9ada0a207d9ada04c296230c01001"
                    + "18fce50e2003280230073a06736974652d3340013a4b10011800280130fce50e3803423973656e736f722d3030303135"
                    + "34206973206f66666c696e653a204d5154545f4b4545505f414c4956455f54494d454f55542028504f57455229480050"
                    + "0160fce50e";
    private static final String GROUP_CASE =
            "01df5df1f808bec4ba8bc16810ddfb3c1881a61d2289010a440a11fa01a207d9ada0a207d9ada04c296230c010021800"
                    + "280130fce50e3803421f332064657669636573206f6620736974652d3320617265206f66666c696e6548005001100018"
                    + "0620042a0d73656e736f722d3030303135342a0d73656e736f722d3030303135352a0d73656e736f722d303030313536"
                    + "30033801420408011006480450015801320808fce50e10fce80d";

    private static final String CONNECTED =
            "010809120d73656e736f722d30303031353418b289c9fdc068282930840e3a11f86ba7b8109dad11d180b400c04fd430"
                    + "c8400e4a21f90f3a9c5be7714d20b8e61f5a7c9d3e2b4a6f8091c2d3e4f5a6b7c8d9e0f1a2b3554d7100cb5801600178"
                    + "08";
    private static final String DISCONNECTED =
            "010809120d73656e736f722d30303031353418dcefb68bc1682004280a30f4123a11f86ba7b8109dad11d180b400c04f"
                    + "d430c8400e4a21f90f3a9c5be7714d20b8e61f5a7c9d3e2b4a6f8091c2d3e4f5a6b7c8d9e0f1a2b3554d7100cb5a0608"
                    + "02181020046207080110aca7b73760426801780e";
    private static final String GONE_OFFLINE =
            "010802120d73656e736f722d30303031353418bec4ba8bc1682004281330fce50e3a11f86ba7b8109dad11d180b400c0"
                    + "4fd430c8400e4a21f90f3a9c5be7714d20b8e61f5a7c9d3e2b4a6f8091c2d3e4f5a6b7c8d9e0f1a2b3554d7100cb6207"
                    + "080110b4fac5376042620608041084d30e620608061000181468017003781e880101920111fa01a207d9ada0a207d9ad"
                    + "a04c296230c0";
    private static final String INCIDENT_OPENED =
            "01080a12146465766963652f73656e736f722d30303031353418bec4ba8bc168ca02ec037b22696e636964656e744964"
                    + "223a2230314d3833584b4244304d3833584b42443039474d5034433630222c226b6579223a226465766963652f73656e"
                    + "736f722d303030313534222c226b696e64223a22646576696365222c22737461747573223a226f70656e222c22736576"
                    + "6572697479223a227761726e696e67222c227469746c65223a2273656e736f722d303030313534206973206f66666c69"
                    + "6e653a20434f4e4e454354494f4e5f4c4f535420284e4554574f524b29222c226f70656e65644174223a313739353434"
                    + "323536313331313939383837372c2273696e6365223a313739353434323533313030373030303030302c2267726f7570"
                    + "223a22736974652d33222c22646576696365436f756e74223a312c22646f776e436f756e74223a312c22646576696365"
                    + "73223a5b2273656e736f722d303030313534225d2c226361757365223a224e4554574f524b222c22726561736f6e223a"
                    + "22434f4e4e454354494f4e5f4c4f5354222c22616476696365223a224c6f6f6b20617420746865206465766963652773"
                    + "206e6574776f726b3b2064657669636573206f66206f6e65207369746520746861742064726f7020746f676574686572"
                    + "20706f696e7420746f206974732075706c696e6b2e222c2273657175656e6365223a313739353434323536313331317d";

    @Test
    void damagedCasesIncidentsAndBlindSourcesAreMalformed() {
        for (String damaged : new String[] {"", "{", "{}", "[]", "7", "\1\0\7"}) {
            byte[] stored = damaged.getBytes(StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> CASES.blind("source-presence", stored)).isInstanceOf(MalformedRecord.class);
            assertThatThrownBy(() -> CASES.incident("I-1", stored)).isInstanceOf(MalformedRecord.class);
            assertThatThrownBy(() -> CASES.device(SampleRecords.CLIENT, stored)).isInstanceOf(MalformedRecord.class);
        }
    }

    @Test
    void presenceIsStoredAsEver() {
        assertThat(hex(PRESENCES.write(SampleRecords.online()))).isEqualTo(ONLINE);
        assertThat(PRESENCES.read(SampleRecords.CLIENT, bytes(ONLINE))).isEqualTo(SampleRecords.online());
        assertThat(hex(PRESENCES.write(SampleRecords.offline()))).isEqualTo(OFFLINE);
        assertThat(PRESENCES.read(SampleRecords.CLIENT, bytes(OFFLINE))).isEqualTo(SampleRecords.offline());
    }

    @Test
    void casesAreStoredAsEver() {
        assertThat(hex(CASES.write(SampleRecords.deviceCase()))).isEqualTo(DEVICE_CASE);
        assertThat(CASES.device(SampleRecords.CLIENT, bytes(DEVICE_CASE))).isEqualTo(SampleRecords.deviceCase());
        assertThat(hex(CASES.write(SampleRecords.groupCase()))).isEqualTo(GROUP_CASE);
        assertThat(CASES.group("site-3", bytes(GROUP_CASE))).isEqualTo(SampleRecords.groupCase());
    }

    @Test
    void eventsAreStoredAsEver() {
        assertThat(hex(EVENTS.write(SampleRecords.connected()))).isEqualTo(CONNECTED);
        assertTold(SampleRecords.connected(), CONNECTED);
        assertThat(hex(EVENTS.write(SampleRecords.disconnected()))).isEqualTo(DISCONNECTED);
        assertTold(SampleRecords.disconnected(), DISCONNECTED);
        assertThat(hex(EVENTS.write(SampleRecords.goneOffline()))).isEqualTo(GONE_OFFLINE);
        assertTold(SampleRecords.goneOffline(), GONE_OFFLINE);
        assertThat(hex(EVENTS.write(SampleRecords.incidentOpened()))).isEqualTo(INCIDENT_OPENED);
        assertTold(SampleRecords.incidentOpened(), INCIDENT_OPENED);
    }

    private static void assertTold(Event event, String stored) {
        CloudEvents telling = new CloudEvents("iot-connectivity/test");

        assertThat(telling.write(EVENTS.read(bytes(stored)))).isEqualTo(telling.write(event));
    }

    @Test
    void whatALaterVersionAddsToAnEventIsSkipped() {
        byte[] stored = bytes(CONNECTED + "903e05" + "923e03ffffff");

        assertThat(EVENTS.read(stored)).isEqualTo(EVENTS.read(bytes(CONNECTED)));
    }

    /** Each in a field of its own that no version has yet, of every wire type. */
    @Test
    void whatALaterVersionAddsIsSkipped() {
        Presence online = SampleRecords.online();
        byte[] whole = PRESENCES.write(online);
        String later = "90" + "3e" + "05" // 994: a number
                + "91" + "3e" + "0102030405060708" // 994: 64 bits
                + "92" + "3e" + "03" + "ffffff" // 994: three bytes
                + "95" + "3e" + "01020304"; // 994: 32 bits
        String fields = hex(whole).substring(2 * RecordWriter.VERSION_AND_CHECKSUM);

        assertThat(PRESENCES.read(online.client(), Sealed.of(online.client().value(), bytes(fields + later))))
                .isEqualTo(online);
    }

    @Test
    void whatALaterVersionAddsIsRefusedByWhoeverWritesTheRecordAgain() {
        PresenceCodec presences = PresenceCodec.strict();
        CaseCodec cases = CaseCodec.strict();
        ClientId client = SampleRecords.CLIENT;
        Presence offline = SampleRecords.offline();
        byte[] presence = presences.write(offline);
        byte[] device = cases.write(SampleRecords.deviceCase());
        byte[] group = cases.write(SampleRecords.groupCase());

        assertThat(presences.read(client, presence)).isEqualTo(offline);
        assertThat(cases.device(client, device)).isEqualTo(SampleRecords.deviceCase());
        assertThat(cases.group("site-3", group)).isEqualTo(SampleRecords.groupCase());
        assertThatThrownBy(() -> presences.read(client, Sealed.later(client.value(), presence)))
                .isInstanceOf(UnsupportedRecord.class)
                .hasMessageContaining("its field 994 is not supported by this version");
        assertThatThrownBy(() -> cases.device(client, Sealed.later(client.value(), device)))
                .isInstanceOf(UnsupportedRecord.class);
        assertThatThrownBy(() -> cases.group("site-3", Sealed.later("site-3", group)))
                .isInstanceOf(UnsupportedRecord.class);
    }

    @Test
    void formOfALaterVersionIsRefusedByItsNumber() {
        byte[] whole = PRESENCES.write(SampleRecords.online());
        whole[0] = 2;

        assertThatThrownBy(() -> PRESENCES.read(SampleRecords.CLIENT, whole))
                .isInstanceOf(MalformedRecord.class)
                .hasMessageContaining("format version 2");
    }

    @Test
    void whatEarlierVersionsStoredAsJsonIsRead() {
        Presence offline = SampleRecords.offline();

        assertThat(PRESENCES.read(offline.client(), new StoredJson<>(Presence.class).write(offline)))
                .isEqualTo(offline);
    }

    @Test
    void jsonThatLacksWhatEveryDeviceHasIsRefused() {
        byte[] json = ("{\"client\":\"sensor-000154\",\"state\":\"ONLINE\",\"link\":{\"connection\":{}},"
                        + "\"updatedAt\":1795428000000000000}")
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> PRESENCES.read(SampleRecords.CLIENT, json)).isInstanceOf(MalformedRecord.class);
    }

    @Test
    void recordsOfUsualDevicesAreSmall() {
        assertThat(PRESENCES.write(SampleRecords.online())).hasSizeLessThan(110);
        assertThat(PRESENCES.write(SampleRecords.offline())).hasSizeLessThan(170);
        assertThat(CASES.write(SampleRecords.deviceCase())).hasSizeLessThan(170);
        assertThat(EVENTS.write(SampleRecords.connected())).hasSizeLessThanOrEqualTo(100);
        assertThat(EVENTS.write(SampleRecords.disconnected())).hasSizeLessThanOrEqualTo(120);
        assertThat(EVENTS.write(SampleRecords.goneOffline())).hasSizeLessThanOrEqualTo(180);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
