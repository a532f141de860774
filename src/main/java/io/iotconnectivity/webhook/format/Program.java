package io.iotconnectivity.webhook.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.iotconnectivity.secret.Foreign;
import io.iotconnectivity.secret.Secrets;
import io.iotconnectivity.thread.NamedThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * A jq program that builds a payload. It sees its input and nothing else: no environment, no files, no modules. Its
 * steps, time, memory and result are bounded.
 *
 * @see <a href="https://jqlang.github.io/jq/manual/v1.7/">jq 1.7 Manual</a>
 * @see <a href="https://github.com/eiiches/jackson-jq">which of it there is</a>
 */
final class Program {
    /** Of the result of one run, as JSON in UTF-8. */
    static final int MOST_BYTES = 256 * 1024;

    /** A larger file is not a payload file. */
    static final int LONGEST_SOURCE = 256 * 1024;

    private static final int LONGEST_PROBLEM = 300;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Most runs have ended before the first check. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    /** Abandoned runs that have not noticed yet. */
    private static final int MOST_ABANDONED = 4;

    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
    /** On one line, so that the program's lines keep their numbers. */
    private static final String PRELUDE = prelude();

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final String file;
    private final JsonQuery query;
    private final AtomicInteger abandoned = new AtomicInteger();

    private Program(String file, JsonQuery query) {
        this.file = file;
        this.query = query;
    }

    /**
     * @param file named in messages
     * @throws BrokenPayload if it is not a program; says the line
     */
    static Program compile(String file, String source) throws BrokenPayload {
        if (source.length() > LONGEST_SOURCE) {
            throw new BrokenPayload(file, "is longer than " + LONGEST_SOURCE / 1024 + " KiB");
        }
        try {
            JsonQuery query = JsonQuery.compile(PRELUDE + source, Versions.JQ_1_7);
            Metering.meter(query);
            return new Program(file, query);
        } catch (Metering.Forbidden e) {
            throw new BrokenPayload(file, e.getMessage());
        } catch (JsonQueryException | RuntimeException | Error e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            throw new BrokenPayload(file, "is not a jq program" + place(e));
        }
    }

    /** The parser's message quotes the program; the position is what helps. */
    private static String place(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher place = PLACE.matcher(String.valueOf(cause.getMessage()));
            if (place.find()) {
                int line = Integer.parseInt(place.group(1));
                int column = Integer.parseInt(place.group(2));
                return "; see line " + line + ", column "
                        + (line == 1 ? Math.max(1, column - PRELUDE.length()) : column);
            }
        }
        return "";
    }

    /**
     * Runs the program once.
     *
     * @return its single result
     * @throws BrokenPayload if it fails, or has no result, several, or too large a one
     * @throws Overrun if it took too long
     */
    JsonNode run(JsonNode input) throws BrokenPayload, Overrun, InterruptedException {
        if (abandoned.get() >= MOST_ABANDONED) {
            throw new Overrun("payload file " + file + ": earlier runs of it have not ended");
        }
        Budget budget = new Budget();
        // Here, because loading it is not part of the program's work.
        Scope scope = Scope.newChildScope(Builtins.SCOPE);
        FutureTask<List<JsonNode>> run = new FutureTask<>(() -> evaluate(scope, input, budget));
        Thread thread = NamedThread.daemon("payload-" + RUNS.incrementAndGet(), run);
        thread.start();
        try {
            return single(await(run, budget, input));
        } finally {
            if (budget.abandon()) {
                abandoned.incrementAndGet();
                // A regular expression notices.
                thread.interrupt();
            }
        }
    }

    private List<JsonNode> await(FutureTask<List<JsonNode>> run, Budget budget, JsonNode input)
            throws BrokenPayload, Overrun, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                return run.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                Optional<String> excess = budget.excess();
                if (excess.isPresent()) {
                    throw new BrokenPayload(file, excess.get());
                }
            } catch (ExecutionException e) {
                throw new BrokenPayload(file, problem(e.getCause(), input.path("options")));
            }
        }
        throw new Overrun("payload file " + file + ": did not end within " + PATIENCE.toSeconds() + " s");
    }

    private List<JsonNode> evaluate(Scope scope, JsonNode input, Budget budget) throws JsonQueryException {
        budget.begin();
        try {
            List<JsonNode> given = new ArrayList<>();
            query.apply(scope, input, value -> {
                if (given.size() < 2) {
                    Budget.weight(value);
                    given.add(value);
                }
            });
            return given;
        } finally {
            if (budget.end()) {
                abandoned.decrementAndGet();
            }
        }
    }

    private static String problem(Throwable failure, JsonNode options) {
        if (failure instanceof Budget.Exhausted) {
            return failure.getMessage();
        }
        if (failure instanceof StackOverflowError) {
            return "calls itself too deeply";
        }
        String words = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        // Whatever they are called: the message works without their names.
        Secrets secrets = Secrets.of(parts -> options.forEach(option -> parts.secret(option.asText())));
        return Foreign.text(words, LONGEST_PROBLEM, secrets);
    }

    private JsonNode single(List<JsonNode> given) throws BrokenPayload {
        if (given.size() != 1) {
            throw new BrokenPayload(
                    file, "gives " + (given.isEmpty() ? "nothing" : "several values") + "; it has to give one object");
        }
        if (given.get(0).toString().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new BrokenPayload(file, "gives more than " + MOST_BYTES / 1024 + " KiB");
        }
        return given.get(0);
    }

    /** Takes a second to load, so only users with a program pay for it. */
    private static final class Builtins {
        static final Scope SCOPE = scope();

        private static Scope scope() {
            Scope scope = Scope.newEmptyScope();
            BuiltinFunctionLoader.getInstance().loadFunctions(Program.class.getClassLoader(), Versions.JQ_1_7, scope);
            TextFunctions.addTo(scope);
            RegexFunctions.addTo(scope);
            ContainsFunction.addTo(scope);
            scope.getLocalFunctions().values().forEach(Metering::meter);
            Budget.countIn(scope);
            return scope;
        }
    }

    private static String prelude() {
        return source("payloads/lib/functions.jq")
                        .lines()
                        .filter(line -> !line.strip().startsWith("#"))
                        .collect(Collectors.joining(" "))
                + " ";
    }

    /** A file shipped with the product. */
    static String source(String resource) {
        try (InputStream in = Program.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
