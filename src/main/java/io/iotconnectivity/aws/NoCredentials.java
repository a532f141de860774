package io.iotconnectivity.aws;

import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;

/** There are no credentials. The message says why, in the SDK's words, and how to fix it. */
public final class NoCredentials extends SdkClientException {
    private static final long serialVersionUID = 1L;

    private final String why;
    private final String fix;

    /**
     * @param why what each place for credentials reported; contains no secret
     * @param fix the command or the setting that fixes it
     */
    public NoCredentials(String why, String fix) {
        super(SdkClientException.builder().message("there are no AWS credentials: " + why + " -> " + fix));
        this.why = why;
        this.fix = fix;
    }

    /** The failure itself, or the one that caused it. */
    public static Optional<NoCredentials> in(Throwable failure) {
        Throwable at = failure;
        while (at != null && !(at instanceof NoCredentials)) {
            at = at.getCause();
        }
        return Optional.ofNullable((NoCredentials) at);
    }

    /** What each place for credentials reported. */
    public String why() {
        return why;
    }

    /** A command to run, or what to set. */
    public String fix() {
        return fix;
    }
}
