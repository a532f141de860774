package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

class SeedOfBuildTest {
    private static final List<List<Long>> RUNS = new ArrayList<>();

    private final List<Long> tried = new ArrayList<>();

    @BeforeProperty
    void begins() {
        tried.clear();
    }

    @Property(tries = 20)
    void triesWhatItTries(@ForAll long any) {
        tried.add(any);
    }

    @Property(tries = 20)
    void triesTheSameOnceMore(@ForAll long any) {
        tried.add(any);
    }

    @AfterProperty
    void ends() {
        RUNS.add(List.copyOf(tried));
    }

    @AfterContainer
    static void oneSeedMeansOneSequence() {
        boolean newEachTime = System.getProperty("seed.of.build", "new").equals("new");
        assertThat(RUNS).hasSize(2);
        assertThat(RUNS.get(0).equals(RUNS.get(1))).isEqualTo(!newEachTime);
    }
}
