package io.iotconnectivity.network;

import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file says of the autonomous system of an address, in the fields of MaxMind and DB-IP, or of IPinfo. Only these
 * are decoded, so that a field with whatever in it costs nothing. The reader of files constructs it.
 */
public final class AsnRecord {
    private static final String PREFIX = "AS";
    /** Of 32 bits. */
    private static final long MOST = 0xffff_ffffL;

    private final Long number;
    private final String organization;
    private final String asn;
    private final String name;

    @MaxMindDbConstructor
    public AsnRecord(
            @MaxMindDbParameter(name = "autonomous_system_number") Long number,
            @MaxMindDbParameter(name = "autonomous_system_organization") String organization,
            @MaxMindDbParameter(name = "asn") String asn,
            @MaxMindDbParameter(name = "as_name") String name) {
        this.number = number;
        this.organization = organization;
        this.asn = asn;
        this.name = name;
    }

    Optional<Long> number() {
        return Optional.ofNullable(number)
                .or(() -> Optional.ofNullable(asn).flatMap(AsnRecord::parsed))
                .filter(known -> known > 0 && known <= MOST);
    }

    private static Optional<Long> parsed(String asn) {
        String digits = asn.toUpperCase(Locale.ROOT).startsWith(PREFIX) ? asn.substring(PREFIX.length()) : asn;
        try {
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    Optional<String> organization() {
        return ForeignText.of(organization).or(() -> ForeignText.of(name));
    }
}
