package io.iotconnectivity.libraries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known about one vulnerability, and what it means for this product.
 *
 * @param state as CycloneDX calls it, such as {@code resolved} or {@code not_affected}
 * @param detail our exposure in words
 * @see <a href="https://cyclonedx.org/docs/1.6/json/#vulnerabilities">The format</a>
 */
record Advisory(String id, String severity, String state, String detail, List<Affected> affects) {

    /** @param purl a library, without a version */
    record Affected(String purl, AffectedVersions versions) {}

    static List<Advisory> read(Path file) throws IOException {
        List<Advisory> advisories = new ArrayList<>();
        for (JsonNode entry : new ObjectMapper().readTree(file.toFile()).required("vulnerabilities")) {
            List<Affected> affects = new ArrayList<>();
            for (JsonNode affected : entry.required("affects")) {
                for (JsonNode versions : affected.required("versions")) {
                    affects.add(new Affected(
                            affected.required("ref").textValue(),
                            AffectedVersions.read(versions.required("range").textValue())));
                }
            }
            JsonNode analysis = entry.required("analysis");
            advisories.add(new Advisory(
                    entry.required("id").textValue(),
                    entry.required("ratings").required(0).required("severity").textValue(),
                    analysis.required("state").textValue(),
                    analysis.required("detail").textValue(),
                    affects));
        }
        return advisories;
    }
}
