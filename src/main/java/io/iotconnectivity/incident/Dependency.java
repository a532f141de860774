package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import java.util.Optional;
import java.util.regex.Matcher;

/** Devices that cannot be connected without another: those of a site without its gateway. */
public final class Dependency {
    /** Stands before the name of a group, where a group is the parent. */
    static final String GROUP = "group:";

    private final ClientPattern children;
    private final String parent;

    private Dependency(ClientPattern children, String parent) {
        this.children = children;
        this.parent = parent;
    }

    /**
     * @param children regular expression for the whole client id
     * @param parent client id of the parent, or {@code group:} and the name of a group; parts of the child's id may stand in
     *     it as <code>$1</code> or <code>${name}</code>
     * @throws IllegalArgumentException with a message for whoever wrote it
     */
    public static Dependency of(String children, String parent) {
        ClientPattern pattern = ClientPattern.of(children);
        if (parent.isBlank() || parent.equals(GROUP)) {
            throw new IllegalArgumentException("names no parent; write a client id, or group:<name>");
        }
        try {
            pattern.emptyMatch().appendReplacement(new StringBuilder(), parent);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "refers to a part that the pattern does not have; write $1 for its first (...), ${name} for its"
                            + " (?<name>...), \\$ for the sign itself",
                    e);
        }
        return new Dependency(pattern, parent);
    }

    /** The parent of a device, as it was written, with the parts of the child's id in it; empty if it has none by this rule. */
    Optional<String> parentOf(ClientId child) {
        return children.match(child.value()).map(this::expand);
    }

    private String expand(Matcher matched) {
        StringBuilder name = new StringBuilder();
        matched.appendReplacement(name, parent);
        // What stands before the match is nothing: it is of the whole id.
        return name.toString();
    }
}
