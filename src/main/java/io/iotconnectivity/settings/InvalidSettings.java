package io.iotconnectivity.settings;

import java.util.List;

/** The settings cannot be used. Tells of all problems at once, each a sentence that names the key and what is allowed. */
public final class InvalidSettings extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public InvalidSettings(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each; no secret is among them. */
    public List<String> problems() {
        return problems;
    }
}
