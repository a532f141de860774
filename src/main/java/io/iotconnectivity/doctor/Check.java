package io.iotconnectivity.doctor;

import java.util.List;

/** Looks at one thing that the product stands on. Changes nothing, except in {@link #mend}. */
interface Check {
    /** What is looked at, in a few words. */
    String name();

    /** Whether the settings make use of it. */
    boolean isUsed();

    /**
     * Looks. May take long or throw: whoever calls sees to both.
     *
     * @throws Unanswered if AWS does not tell
     */
    List<Finding> look();

    /**
     * Mends what can be mended without any harm.
     *
     * @return what was done or has failed; empty where there was nothing to do
     * @throws Unanswered if AWS does not do it
     */
    default List<Finding> mend() {
        return List.of();
    }
}
