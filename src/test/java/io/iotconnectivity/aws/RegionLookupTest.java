package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.aws.RegionLookup.Found;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegionLookupTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void theFirstThatNamesOneDecidesAndNobodyElseIsAsked() {
        RegionLookup lookup = new RegionLookup(
                List.of(
                        Optional::empty,
                        () -> Optional.of(new Found("eu-west-1", "AWS_DEFAULT_REGION", true)),
                        () -> Optional.of(new Found("eu-north-1", "mqtt.url", true))),
                () -> machine("us-west-2"));

        assertThat(lookup.find()).isEqualTo(new Found("eu-west-1", "AWS_DEFAULT_REGION", true));
        assertThat(asked).hasValue(0);
    }

    @Test
    void theMachineIsAskedOnceAndLast() {
        RegionLookup lookup = new RegionLookup(List.of(Optional::empty), () -> machine("us-west-2"));

        assertThat(lookup.known().named()).isFalse();
        assertThat(lookup.find().region()).isEqualTo("us-west-2");
        assertThat(lookup.find().from()).contains("instance metadata");
        assertThat(lookup.known().region()).isEqualTo("us-west-2");
        assertThat(asked).hasValue(1);
    }

    @Test
    void whereNobodyNamesOneTheLastResortIsNotTakenForNamed() {
        RegionLookup lookup = new RegionLookup(List.of(), Optional::empty);

        assertThat(lookup.find().region()).isEqualTo("us-east-1");
        assertThat(lookup.find().named()).isFalse();
    }

    @Test
    void aMachineThatNeverAnswersHoldsNothingUp() {
        CountDownLatch end = new CountDownLatch(1);
        try {
            assertThat(RegionLookup.within(Duration.ofMillis(50), () -> {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return Optional.of("never");
                    }))
                    .isEmpty();
        } finally {
            end.countDown();
        }
    }

    @Test
    void aMachineThatFailsNamesNone() {
        assertThat(RegionLookup.within(Duration.ofSeconds(30), () -> {
                    throw new IllegalStateException("no metadata");
                }))
                .isEmpty();
    }

    private Optional<String> machine(String region) {
        asked.incrementAndGet();
        return Optional.of(region);
    }
}
