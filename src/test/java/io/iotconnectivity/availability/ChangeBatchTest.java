package io.iotconnectivity.availability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeBatchTest {
    private static final long NOW = 1_790_000_000_000L;

    private final ChangeBatch batch = new ChangeBatch();

    private Map<String, List<Change>> contents() {
        Map<String, List<Change>> contents = new HashMap<>();
        batch.visit(contents::put);
        return contents;
    }

    @Test
    void changesComeBackAsTheyWereInTheirOrder() {
        Mark connect = new Mark(NOW - 5, Condition.CONNECTED);
        Mark loss = new Mark(NOW - 7_000_000_000L, Condition.DOWN, "CONNECTION_LOST");
        Change first = new Change("a", NOW, NOW, Condition.UP, NOW - 5, "", connect, true);
        Change older = new Change("a", 17, NOW - 90_000, Condition.DOWN, 0, "MQTT_KEEP_ALIVE_TIMEOUT", loss, false);
        Change silent = new Change("ü", Long.MAX_VALUE / 2, 3, Condition.SILENT, NOW, "", Change.NONE, true);
        Change unknown = new Change("a", NOW + 1, NOW + 1, Condition.UNKNOWN, NOW, "", Change.NONE, true);

        List.of(first, older, silent, unknown).forEach(batch::add);

        assertThat(contents())
                .containsOnly(Map.entry("a", List.of(first, older, unknown)), Map.entry("ü", List.of(silent)));
        assertThat(contents().get("ü").get(0).told()).isSameAs(Change.NONE);
        assertThat(batch.earliest()).isEqualTo(3 - 3);
    }

    @Test
    void everyConditionComesBack() {
        List<Change> all = new ArrayList<>();
        for (Condition state : Condition.values()) {
            for (Condition told : Condition.values()) {
                all.add(new Change("a", NOW, NOW, state, NOW, "", new Mark(NOW, told, ""), all.size() % 2 == 0));
            }
        }

        all.forEach(batch::add);

        assertThat(contents()).containsOnly(Map.entry("a", all));
    }

    @Test
    void bytesGrowWithDevicesAndLittleWithTheirChanges() {
        for (int i = 0; i < 1_000; i++) {
            batch.add(new Change("a", NOW + i, NOW + i, Condition.UP, NOW + i, "", Change.NONE, true));
        }
        long ofOneDevice = batch.bytes();
        for (int i = 0; i < 1_000; i++) {
            batch.add(new Change("b" + i, NOW, NOW, Condition.UP, NOW, "", Change.NONE, true));
        }

        assertThat(ofOneDevice).isBetween(5_000L, 40_000L);
        assertThat(batch.bytes()).isGreaterThan(150_000);
    }
}
