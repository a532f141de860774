package io.iotconnectivity.engine.kafka;

import java.time.Clock;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.LogValidator;

/**
 * The time of a broker: that of the machine, but it stamps the records that are appended with the time of a test's
 * clock. With one time for both, the broker would end sessions and transactions whenever a test advances its clock.
 */
final class AppendTime implements Time {
    private static final StackWalker CALLERS = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private volatile Clock clock = Clock.systemUTC();

    /** Records are appended at the time of this clock from now on. */
    void follow(Clock other) {
        clock = other;
    }

    @Override
    public long milliseconds() {
        return CALLERS.getCallerClass() == LogValidator.class ? clock.millis() : SYSTEM.milliseconds();
    }

    @Override
    public long nanoseconds() {
        return SYSTEM.nanoseconds();
    }

    @Override
    public void sleep(long milliseconds) {
        SYSTEM.sleep(milliseconds);
    }
}
