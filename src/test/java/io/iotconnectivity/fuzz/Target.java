package io.iotconnectivity.fuzz;

/**
 * A parser of bytes from outside, and what must hold for any bytes. It is defined beside the parser, in a class
 * {@code Fuzzed…} of the parser's package, and listed in {@link Targets}.
 *
 * @param name also that of the folder of its seeds, {@code src/test/resources/fuzz/<name>}
 * @param slow each attempt takes milliseconds, so that a build tries fewer
 * @param attempt throws {@link AssertionError} where it does not hold; what else it throws is a finding, too
 */
public record Target(String name, boolean slow, Attempt attempt) {

    public Target(String name, Attempt attempt) {
        this(name, false, attempt);
    }

    /** Hands one input to the parser, and looks at what comes of it. */
    @FunctionalInterface
    public interface Attempt {
        void take(byte[] input) throws Exception;
    }

    /** The same for a parser of text. */
    @FunctionalInterface
    public interface TextAttempt {
        void take(String input) throws Exception;
    }

    /** A target that wants text, in which there may be half a surrogate pair; see {@link Inputs#text}. */
    public static Target ofText(String name, TextAttempt attempt) {
        return new Target(name, input -> attempt.take(Inputs.text(input)));
    }

    /** The same target, whose attempts take long. */
    public Target takingLong() {
        return new Target(name, true, attempt);
    }

    @Override
    public String toString() {
        return name;
    }
}
