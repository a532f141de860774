package io.iotconnectivity.bench;

/** The checkout that is measured. */
final class Source {
    private Source() {}

    /** Its commit, with {@code -changed} behind it if files were changed since; {@code unknown} outside of a checkout. */
    static String commit() {
        try {
            String commit = Child.run("git", "rev-parse", "--short=10", "HEAD").strip();
            boolean isChanged = !Child.run("git", "status", "--porcelain", "--untracked-files=no")
                    .isBlank();
            return commit + (isChanged ? "-changed" : "");
        } catch (IllegalStateException noCheckout) {
            return "unknown";
        }
    }
}
