package io.iotconnectivity.fuzz;

/**
 * Where Jazzer hands its inputs in.
 *
 * @see <a href="https://github.com/CodeIntelligenceTesting/jazzer/blob/main/docs/advanced.md">Jazzer, without JUnit</a>
 */
public final class Fuzzed {
    private static Target target;

    private Fuzzed() {}

    /** Called once, with the name of the target. */
    public static void fuzzerInitialize(String[] args) {
        target = Targets.of(args[0]);
    }

    /** Called with every input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        target.attempt().take(input);
    }
}
