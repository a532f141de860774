package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.Signal;
import io.iotconnectivity.web.Served;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DeafLimitTest {
    private static final Signal.Listed ANSWER =
            new Signal.Listed(new ClientId("a"), Served.NOW, Optional.of(List.of()));

    @AutoClose
    private final Served served = Served.start();

    @Test
    void answersOpenIncidentsUntilTooManyAreOpen() {
        DeafLimit limit = new DeafLimit(served.engine, 2);
        served.engine.listed.incidents.add(Served.incident("1", IncidentKind.DEAF, Severity.WARNING));
        assertThat(limit.bound(ANSWER).quiet()).isFalse();
        assertThat(limit.problem()).isEmpty();

        served.engine.listed.incidents.add(Served.incident("2", IncidentKind.DEAF, Severity.WARNING));
        assertThat(limit.bound(ANSWER)).isEqualTo(ANSWER.quietly());
        assertThat(limit.problem().orElseThrow()).contains("2 incidents", "deaf.max-incidents", "deaf.subscriptions");
    }

    @Test
    void whatIsNoAnswerStaysAsItIs() {
        Signal.Listed none = new Signal.Listed(new ClientId("a"), Served.NOW, Optional.empty());
        served.engine.listed.incidents.add(Served.incident("1", IncidentKind.DEAF, Severity.WARNING));

        assertThat(new DeafLimit(served.engine, 1).bound(none)).isEqualTo(none);
    }
}
