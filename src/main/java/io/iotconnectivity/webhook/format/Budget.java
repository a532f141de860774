package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.JsonQueryFunction;
import net.thisptr.jackson.jq.path.Path;

/**
 * The limits on one run of a program. Loops in jq go through functions and their outputs, so counting both ends a
 * program that would not end by itself, and stops the thread of an abandoned run.
 */
final class Budget {
    /** A payload takes a few hundred. */
    static final int MOST_STEPS = 2_000_000;

    /** Of everything that one run creates, whether it keeps it or not. */
    static final long MOST_BYTES = 128L * 1024 * 1024;

    /** A payload takes a few milliseconds; wall-clock time would include what other threads use. */
    static final Duration MOST_CPU = Duration.ofSeconds(2);

    /** Of one value, with shared parts counted each time they occur. */
    private static final long MOST_WEIGHT = 16L * 1024 * 1024;

    /** Of one text, in characters: the library creates a value for each character, and more for each match. */
    static final int LONGEST_TEXT = 512 * 1024;

    /** The largest index that may be written in a list: everything below it is filled. */
    private static final int MOST_INDEX = 100_000;

    /** How many comparisons count as one step. */
    private static final int CHARACTERS_OF_A_STEP = 1_000;

    private static final long WEIGHT_OF_A_NODE = 16;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final ThreadLocal<Budget> OF_THIS_THREAD = new ThreadLocal<>();

    private volatile boolean abandoned;
    private volatile long thread;
    private boolean ended;
    private long steps;
    private long allocatedBefore;

    /** Makes this thread count against this budget from now on. */
    void begin() {
        thread = Thread.currentThread().getId();
        allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        OF_THIS_THREAD.set(this);
    }

    /** Whether the run was already abandoned. */
    synchronized boolean end() {
        OF_THIS_THREAD.remove();
        ended = true;
        return abandoned;
    }

    /** Stops the run at its next step; false if it has already ended. */
    synchronized boolean abandon() {
        abandoned = !ended;
        return abandoned;
    }

    /**
     * From another thread: what is wrong with the run; empty if nothing is. The library checks no budget within one of
     * its functions, and some of them can be interrupted.
     */
    Optional<String> excess() {
        if (thread == 0) {
            return Optional.empty();
        }
        if (THREADS.getThreadCpuTime(thread) > MOST_CPU.toNanos()) {
            return Optional.of("takes more than " + MOST_CPU.toSeconds()
                    + " s of CPU time; does it loop, or does it have a regular expression that backtracks?");
        }
        return THREADS.getThreadAllocatedBytes(thread) > MOST_BYTES + MOST_WEIGHT
                ? Optional.of(tooMuch().getMessage())
                : Optional.empty();
    }

    private void spend() {
        spend(1);
    }

    private void spend(long more) {
        steps += more;
        if (abandoned || steps > MOST_STEPS) {
            throw new Exhausted("takes more than " + MOST_STEPS + " steps; does it loop?");
        }
        look();
    }

    /** Null in a thread that runs no program. */
    static Budget ofThisThread() {
        return OF_THIS_THREAD.get();
    }

    /** Stops a run that has created too much or was abandoned. */
    void look() {
        reserve(0);
    }

    /** Stops a run that is about to create too much. */
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
                "takes more than " + MOST_BYTES / 1024 / 1024 + " MiB; does a text or a list keep growing?");
    }

    /** In a thread that runs a program: stops a run that has created too much or was abandoned. */
    static void lookIfCounted() {
        Budget budget = ofThisThread();
        if (budget != null) {
            budget.look();
        }
    }

    /** In a thread that runs a program: counts steps taken within a function. */
    static void spendIfCounted(long steps) {
        Budget budget = ofThisThread();
        if (budget != null) {
            budget.spend(steps);
        }
    }

    /**
     * Counts the comparisons of a search: each position of the one with all of the other; characters are cheap. Also
     * for lists, whose elements are not.
     */
    static void spendOnSearch(JsonNode whole, JsonNode part) {
        if (whole.isTextual() && part.isTextual()) {
            spendIfCounted((long) whole.textValue().length() * part.textValue().length() / CHARACTERS_OF_A_STEP);
        } else if (whole.isArray()) {
            spendIfCounted((long) whole.size() * Math.max(1, part.size()));
        }
    }

    /** Stops an abandoned run. */
    static Exhausted givenUp() {
        return new Exhausted("takes too long");
    }

    /**
     * @throws Exhausted if a text of that length is too long
     */
    static void checkText(long characters) {
        if (characters > LONGEST_TEXT) {
            throw new Exhausted("creates a text of more than " + LONGEST_TEXT + " characters");
        }
    }

    /**
     * @throws Exhausted if a list would have to be filled up to that index
     */
    static void checkIndex(JsonNode index) {
        if (index.isNumber() && index.asDouble() > MOST_INDEX) {
            throw new Exhausted("writes to index " + index.asText() + " of a list; it may have " + MOST_INDEX);
        }
    }

    /**
     * The approximate size of a value as text, in bytes. A list that contains itself twice, over and over, is small
     * until it is written.
     *
     * @throws Exhausted if it is too large
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

    /** Makes each function of the scope count steps. */
    static void countIn(Scope scope) {
        Map<String, Function> functions = Map.copyOf(scope.getLocalFunctions());
        functions.forEach((signature, function) -> {
            int slash = signature.lastIndexOf('/');
            scope.addFunction(
                    signature.substring(0, slash),
                    Integer.parseInt(signature.substring(slash + 1)),
                    counting(guarded(signature, function)));
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
            if (!(function instanceof JsonQueryFunction)) {
                checkSize(in);
            }
            function.apply(
                    scope,
                    args,
                    in,
                    path,
                    (value, at) -> {
                        budget.spend();
                        checkText(value.isTextual() ? value.textValue().length() : 0);
                        output.emit(value, at);
                    },
                    version);
        };
    }

    private static void checkSize(JsonNode in) {
        if (in.isContainerNode()) {
            weight(in);
        } else {
            checkText(in.isTextual() ? in.textValue().length() : 0);
        }
    }

    /** Some create much from little. */
    private static Function guarded(String signature, Function function) {
        return switch (signature) {
            case "setpath/2" -> withFirst(function, (in, path) -> path.forEach(Budget::checkIndex));
            case "join/1" ->
                withFirst(
                        function,
                        (in, between) -> checkText((long) in.size()
                                * (between.isTextual() ? between.textValue().length() : 0)));
            case "index/1", "rindex/1", "indices/1", "split/1" -> withFirst(function, Budget::spendOnSearch);
            default -> function;
        };
    }

    /** Has the results of the first argument checked. */
    private static Function withFirst(Function function, BiConsumer<JsonNode, JsonNode> look) {
        return (scope, args, in, path, output, version) -> {
            List<Expression> guarded = new ArrayList<>(args);
            guarded.set(0, new Looking(args.get(0), value -> look.accept(in, value)));
            function.apply(scope, guarded, in, path, output, version);
        };
    }

    private record Looking(Expression expression, Consumer<JsonNode> look) implements Expression {
        @Override
        public void apply(Scope scope, JsonNode in, Path path, PathOutput output, boolean requirePath)
                throws JsonQueryException {
            expression.apply(
                    scope,
                    in,
                    path,
                    (value, at) -> {
                        look.accept(value);
                        output.emit(value, at);
                    },
                    requirePath);
        }
    }

    /** Not an error of the program's own, so that its {@code try} and {@code ?} cannot continue after it. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted(String problem) {
            super(problem, null, false, false);
        }
    }
}
