package io.iotconnectivity.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPositionTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "4711", "999999999999999999", "0:17,1:4,11:0", "3-4711", "1.2_3"})
    void placeOfAnyEngineIsHandedOnAsItIs(String text) {
        assertThat(new LogPosition(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1-", "1::2", "abc", "1 2", "1\n2", "1/2", "1000000000000000000", "٣"})
    void whatNoEngineGivesIsRefused(String text) {
        assertThatThrownBy(() -> new LogPosition(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lengthIsBounded() {
        String longest = "1" + ":1".repeat((LogPosition.LONGEST - 1) / 2) + "1";

        assertThat(new LogPosition(longest).text()).hasSize(LogPosition.LONGEST);
        assertThatThrownBy(() -> new LogPosition(longest + "1")).isInstanceOf(IllegalArgumentException.class);
    }
}
