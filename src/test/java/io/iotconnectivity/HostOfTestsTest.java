package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The machine that the build has the unit tests believe in, which is like none of ours: see the two runs in {@code pom.xml}. */
@EnabledIfSystemProperty(named = "host", matches = "fa-IR")
class HostOfTestsTest {
    @Test
    void digitsZoneAndCharacterSetAreOthers() {
        assertThat(String.format(Locale.getDefault(), "%d", 10)).isEqualTo("۱۰");
        assertThat(System.getProperty("user.timezone")).isEqualTo("America/St_Johns");
        assertThat(System.getProperty("file.encoding")).isEqualTo("US-ASCII");
    }
}
