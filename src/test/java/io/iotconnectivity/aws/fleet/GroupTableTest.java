package io.iotconnectivity.aws.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupTableTest {
    @Test
    void everyNameIsFoundInItsGroupHoweverManyThereAre() {
        GroupTable table = new GroupTable();
        IntStream.range(0, 200_000).forEach(i -> table.put("device-" + i, "site-" + i % 300));

        assertThat(table.size()).isEqualTo(200_000);
        assertThat(table.groups()).isEqualTo(300);
        assertThat(IntStream.range(0, 200_000))
                .allMatch(i -> table.find("device-" + i).orElseThrow().equals("site-" + i % 300));
        assertThat(IntStream.range(200_000, 400_000))
                .allMatch(i -> table.find("device-" + i).isEmpty());
    }

    @Test
    void theLatestGroupOfANameCounts() {
        GroupTable table = new GroupTable();
        table.put("a", "north");
        table.put("a", "south");

        assertThat(table.find("a")).contains("south");
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.find("")).isEmpty();
    }
}
