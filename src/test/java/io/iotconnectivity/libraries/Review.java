package io.iotconnectivity.libraries;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds advisories against what is shipped. */
final class Review {
    private static final String RESOLVED = "resolved";
    private static final String NOT_AFFECTED = "not_affected";

    private final List<Library> libraries;

    Review(List<Library> libraries) {
        this.libraries = libraries;
    }

    /** What has to be done about the libraries or the list of advisories; empty if nothing has. */
    List<String> objections(List<Advisory> advisories) {
        List<String> objections = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Advisory advisory : advisories) {
            if (!seen.add(advisory.id())) {
                objections.add(advisory.id() + " stands there twice");
            }
            boolean anyInRange = false;
            for (Advisory.Affected affected : advisory.affects()) {
                Optional<Library> shipped = shipped(affected);
                if (shipped.isEmpty()) {
                    objections.add(advisory.id() + " names " + affected.purl() + ", which is not shipped: drop it");
                    continue;
                }
                boolean inRange = affected.versions().hold(shipped.get().version());
                anyInRange |= inRange;
                if (inRange && !advisory.state().equals(NOT_AFFECTED)) {
                    objections.add(shipped.get() + " is affected by " + advisory.id()
                            + ": take a release that is not, or say why the product is not affected");
                }
            }
            if (!anyInRange && !advisory.state().equals(RESOLVED)) {
                objections.add(advisory.id() + " affects no library that is shipped any more: it is resolved");
            }
        }
        return objections;
    }

    /** One line for each advisory and library. */
    List<String> table(List<Advisory> advisories) {
        List<String> lines = new ArrayList<>();
        for (Advisory advisory : advisories) {
            for (Advisory.Affected affected : advisory.affects()) {
                lines.add(String.join(
                        " | ",
                        advisory.id(),
                        shipped(affected).map(Library::toString).orElse(affected.purl()),
                        advisory.severity(),
                        advisory.state(),
                        advisory.detail()));
            }
        }
        return lines;
    }

    private Optional<Library> shipped(Advisory.Affected affected) {
        return libraries.stream()
                .filter(library -> library.purl().equals(affected.purl()))
                .findFirst();
    }
}
