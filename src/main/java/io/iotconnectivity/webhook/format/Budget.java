package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.internal.JsonQueryFunction;

/**
 * How much one run of a program may do and make. Loops of jq go through functions and their outputs, so counting both ends a program
 * that would not end by itself, and stops the thread of one that nobody waits for any more.
 */
final class Budget {
    /** A payload takes some hundreds. */
    static final int MOST_STEPS = 2_000_000;

    /** Of all that one run makes, whether it keeps it or not. */
    static final long MOST_BYTES = 128L * 1024 * 1024;

    /** Of one value, its parts counted as often as they stand in it. */
    private static final long MOST_WEIGHT = 16L * 1024 * 1024;

    private static final long WEIGHT_OF_A_NODE = 16;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final ThreadLocal<Budget> OF_THIS_THREAD = new ThreadLocal<>();

    private volatile boolean abandoned;
    private boolean ended;
    private int steps;
    private long allocatedBefore;

    /** From now on this thread counts against this budget. */
    void begin() {
        allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        OF_THIS_THREAD.set(this);
    }

    /** Whether the run has been abandoned before. */
    synchronized boolean end() {
        OF_THIS_THREAD.remove();
        ended = true;
        return abandoned;
    }

    /** Stops the run at its next step; false if it has ended already. */
    synchronized boolean abandon() {
        abandoned = !ended;
        return abandoned;
    }

    private void spend() {
        steps++;
        if (abandoned || steps > MOST_STEPS) {
            throw new Exhausted("takes more than " + MOST_STEPS + " steps; does it loop?");
        }
        look();
    }

    /** Null in a thread that runs no program. */
    static Budget ofThisThread() {
        return OF_THIS_THREAD.get();
    }

    /** Stops what has made too much, or is not waited for any more. */
    void look() {
        reserve(0);
    }

    /** Stops what is about to make too much. */
    void reserve(long bytes) {
        if (abandoned || bytes > MOST_WEIGHT) {
            throw tooMuch();
        }
        if (THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore + bytes > MOST_BYTES) {
            throw tooMuch();
        }
    }

    private static Exhausted tooMuch() {
        return new Exhausted(
                "takes more than " + MOST_BYTES / 1024 / 1024 + " MiB; does it let a text or a list grow?");
    }

    /**
     * About the bytes that a value takes as text. A list that holds itself twice, again and again, is small until it is
     * written.
     *
     * @throws Exhausted if they are too many
     */
    static long weight(JsonNode value) {
        return weight(value, 0);
    }

    private static long weight(JsonNode value, long before) {
        long weight = before
                + WEIGHT_OF_A_NODE
                + (value.isTextual() ? 2L * value.textValue().length() : 0);
        if (weight > MOST_WEIGHT) {
            throw tooMuch();
        }
        for (JsonNode part : value) {
            weight = weight(part, weight);
        }
        return weight;
    }

    /** Makes each function of the scope count. */
    static void countIn(Scope scope) {
        Map<String, Function> functions = Map.copyOf(scope.getLocalFunctions());
        functions.forEach((signature, function) -> {
            int slash = signature.lastIndexOf('/');
            scope.addFunction(
                    signature.substring(0, slash),
                    Integer.parseInt(signature.substring(slash + 1)),
                    counting(function));
        });
    }

    private static Function counting(Function function) {
        return (scope, args, in, path, output, version) -> {
            Budget budget = OF_THIS_THREAD.get();
            if (budget == null) {
                function.apply(scope, args, in, path, output, version);
                return;
            }
            budget.spend();
            if (!(function instanceof JsonQueryFunction) && in.isContainerNode()) {
                weight(in);
            }
            function.apply(
                    scope,
                    args,
                    in,
                    path,
                    (value, at) -> {
                        budget.spend();
                        output.emit(value, at);
                    },
                    version);
        };
    }

    /** No error of the program's own, so that its {@code try} and {@code ?} cannot go on after it. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted(String problem) {
            super(problem, null, false, false);
        }
    }
}
