package io.iotconnectivity.breakdown;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimensionTest {
    @ParameterizedTest
    @CsvSource({
        "attribute.firmware, run firmware 2.3",
        "attribute.fw, run fw 2.3",
        "attribute.swVersion, run swVersion 2.3",
        "attribute.model, have model 2.3",
        "extra.sites.owner, have owner 2.3",
        "thing-type, are of thing type 2.3",
        "class, are of class 2.3",
        "group, belong to group 2.3",
        "network, connect from 2.3",
        "country, connect from 2.3",
        "asn, connect through 2.3"
    })
    void saysWhatDevicesWithAValueDo(String name, String phrase) {
        assertThat(new Dimension(name).phrase("2.3")).isEqualTo(phrase);
    }
}
