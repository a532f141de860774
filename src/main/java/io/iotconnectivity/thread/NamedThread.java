package io.iotconnectivity.thread;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates threads. If a thread dies of an uncaught exception, the log says which and why; the JVM itself would print
 * that to standard error, bypassing the log's format and its masking of secrets. Starts none of them.
 */
public final class NamedThread {
    private static final Logger LOG = LoggerFactory.getLogger(NamedThread.class);

    private NamedThread() {}

    /** A thread that does not keep the process alive. */
    public static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(NamedThread::died);
        return thread;
    }

    /** A thread that the process waits for. */
    public static Thread waitedFor(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(false);
        thread.setUncaughtExceptionHandler(NamedThread::died);
        return thread;
    }

    /**
     * A factory of {@linkplain #daemon daemons} that share one name: for single-threaded executors, and where a
     * number would say nothing.
     */
    public static ThreadFactory daemons(String name) {
        return work -> daemon(name, work);
    }

    /** A factory of {@linkplain #daemon daemons} called {@code name-1}, {@code name-2} and so on. */
    public static ThreadFactory numberedDaemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> daemon(name + '-' + number.incrementAndGet(), work);
    }

    private static void died(Thread thread, Throwable why) {
        LOG.error("Thread {} died of an uncaught error", thread.getName(), why);
    }
}
