package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.Severity;
import io.iotconnectivity.incident.SloReading.Rates;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SloIncidentTest {
    private static final Rates STILL = new Rates(0, 0);

    private final Fleet fleet = Fleet.with(Fleet.grouped(3, Optional.empty()));

    private SloReading reading(double left, Rates fast, Rates brisk, Rates slow) {
        return new SloReading(
                fleet.now(), "meters", 0.999, Optional.of(left), List.of(fast, brisk, slow), 40, 3, List.of("m/7"));
    }

    private SloReading fine(double left) {
        return reading(left, STILL, STILL, STILL);
    }

    @Test
    void budgetThatIsSpentFastIsACriticalIncidentUntilItIsNoLonger() {
        fleet.measures(reading(0.614, new Rates(23.14, 30), new Rates(5, 5), STILL));

        assertThat(fleet.told()).containsExactly("opened slo/meters");
        IncidentData opened = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(opened.kind()).isEqualTo(IncidentKind.SLO);
        assertThat(opened.severity()).contains(Severity.CRITICAL);
        assertThat(opened.title())
                .isEqualTo("Class meters spends its error budget 23.1 times too fast: 61 % of it is left for 99.9 %");
        assertThat(opened.classes()).containsExactly("meters");
        assertThat(opened.devices()).containsExactly("m/7");
        assertThat(opened.deviceCount()).isEqualTo(40);
        assertThat(opened.downCount()).isEqualTo(3);
        assertThat(opened.advice())
                .contains(
                        "Look first at the devices named here, which were away longest. Burn rates: 1 h 23.1, 5 min 30.0"
                                + " (too fast from 14.4); 6 h 5.0, 30 min 5.0 (too fast from 6); 72 h 0.0, 6 h 0.0 (too fast from"
                                + " 1). The report on availability shows the class.");

        fleet.measures(fine(0.6)).measures(fine(0.6));

        assertThat(fleet.told()).containsExactly("opened slo/meters", "resolved slo/meters");
        IncidentData resolved = fleet.last(EventType.INCIDENT_RESOLVED);
        assertThat(resolved.incidentId()).isEqualTo(opened.incidentId());
        assertThat(resolved.resolution()).contains("recovered");
        assertThat(resolved.title())
                .isEqualTo("Class meters no longer spends its error budget too fast: 60 % of it is left for 99.9 %");
    }

    @Test
    void longTimeAloneOpensNothingAndHoldsNothing() {
        fleet.measures(reading(0.9, new Rates(20, 14.3), new Rates(20, 5.9), new Rates(20, 0.9)));
        assertThat(fleet.told()).isEmpty();

        fleet.measures(reading(0.9, new Rates(20, 14.4), STILL, STILL))
                .measures(reading(0.9, new Rates(20, 7.1), STILL, STILL));
        assertThat(fleet.told()).containsExactly("opened slo/meters", "resolved slo/meters");
    }

    @Test
    void incidentLastsUntilTheShortTimeIsAtHalfOfWhatOpensIt() {
        fleet.measures(reading(0.9, new Rates(14.4, 14.4), STILL, STILL))
                .measures(reading(0.9, new Rates(13, 7.2), STILL, STILL))
                .measures(reading(0.9, new Rates(15, 15), STILL, STILL))
                .measures(reading(0.9, new Rates(15, 7.19), STILL, STILL));

        assertThat(fleet.told()).containsExactly("opened slo/meters", "resolved slo/meters");
    }

    @Test
    void severityFallsAndRisesWithHowFastTheBudgetIsSpent() {
        fleet.measures(reading(0.9, STILL, STILL, new Rates(1, 1)));
        assertThat(fleet.last(EventType.INCIDENT_OPENED).severity()).contains(Severity.WARNING);

        fleet.measures(reading(0.9, STILL, new Rates(6, 6), new Rates(1, 1)));
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).severity()).contains(Severity.CRITICAL);
        fleet.measures(reading(0.9, new Rates(20, 20), new Rates(6, 6), new Rates(1, 1)));

        fleet.measures(reading(0.9, STILL, STILL, new Rates(1, 1)));
        assertThat(fleet.last(EventType.INCIDENT_UPDATED).severity()).contains(Severity.WARNING);
        assertThat(fleet.told()).containsExactly("opened slo/meters", "updated slo/meters", "updated slo/meters");
    }

    @Test
    void budgetThatIsUsedUpStaysAnIncidentUntilSomeOfItIsBack() {
        fleet.measures(fine(0)).measures(fine(0.049)).measures(fine(-2.5));

        assertThat(fleet.told()).containsExactly("opened slo/meters");
        assertThat(fleet.last(EventType.INCIDENT_OPENED).severity()).contains(Severity.WARNING);
        assertThat(fleet.last(EventType.INCIDENT_OPENED).title())
                .isEqualTo("Class meters has used up its error budget: 0 % of it is left for 99.9 %");

        fleet.measures(fine(0.05));
        assertThat(fleet.told()).containsExactly("opened slo/meters", "resolved slo/meters");
        fleet.measures(fine(0.04));
        assertThat(fleet.told()).hasSize(2);
    }

    @Test
    void classThatHasNoObjectiveAnyMoreHasNoIncident() {
        fleet.measures(SloReading.none(fleet.now(), "meters"));
        assertThat(fleet.told()).isEmpty();

        fleet.measures(fine(-1)).measures(SloReading.none(fleet.now(), "meters"));

        assertThat(fleet.told()).containsExactly("opened slo/meters", "resolved slo/meters");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).title())
                .isEqualTo("Class meters has no objective for availability any more");
        assertThat(fleet.last(EventType.INCIDENT_RESOLVED).advice()).isEmpty();
    }

    @Test
    void eachClassHasItsOwnAndTheDefaultClassIsNamedByNone() {
        fleet.measures(fine(-1))
                .measures(new SloReading(
                        fleet.now(),
                        "default",
                        0.95,
                        Optional.empty(),
                        List.of(new Rates(15, 15), STILL, STILL),
                        1,
                        0,
                        List.of()));

        assertThat(fleet.told()).containsExactly("opened slo/meters", "opened slo/default");
        IncidentData opened = fleet.last(EventType.INCIDENT_OPENED);
        assertThat(opened.classes()).isEmpty();
        assertThat(opened.title())
                .isEqualTo("The default class spends its error budget 15.0 times too fast: nothing counts for 95 %");
    }

    @Test
    void incidentIsNotCalledUncheckedWhileWeAreBlindBecauseThatTimeDoesNotCount() {
        fleet.sees("source-presence", Sight.State.AWAY, fleet.now()).measures(fine(-1));

        assertThat(fleet.last(EventType.INCIDENT_OPENED).blind()).isEmpty();
    }

    @Test
    void readingIsPlainlyFineExactlyIfNothingCouldBeOpenAfterIt() {
        assertThat(fine(0.05).isPlainlyFine()).isTrue();
        assertThat(fine(0.049).isPlainlyFine()).isFalse();
        assertThat(reading(1, new Rates(99, 7.19), STILL, STILL).isPlainlyFine())
                .isTrue();
        assertThat(reading(1, new Rates(0, 7.2), STILL, STILL).isPlainlyFine()).isFalse();
        assertThat(reading(1, STILL, STILL, new Rates(0, 0.5)).isPlainlyFine()).isFalse();
        assertThat(SloReading.none(fleet.now(), "a").isPlainlyFine()).isTrue();
    }
}
