package io.iotconnectivity.web;

import io.iotconnectivity.engine.StoreHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the application does its work.
 *
 * @param status {@code UP} if all checks are
 */
record Health(String status, List<Check> checks) {

    /**
     * @param detail what is wrong; absent while all is well
     */
    record Check(String name, String status, Optional<String> detail) {
        static Check of(String name, Optional<String> problem) {
            return new Check(name, problem.isPresent() ? "DOWN" : "UP", problem);
        }
    }

    /** The process serves; nothing else is asked. */
    static final Health ALIVE = new Health("UP", List.of());

    static Health of(Facts facts) {
        List<Check> checks = new ArrayList<>();
        StoreHealth store = facts.engine().health();
        checks.add(Check.of("store", store.problem()));
        if (!facts.started().get()) {
            checks.add(Check.of("start", Optional.of("the application is starting")));
        }
        for (Source source : facts.sources().get()) {
            checks.add(Check.of(
                    source.name(),
                    source.connected()
                            ? Optional.empty()
                            : Optional.of(source.lastError()
                                    .map(error -> "not connected: " + error)
                                    .orElse("not connected yet"))));
        }
        boolean up = checks.stream().allMatch(check -> check.status().equals("UP"));
        return new Health(up ? "UP" : "DOWN", List.copyOf(checks));
    }

    boolean isUp() {
        return status.equals("UP");
    }
}
