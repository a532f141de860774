package io.iotconnectivity.incident;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.util.Optional;

/** A rule for devices that cannot be connected without another, such as those of a site without its gateway. */
public final class Dependency {
    /** The prefix of a group's name, if a group is the parent. */
    static final String GROUP = "group:";

    private final ClientPattern children;
    private final ParentName parent;

    private Dependency(ClientPattern children, ParentName parent) {
        this.children = children;
        this.parent = parent;
    }

    /**
     * @param children a regular expression for the whole client id
     * @param parent the client id of the parent, or {@code group:} and the name of a group; may refer to groups of the
     *     pattern as <code>$1</code> or <code>${name}</code>
     * @throws IllegalArgumentException with a message for its author
     */
    public static Dependency of(String children, String parent) {
        ClientPattern pattern = ClientPattern.of(children);
        if (parent.isBlank() || parent.equals(GROUP)) {
            throw new IllegalArgumentException("names no parent; write a client id, or group:<name>");
        }
        return new Dependency(pattern, ParentName.of(parent, pattern));
    }

    /** The parent of a device, with the captured groups inserted; empty if it has none by this rule. */
    Optional<String> parentOf(ClientId child) {
        return children.parts(child.value()).map(parent::with);
    }
}
