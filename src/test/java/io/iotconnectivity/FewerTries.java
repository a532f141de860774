package io.iotconnectivity;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.Store;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/**
 * Ends a property after <code>-Dmost.tries</code> tries, whatever it asks for itself: for each build, and for runs that repeat the suite for each
 * of thousands of mutants. Without that setting every property has all its tries.
 */
public final class FewerTries implements AroundTryHook {
    private static final int MOST = Integer.getInteger("most.tries", Integer.MAX_VALUE);

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public TryExecutionResult aroundTry(TryLifecycleContext context, TryExecutor aTry, List<Object> parameters) {
        TryExecutionResult result = aTry.execute(parameters);
        AtomicInteger tries = Store.getOrCreate(FewerTries.class, Lifespan.PROPERTY, () -> new AtomicInteger())
                .get();
        return result.isSatisfied() && tries.incrementAndGet() >= MOST ? TryExecutionResult.satisfied(true) : result;
    }
}
