package io.iotconnectivity.libraries;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.artifact.versioning.ComparableVersion;

/**
 * The versions of a library that an advisory lists.
 *
 * @see <a href="https://github.com/package-url/vers-spec">The notation of ranges</a>
 */
final class AffectedVersions {
    private static final String SCHEME = "vers:maven/";

    private final List<Interval> intervals;

    private record Bound(ComparableVersion version, boolean inclusive) {}

    private record Interval(Optional<Bound> from, Optional<Bound> to) {
        boolean holds(ComparableVersion version) {
            return from.map(bound -> version.compareTo(bound.version) >= (bound.inclusive ? 0 : 1))
                            .orElse(true)
                    && to.map(bound -> version.compareTo(bound.version) <= (bound.inclusive ? 0 : -1))
                            .orElse(true);
        }
    }

    private AffectedVersions(List<Interval> intervals) {
        this.intervals = intervals;
    }

    static AffectedVersions read(String range) {
        if (!range.startsWith(SCHEME)) {
            throw new IllegalArgumentException("no range of Maven versions: " + range);
        }
        List<Interval> intervals = new ArrayList<>();
        Optional<Bound> from = Optional.empty();
        for (String constraint : range.substring(SCHEME.length()).split("\\|")) {
            String version = constraint.replaceFirst("^[<>=]+", "");
            boolean inclusive = constraint.length() > version.length() && constraint.charAt(1) == '=';
            Optional<Bound> bound = Optional.of(new Bound(new ComparableVersion(version), inclusive));
            if (constraint.startsWith(">")) {
                from = bound;
            } else if (constraint.startsWith("<")) {
                intervals.add(new Interval(from, bound));
                from = Optional.empty();
            } else {
                Optional<Bound> itself = Optional.of(new Bound(new ComparableVersion(version), true));
                intervals.add(new Interval(itself, itself));
            }
        }
        if (from.isPresent()) {
            intervals.add(new Interval(from, Optional.empty()));
        }
        return new AffectedVersions(intervals);
    }

    boolean hold(String version) {
        ComparableVersion asked = new ComparableVersion(version);
        return intervals.stream().anyMatch(interval -> interval.holds(asked));
    }
}
