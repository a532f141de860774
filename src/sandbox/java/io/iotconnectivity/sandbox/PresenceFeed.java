package io.iotconnectivity.sandbox;

import io.iotconnectivity.sandbox.Mischief.Fate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Passes lifecycle events to the publisher, immediately and in order, or distorted by {@link Mischief}. */
final class PresenceFeed implements AutoCloseable {
    private final Mischief mischief;
    private final Consumer<LifecycleEvent> publisher;
    private final ScheduledThreadPoolExecutor later;
    private final Map<String, LifecycleEvent> heldBack = new ConcurrentHashMap<>();

    PresenceFeed(Mischief mischief, Consumer<LifecycleEvent> publisher) {
        this.mischief = mischief;
        this.publisher = publisher;
        this.later = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "presence-mischief");
            thread.setDaemon(true);
            return thread;
        });
        later.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void accept(LifecycleEvent event) {
        if (mischief.equals(Mischief.NONE)) {
            publisher.accept(event);
            return;
        }
        Fate fate = mischief.fateOf(event);
        if (!fate.dropped()) {
            if (fate.overtaken()) {
                holdBack(event);
            } else {
                publish(event, fate.late());
                release(event.clientId());
            }
            if (fate.repeated()) {
                publish(event, fate.late().plus(fate.repeatAfter()));
            }
        }
    }

    private void holdBack(LifecycleEvent event) {
        LifecycleEvent previous = heldBack.put(event.clientId(), event);
        if (previous != null) {
            publisher.accept(previous);
        }
        in(mischief.longestDelay(), () -> {
            if (heldBack.remove(event.clientId(), event)) {
                publisher.accept(event);
            }
        });
    }

    private void release(String clientId) {
        LifecycleEvent event = heldBack.remove(clientId);
        if (event != null) {
            publisher.accept(event);
        }
    }

    private void publish(LifecycleEvent event, Duration delay) {
        if (delay.isZero()) {
            publisher.accept(event);
        } else {
            in(delay, () -> publisher.accept(event));
        }
    }

    private void in(Duration delay, Runnable task) {
        if (!later.isShutdown()) {
            later.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Whether no event is in transit. */
    boolean isIdle() {
        return later.getQueue().isEmpty() && later.getActiveCount() == 0;
    }

    @Override
    public void close() {
        later.shutdown();
    }
}
