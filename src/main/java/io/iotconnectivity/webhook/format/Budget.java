package io.iotconnectivity.webhook.format;

import java.util.Map;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;

/**
 * How much one run of a program may do. Loops of jq go through functions and their outputs, so counting both ends a program
 * that would not end by itself, and stops the thread of one that nobody waits for any more.
 */
final class Budget {
    /** A payload takes some hundreds. */
    static final int MOST_STEPS = 2_000_000;

    private static final ThreadLocal<Budget> OF_THIS_THREAD = new ThreadLocal<>();

    private volatile boolean abandoned;
    private boolean ended;
    private int steps;

    /** From now on this thread counts against this budget. */
    void begin() {
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
            throw new Exhausted();
        }
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

        Exhausted() {
            super("the budget is spent", null, false, false);
        }
    }
}
