package io.iotconnectivity.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.settings.KeyFamily.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyFamilyTest {
    private static final KeyFamily FAMILY =
            KeyFamily.of("gate", "url", "max-attempts").withMaps("headers").keepingSecret("url", "headers");

    @Test
    void holdsItsEndingsAndWhatStandsInItsMaps() {
        assertThat(FAMILY.member("gate.north.url")).contains(new Member("north", "url", ""));
        assertThat(FAMILY.member("gate.north.headers.X.Y")).contains(new Member("north", "headers", "X.Y"));
    }

    @Test
    void holdsNothingElse() {
        assertThat(List.of(
                        "gate",
                        "gate.url",
                        "gate..url",
                        "gate.north.",
                        "gate.north.uri",
                        "gate.north.url.x",
                        "gate.north.headers",
                        "gate.north.headers.",
                        "gate.a.b.url",
                        "gates.north.url"))
                .noneMatch(FAMILY::holds);
    }

    @Test
    void openFamilyHoldsAnyEndingOfAName() {
        KeyFamily open = KeyFamily.of("sink", "enabled").withAnyOther();

        assertThat(open.member("sink.mine.enabled")).contains(new Member("mine", "enabled", ""));
        assertThat(open.member("sink.mine.table.name")).contains(new Member("mine", "table.name", ""));
        assertThat(List.of("sink.mine", "sink.mine.", "sink..enabled")).noneMatch(open::holds);
    }

    @Test
    void keepsSecretWhatItSaysAndAllBelow() {
        assertThat(List.of("gate.north.url", "gate.north.headers.X")).allMatch(FAMILY::keepsSecret);
        assertThat(List.of("gate.north.max-attempts", "gate.north.uri")).noneMatch(FAMILY::keepsSecret);
    }

    @Test
    void namesComeInOrderAndOnce() {
        assertThat(FAMILY.names(List.of("gate.south.url", "gate.north.url", "gate.south.max-attempts", "other.x.url")))
                .containsExactly("north", "south");
    }
}
