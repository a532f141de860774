package io.iotconnectivity.web;

import io.iotconnectivity.engine.Ledger.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param total how many there are on all pages
 * @param next the {@code after} of the next page; absent on the last
 */
record Listing<T>(List<T> items, long total, Optional<String> next) {
    static <S, T> Listing<T> of(Page<S> page, Function<S, T> view) {
        return new Listing<>(page.items().stream().map(view).toList(), page.total(), page.next());
    }

    static <T> Listing<T> all(List<T> items) {
        return new Listing<>(items, items.size(), Optional.empty());
    }
}
