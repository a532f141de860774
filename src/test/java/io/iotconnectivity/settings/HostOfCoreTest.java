package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The machine that the build has the core's tests believe in, which is like none of ours: see the two runs in {@code pom.xml}. */
@EnabledIfSystemProperty(named = "host", matches = "tr-TR-u-nu-arab")
class HostOfCoreTest {
    @Test
    void lettersDigitsZoneAndCharacterSetAreOthers() {
        assertThat("PING".toLowerCase(Locale.getDefault())).isEqualTo("pıng");
        assertThat(String.format(Locale.getDefault(), "%d", 10)).isEqualTo("١٠");
        assertThat(System.getProperty("user.timezone")).isEqualTo("Asia/Kathmandu");
        assertThat(System.getProperty("file.encoding")).isEqualTo("US-ASCII");
    }
}
