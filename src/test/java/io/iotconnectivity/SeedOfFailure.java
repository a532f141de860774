package io.iotconnectivity;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Puts the seed of a property that failed into its failure, so that it stands wherever the failure does: in the summary of a build and in
 * its reports, not only among what the tests have printed. The inputs of another run are others.
 */
public final class SeedOfFailure implements AroundPropertyHook {
    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        PropertyExecutionResult result = property.execute();
        if (result.status() != PropertyExecutionResult.Status.FAILED
                || result.seed().isEmpty()) {
            return result;
        }
        Throwable failure = result.throwable().orElse(null);
        return result.mapTo(
                PropertyExecutionResult.Status.FAILED,
                new AssertionError(
                        "@Property(seed = \"" + result.seed().get() + "\"): "
                                + (failure == null ? "failed" : failure.getMessage()),
                        failure));
    }

    /** Outside of all other hooks, so that it sees what they have made of the result. */
    @Override
    public int aroundPropertyProximity() {
        return -1000;
    }
}
