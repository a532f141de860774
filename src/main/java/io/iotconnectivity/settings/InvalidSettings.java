package io.iotconnectivity.settings;

import java.util.List;

/**
 * The settings cannot be used. Reports all problems at once, each a sentence that names the key and what is allowed.
 */
public final class InvalidSettings extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public InvalidSettings(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each; none contains a secret. */
    public List<String> problems() {
        return problems;
    }
}
