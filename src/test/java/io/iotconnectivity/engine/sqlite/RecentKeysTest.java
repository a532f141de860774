package io.iotconnectivity.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.engine.codec.InboxKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecentKeysTest {
    private static final int MOST = 20;

    /** Few of them, so that keys come again, at both ends of time and with the same beginnings and the same slots. */
    @Provide
    Arbitrary<InboxKey> keys() {
        Arbitrary<Long> high = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 40), Arbitraries.of(-1L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40));
        Arbitrary<Long> low = Arbitraries.of(0L, 1L, 1024L, 2048L, -1L);
        return Combinators.combine(high, low).as(InboxKey::new);
    }

    @Property
    void whatItDecidesIsWhatASetWouldSayAndItStaysBounded(@ForAll List<@From("keys") InboxKey> taken) {
        RecentKeys recent = new RecentKeys(MOST);
        Map<InboxKey, Integer> stored = new HashMap<>();
        int hour = 0;
        for (InboxKey key : taken) {
            hour++;
            if (key.low() == -1) {
                int before = hour - 10;
                recent.forget(Math.max(0, before));
                stored.values().removeIf(received -> received < before);
            }
            boolean isStored = stored.containsKey(key);
            if (recent.contains(key)) {
                assertThat(isStored).as("%s is said to be known", key).isTrue();
            } else if (recent.decides(key)) {
                assertThat(isStored).as("%s is said to be new", key).isFalse();
            }
            if (!isStored) {
                stored.put(key, hour);
                recent.add(key, hour);
            }
            assertThat(recent.size()).isLessThanOrEqualTo(MOST);
        }
    }

    @Test
    void signalsInOrderAreDecidedWithoutTheTable() {
        RecentKeys recent = new RecentKeys(1_000);
        Random hashes = new Random(7);
        for (long second = 0; second < 20_000; second++) {
            InboxKey key = new InboxKey(second << 32 | hashes.nextInt(Integer.MAX_VALUE), hashes.nextLong());
            assertThat(recent.decides(key)).isTrue();
            assertThat(recent.contains(key)).isFalse();
            recent.add(key, 1);
            assertThat(recent.contains(key)).isTrue();
        }
        assertThat(recent.size()).isBetween(500, 1_000);
    }
}
