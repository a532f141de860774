package io.iotconnectivity;

import java.util.Optional;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Begins each property that names no seed of its own with <code>-Dseed.of.build</code>, so that a build fails for what it changed and not for
 * an input that nobody had tried before. Without that setting, as in <code>mvn -Pproof</code>, each run takes new inputs.
 */
public final class SeedOfBuild implements AroundPropertyHook {
    private static final Optional<String> SEED =
            Optional.ofNullable(System.getProperty("seed.of.build")).filter(seed -> !seed.equals("new"));

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        if (context.attributes().seed().isEmpty()) {
            SEED.ifPresent(context.attributes()::setSeed);
        }
        return property.execute();
    }

    @Override
    public int aroundPropertyProximity() {
        return -1001;
    }
}
