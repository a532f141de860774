package io.iotconnectivity.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * The network that an address belongs to.
 *
 * @param prefix such as {@code 192.0.2.0/24}
 * @param asn the number of its autonomous system
 * @param organization who runs that
 * @param country the ISO 3166-1 code of the country, such as {@code DE}
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record NetworkFacts(String prefix, Optional<Long> asn, Optional<String> organization, Optional<String> country) {

    /** The autonomous system in words, such as {@code AS3320 Deutsche Telekom AG}. */
    public Optional<String> system() {
        return asn.map(
                number -> "AS" + number + organization.map(name -> ' ' + name).orElse(""));
    }
}
