package io.iotconnectivity.aws;

import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;

/** There are no credentials. The message says why, in the words of the SDK, and what mends it. */
public final class NoCredentials extends SdkClientException {
    private static final long serialVersionUID = 1L;

    private final String why;
    private final String fix;

    /**
     * @param why what each place for credentials said; holds nothing secret
     * @param fix the command or the setting that mends it
     */
    public NoCredentials(String why, String fix) {
        super(SdkClientException.builder().message("there are no AWS credentials: " + why + " -> " + fix));
        this.why = why;
        this.fix = fix;
    }

    /** Itself, or that which something else was caused by. */
    public static Optional<NoCredentials> in(Throwable failure) {
        Throwable at = failure;
        while (at != null && !(at instanceof NoCredentials)) {
            at = at.getCause();
        }
        return Optional.ofNullable((NoCredentials) at);
    }

    /** What each place for credentials said. */
    public String why() {
        return why;
    }

    /** A command to run, or what to set. */
    public String fix() {
        return fix;
    }
}
