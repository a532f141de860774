package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SignalKindTest {

    @Test
    void everySignalHasAKindOfItsOwn() {
        List<Class<?>> types = List.of(Signal.class.getPermittedSubclasses());

        assertThat(Stream.of(SignalKind.values()).<Class<?>>map(SignalKind::type))
                .containsExactlyInAnyOrderElementsOf(types);
        assertThat(Stream.of(SignalKind.values()).map(SignalKind::word)).doesNotHaveDuplicates();
    }
}
