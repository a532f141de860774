package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.signal.ClientId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GatheringsTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final int CROWD = 3;

    private final Gatherings gatherings = new Gatherings(Duration.ofMinutes(1));

    @Test
    void aGroupThatIsCalmIsForgottenWhileOthersDrop() {
        for (int i = 0; i < CROWD; i++) {
            drops("a", "a/" + i, START);
        }
        assertThat(gatherings.count("a")).isEqualTo(CROWD);

        drops("b", "b/1", START.plusSeconds(61));

        assertThat(gatherings.count("a")).isZero();
    }

    @Test
    void aCrowdThatDropsAgainIsOneAnewAndOneThatStaysAwayIsNot() {
        for (int i = 0; i < CROWD; i++) {
            drops("a", "a/" + i, START);
        }
        assertThat(drops("a", "a/3", START.plusSeconds(1))).isFalse();
        assertThat(drops("a", "a/0", START.plusSeconds(40))).isFalse();
        assertThat(drops("a", "a/1", START.plusSeconds(41))).isFalse();

        assertThat(drops("a", "a/2", START.plusSeconds(42))).isTrue();
    }

    private boolean drops(String group, String client, Instant at) {
        return drops(group, client, at, CROWD);
    }

    private boolean drops(String group, String client, Instant at, int crowd) {
        return gatherings
                .dropped(group, new ClientId(client), at, at, crowd)
                .filter(Gatherings.Found::anew)
                .isPresent();
    }

    @Test
    void aGroupIsKeptWhileAnotherDropsWithinTheWindow() {
        for (int i = 0; i < CROWD; i++) {
            drops("a", "a/" + i, START);
        }
        drops("b", "b/1", START.plusSeconds(60));

        assertThat(gatherings.count("a")).isEqualTo(CROWD);
    }

    @Test
    void whoDroppedAgainBeforeTheCrowdWasOverDoesNotCountForTheNext() {
        int crowd = 4;
        for (int i = 0; i < crowd; i++) {
            drops("a", "a/" + i, START, crowd);
        }
        drops("a", "a/0", START.plusSeconds(50), crowd);
        drops("a", "a/1", START.plusSeconds(50), crowd);
        drops("a", "a/0", START.plusSeconds(65), crowd);
        drops("a", "a/2", START.plusSeconds(70), crowd);
        assertThat(drops("a", "a/3", START.plusSeconds(70), crowd)).isTrue();

        assertThat(drops("a", "a/2", START.plusSeconds(75), crowd)).isFalse();
        assertThat(drops("a", "a/3", START.plusSeconds(75), crowd)).isFalse();
    }
}
