package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.event.DeviceData;
import io.iotconnectivity.event.Verdict;
import io.iotconnectivity.signal.ClientPattern;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupingTest {
    @ParameterizedTest
    @CsvSource({"oslo-pump-1, oslo", "bergen-7, bergen", "7-oslo,", "-1,"})
    void aPartOfTheClientIdNamesTheGroup(String client, String group) {
        Grouping grouping = Grouping.byClientId(ClientPattern.of("(?<group>[a-z]*)-.*"));

        assertThat(grouping.of(device(client))).isEqualTo(Optional.ofNullable(group));
    }

    /** More devices than results are remembered for. */
    @Test
    void eachDeviceOfALargeFleetKeepsItsGroup() {
        Grouping grouping = Grouping.byClientId(ClientPattern.of("pump-[0-9]*(?<group>[0-9])"));

        for (int i = 0; i < 30_000; i++) {
            int number = i % 10_000;
            assertThat(grouping.of(device("pump-" + number))).contains(Integer.toString(number % 10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a-z]+-.*", "(?<site>[a-z]+)-.*", "\\(?<group>x", "(group).*"})
    void aPatternWithoutThatPartIsRefused(String pattern) {
        assertThatThrownBy(() -> Grouping.byClientId(ClientPattern.of(pattern)))
                .hasMessageContaining("no part named group");
    }

    @Test
    void aPartThatIsNotThereNamesNoGroup() {
        assertThat(Grouping.byClientId(ClientPattern.of("(?<group>[a-z]+-)?x")).of(device("x")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "24, 192.0.2.77, 192.0.2.0/24",
        "32, 192.0.2.77, 192.0.2.77/32",
        "8, 203.0.113.9, 203.0.0.0/8",
        "20, 10.1.255.3, 10.1.240.0/20",
        "24, 255.255.255.255, 255.255.255.0/24",
        "24, ::ffff:192.0.2.77, 192.0.2.0/24",
        "24, 2001:db8:0:1:2:3:4:5, 2001:db8:0:1::/64",
        "24, 2001:DB8::5, 2001:db8:0:0::/64",
        "24, ::1, 0:0:0:0::/64",
        "24, fe80::1:2:3:4:5:6, fe80:0:1:2::/64",
        "24, 192.0.2.256,",
        "24, 192.0.2,",
        "24, 1:2:3,",
        "24, 1:2:3:4:5:6:7:8:9,",
        "24, 1:2:3:4:5:6:7:8::,",
        "24, 1::2::3,",
        "24, fe80::1%eth0,",
        "24, example.com,",
        "24, 12345::1,"
    })
    void theNetworkOfTheAddressNamesTheGroup(int prefix, String address, String group) {
        assertThat(Grouping.byAddress(prefix).of(device("a", address, null))).isEqualTo(Optional.ofNullable(group));
    }

    @Test
    void theAddressThatAwsWasAskedForStandsInWhereTheEventsTellNone() {
        Grouping grouping = Grouping.byAddress(24);

        assertThat(grouping.of(device("a", "198.51.100.1", "192.0.2.1"))).contains("198.51.100.0/24");
        assertThat(grouping.of(device("a", null, "192.0.2.1"))).contains("192.0.2.0/24");
        assertThat(grouping.of(device("a"))).isEmpty();
    }

    @Test
    void whatTheFirstWayDoesNotKnowTheNextMay() {
        Grouping grouping = Grouping.byClientId(ClientPattern.of("(?<group>oslo)-.*"))
                .or(Grouping.byAddress(24))
                .or(Grouping.NONE);

        assertThat(grouping.of(device("oslo-1", "192.0.2.1", null))).contains("oslo");
        assertThat(grouping.of(device("bergen-1", "192.0.2.1", null))).contains("192.0.2.0/24");
        assertThat(grouping.of(device("bergen-1"))).isEmpty();
    }

    @Test
    void aNameIsOneLineOfLimitedLength() {
        assertThat(GroupName.of("  plant 7 ")).contains("plant 7");
        assertThat(GroupName.of("a\nb\u202e\\c")).contains("a_b_\\c");
        assertThat(GroupName.of("S\u00e3o Paulo \ud83d\ude00")).contains("S\u00e3o Paulo \ud83d\ude00");
        assertThat(GroupName.of(" \t ")).isEmpty();
        assertThat(GroupName.of("x".repeat(800)).orElseThrow()).hasSize(GroupName.MOST_CHARACTERS);
        assertThat(GroupName.of("x".repeat(127) + "\ud83d\ude00").orElseThrow()).isEqualTo("x".repeat(127));
    }

    private static DeviceData device(String client) {
        return device(client, null, null);
    }

    private static DeviceData device(String client, String ipAddress, String sourceIp) {
        return new DeviceData(
                client,
                Optional.empty(),
                Verdict.OFFLINE,
                Verdict.SUSPECT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.ofNullable(ipAddress),
                Optional.ofNullable(sourceIp),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                OptionalLong.empty(),
                Optional.empty(),
                List.of(),
                1);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "32, true", "33, false"})
    void aPrefixIsOneTo32Bits(int prefix, boolean valid) {
        if (valid) {
            assertThat(Grouping.byAddress(prefix).of(device("a", "255.255.255.255", null)))
                    .isPresent();
        } else {
            assertThatThrownBy(() -> Grouping.byAddress(prefix)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
