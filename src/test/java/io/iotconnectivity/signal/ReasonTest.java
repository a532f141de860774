package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void isKeptAsItIsAndShownOnOneLine() {
        Reason forged = new Reason("LOST\nforged");

        assertThat(forged.name()).isEqualTo("LOST\nforged");
        assertThat(forged).hasToString("LOST\\u000aforged");
    }

    @Test
    void aLongOneIsCutAndAnEmptyOneIsNone() {
        assertThat(new Reason("R".repeat(65))).isEqualTo(new Reason("R".repeat(64)));
        assertThatThrownBy(() -> new Reason(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reason is empty");
    }
}
