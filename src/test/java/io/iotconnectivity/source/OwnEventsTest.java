package io.iotconnectivity.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnEventsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "$aws/events/presence/#, true",
                "$aws/events/presence/+/+, true",
                "$aws/events/presence/connected/us-canary, true",
                "$aws/events/presence/disconnected/#, false",
                "$aws/events/presence/+, false",
                "$aws/events/presence/+/+/+, false",
                "$aws/events/presence/connected/other, false",
                "$aws/events/subscriptions/#, false",
                "$share/us/$aws/events/presence/#, false",
                "copied/$aws/events/presence/#, false"
            })
    void aSubscriptionToAllPresenceEventsOfItsOwnHearsOfUs(String filter, boolean expected) {
        assertThat(OwnEvents.haveToArrive(filter, "us-canary")).isEqualTo(expected);
    }
}
