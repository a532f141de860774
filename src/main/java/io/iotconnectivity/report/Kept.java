package io.iotconnectivity.report;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What there is of reports on availability.
 *
 * @param reports empty if there are none
 * @param slos how classes do against their objectives; empty if there are no reports
 * @param problem why nothing is kept now, for an operator; empty while all is well
 */
public record Kept(Optional<Reports> reports, Optional<SloWatch> slos, Supplier<Optional<String>> problem)
        implements AutoCloseable {
    /** Reports are off. */
    public static final Kept NOTHING = new Kept(Optional.empty(), Optional.empty(), Optional::empty);

    /** There are none, because their file cannot be used. */
    public static Kept broken(String why) {
        return new Kept(Optional.empty(), Optional.empty(), () -> Optional.of(why));
    }

    @Override
    public void close() {
        slos.ifPresent(SloWatch::close);
        reports.ifPresent(Reports::close);
    }
}
