package io.iotconnectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A property that fails in a build far away can be run again with the same inputs. */
class SeedOfFailureTest {
    @Test
    void failureNamesTheSeedAndKeepsWhatFailed() {
        List<Throwable> failures = failuresOf(FailsForAFew.class);

        assertThat(failures).hasSize(1);
        assertThat(failures.get(0))
                .hasMessageFindingMatch("^@Property\\(seed = \"-?\\d+\"\\): no number is that large");
        assertThat(failures.get(0).getCause()).isInstanceOf(IllegalStateException.class);
    }

    private static List<Throwable> failuresOf(Class<?> properties) {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(properties))
                                // The one of the run around this would be overwritten.
                                .configurationParameter("jqwik.database", "")
                                // Nobody is to read of this failure.
                                .configurationParameter("jqwik.reporting.usejunitplatform", "true")
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest()) {
                                    result.getThrowable().ifPresent(failures::add);
                                }
                            }
                        });
        return failures;
    }

    /** Not found by itself: nobody looks into nested classes for tests. */
    static class FailsForAFew {
        @Property
        void noNumberIsLarge(@ForAll int number) {
            if (number > 1_000_000) {
                throw new IllegalStateException("no number is that large");
            }
        }
    }
}
