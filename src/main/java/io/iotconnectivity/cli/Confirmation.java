package io.iotconnectivity.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Asks the user whether to go on. */
final class Confirmation {
    private Confirmation() {}

    /**
     * Whether the user answers yes. No answer means no.
     *
     * @throws ParameterException if there is no terminal to ask at
     */
    static boolean given(CommandLine command, String question) {
        Console console = System.console();
        if (console == null) {
            throw new ParameterException(command, "There is no terminal to ask at: add --yes if you are sure.");
        }
        return isYes(Optional.ofNullable(console.readLine("%s [y/N] ", question)));
    }

    static boolean isYes(Optional<String> answer) {
        String word = answer.orElse("").strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }
}
