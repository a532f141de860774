package io.iotconnectivity.doctor;

import io.iotconnectivity.secret.Foreign;
import java.util.Locale;
import java.util.Optional;

/**
 * What one check found.
 *
 * @param check what was checked, in a few words
 * @param finding one printable line
 * @param fix a command to run, or a setting or policy to change; absent if there is nothing to do
 */
public record Finding(String check, Status status, String finding, Optional<String> fix) {

    /** How bad it is. */
    public enum Status {
        OK,
        /** The product works, but something is missing, or soon will be. */
        WARNING,
        /** Events, verdicts or deliveries would be lost or delayed. */
        ERROR,
        /** It could not be determined. */
        UNKNOWN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int LONGEST = 4_000;

    public Finding {
        finding = Foreign.text(finding, LONGEST);
    }

    static Finding ok(String check, String finding) {
        return new Finding(check, Status.OK, finding, Optional.empty());
    }

    static Finding ok(String check, String finding, String offer) {
        return new Finding(check, Status.OK, finding, Optional.of(offer));
    }

    static Finding warning(String check, String finding, String fix) {
        return new Finding(check, Status.WARNING, finding, Optional.of(fix));
    }

    static Finding error(String check, String finding, String fix) {
        return new Finding(check, Status.ERROR, finding, Optional.of(fix));
    }

    static Finding unknown(String check, String finding, String fix) {
        return new Finding(check, Status.UNKNOWN, finding, Optional.of(fix));
    }
}
