package io.iotconnectivity.doctor;

import java.util.List;

/** Checks one thing that the product depends on. Changes nothing, except in {@link #mend}. */
interface Check {
    /** What is checked, in a few words. */
    String name();

    /** Whether the settings use it. */
    boolean isUsed();

    /**
     * Runs the check. May take long or throw; the caller handles both.
     *
     * @throws Unanswered if AWS does not answer
     */
    List<Finding> look();

    /**
     * Fixes what can be fixed without any harm.
     *
     * @return what was done or has failed; empty if there was nothing to do
     * @throws Unanswered if AWS does not answer
     */
    default List<Finding> mend() {
        return List.of();
    }
}
