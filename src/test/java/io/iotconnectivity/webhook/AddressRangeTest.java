package io.iotconnectivity.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, loopback",
        "127.1, loopback",
        "2130706433, loopback",
        "::1, loopback",
        "::ffff:127.0.0.1, loopback",
        "::127.0.0.1, loopback",
        "0.0.0.0, no address",
        "::, no address",
        "10.0.0.1, private",
        "172.16.0.0, private",
        "172.31.255.255, private",
        "192.168.1.1, private",
        "::ffff:192.168.1.1, private",
        "64:ff9b::10.1.2.3, private",
        "2002:a01:203::, private",
        "100.64.0.1, carrier",
        "100.127.255.255, carrier",
        "169.254.1.1, link-local",
        "fe80::1, link-local",
        "169.254.169.254, metadata",
        "::ffff:169.254.169.254, metadata",
        "64:ff9b::169.254.169.254, metadata",
        "fd00:ec2::254, metadata",
        "fc00::1, private",
        "fdff::1, private",
        "fec0::1, private",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "ff02::1, multicast",
        "255.255.255.255, reserved",
        "240.0.0.1, reserved",
        "198.18.0.1, reserved",
        "2001:db8::1, reserved",
        "2001:0:1::1, tunnel",
        "168.63.129.16, metadata",
        "169.254.170.2, metadata",
        "169.254.170.23, metadata",
        "100.100.100.200, metadata",
        "192.0.0.192, metadata",
        "fd00:ec2::23, metadata",
        "fd20:ce::254, metadata",
        "192.88.99.1, tunnel",
        "3fff:fff::1, reserved",
        "5f00::1, reserved",
        "2001:2::1, reserved",
        "2001:10::1, reserved",
        "2001:1f:ffff::1, reserved",
        "2001:20::1, reserved",
        "2001:2f:ffff::1, reserved",
        "100:0:0:1::1, reserved",
        "2a00:1450:4001::5efe:10.0.0.1, private",
        "2a00:1450:4001::200:5efe:10.0.0.1, private",
        "2a00:1450:4001::5efe:169.254.169.254, metadata",
    })
    void whatIsNotPublicIsObjectedTo(String address, String why) throws UnknownHostException {
        assertThat(AddressRange.objectionTo(InetAddress.getByName(address)))
                .hasValueSatisfying(objection -> assertThat(objection).contains(why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1",
                "168.63.129.15",
                "192.88.98.255",
                "192.88.100.0",
                "3ffe:ffff::1",
                "4000::1",
                "5eff::1",
                "5f01::1",
                "2001:4860:4860::8888",
                "2001:2:1::1",
                "2a00:1450:4001::5efe:8.8.8.8"
            })
    void whatIsPublicIsNot(String address) throws UnknownHostException {
        assertThat(AddressRange.objectionTo(InetAddress.getByName(address))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "169.254.169.254, true",
        "::ffff:169.254.169.254, true",
        "64:ff9b::a9fe:a9fe, true",
        "2002:a9fe:a9fe::, true",
        "168.63.129.16, true",
        "fd00:ec2::254, true",
        "169.254.1.1, false",
        "fd00:ec3::254, false",
        "127.0.0.1, false",
        "10.0.0.1, false",
        "8.8.8.8, false",
    })
    void metadataIsToldFromWhatIsMerelyPrivate(String address, boolean metadata) throws UnknownHostException {
        assertThat(AddressRange.isMetadata(InetAddress.getByName(address))).isEqualTo(metadata);
    }

    @Property
    void javaOwnNotionsOfLocalAreAllObjectedTo(@ForAll @Size(4) byte[] bytes) throws UnknownHostException {
        agreesWithJava(InetAddress.getByAddress(bytes));
    }

    @Property
    void javaOwnNotionsOfLocalAreAllObjectedToInVersionSix(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
        agreesWithJava(InetAddress.getByAddress(bytes));
    }

    private static void agreesWithJava(InetAddress address) {
        boolean local = address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        if (local) {
            assertThat(AddressRange.objectionTo(address)).as(address.toString()).isPresent();
        }
    }

    @Property
    void embeddingAnIpv4AddressChangesNothing(
            @ForAll @Size(4) byte[] bytes, @ForAll @IntRange(min = 0, max = 4) int form) throws UnknownHostException {
        byte[] six = new byte[16];
        switch (form) {
            case 0 -> put(six, 12, bytes);
            case 1 -> {
                put(six, 0, new byte[] {0, 0x64, (byte) 0xff, (byte) 0x9b});
                put(six, 12, bytes);
            }
            case 2 -> {
                put(six, 0, new byte[] {0x20, 0x02});
                put(six, 2, bytes);
            }
            case 3 -> {
                put(six, 0, new byte[] {0x2a});
                put(six, 10, new byte[] {0x5e, (byte) 0xfe});
                put(six, 12, bytes);
            }
            default -> {
                put(six, 10, new byte[] {(byte) 0xff, (byte) 0xff});
                put(six, 12, bytes);
            }
        }
        boolean plain =
                AddressRange.objectionTo(InetAddress.getByAddress(bytes)).isPresent();
        boolean embedded =
                AddressRange.objectionTo(InetAddress.getByAddress(six)).isPresent();
        assertThat(embedded).isEqualTo(plain);
    }

    @Property
    void everyAddressOfPrivateNetworksIsObjectedTo(
            @ForAll @IntRange(min = 0, max = 255) int b,
            @ForAll @IntRange(min = 0, max = 255) int c,
            @ForAll @IntRange(min = 0, max = 255) int d)
            throws UnknownHostException {
        assertThat(AddressRange.objectionTo(v4(10, b, c, d))).isPresent();
        assertThat(AddressRange.objectionTo(v4(127, b, c, d))).isPresent();
        assertThat(AddressRange.objectionTo(v4(172, 16 + b % 16, c, d))).isPresent();
        assertThat(AddressRange.objectionTo(v4(100, 64 + b % 64, c, d))).isPresent();
        assertThat(AddressRange.objectionTo(v4(192, 168, c, d))).isPresent();
        assertThat(AddressRange.objectionTo(v4(169, 254, c, d))).isPresent();
    }

    private static InetAddress v4(int a, int b, int c, int d) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    }

    private static void put(byte[] into, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
    }
}
