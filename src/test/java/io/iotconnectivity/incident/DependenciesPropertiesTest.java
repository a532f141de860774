package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.iotconnectivity.signal.ClientId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Devices that depend on one another in any way, circles among them. */
class DependenciesPropertiesTest {
    private static final List<String> DEVICES = List.of("a", "b", "c", "d", "e", "f", "g");

    private record Edge(String child, String parent) {}

    @Property(tries = 2000)
    void aDeviceIsCoveredExactlyByParentsThatItIsNoParentOf(
            @ForAll("edges") List<Edge> edges, @ForAll("devices") Set<String> away) {
        Dependencies dependencies = dependencies(edges);

        for (String device : DEVICES) {
            Set<String> cover = new LinkedHashSet<>(above(device, edges));
            cover.retainAll(away);
            cover.removeIf(
                    parent -> parent.equals(device) || above(parent, edges).contains(device));

            Optional<String> found = away(dependencies, device, away).map(Dependencies.Found::name);

            assertThat(found.isPresent()).as(device).isEqualTo(!cover.isEmpty());
            found.ifPresent(parent -> assertThat(cover).contains(parent));
        }
    }

    @Property(tries = 2000)
    void ofAnyDevicesThatAreAwayAtLeastOneIsToldOf(
            @ForAll("edges") List<Edge> edges, @ForAll("devices") Set<String> away) {
        Dependencies dependencies = dependencies(edges);

        assertThat(away.isEmpty()
                        || away.stream().anyMatch(device -> away(dependencies, device, away)
                                .isEmpty()))
                .isTrue();
    }

    @Provide
    Arbitrary<List<Edge>> edges() {
        Arbitrary<String> device = Arbitraries.of(DEVICES);
        return Combinators.combine(device, device).as(Edge::new).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<Set<String>> devices() {
        return Arbitraries.of(DEVICES).set();
    }

    private static Optional<Dependencies.Found> away(Dependencies dependencies, String device, Set<String> away) {
        return dependencies.away(new ClientId(device), parent -> away.contains(parent.value()), group -> false);
    }

    private static Dependencies dependencies(List<Edge> edges) {
        return new Dependencies(edges.stream()
                .map(edge -> Dependency.of(edge.child(), edge.parent()))
                .toList());
    }

    private static Set<String> above(String device, List<Edge> edges) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(device));
        while (!open.isEmpty()) {
            String child = open.remove();
            edges.stream()
                    .filter(edge -> edge.child().equals(child))
                    .filter(edge -> found.add(edge.parent()))
                    .forEach(edge -> open.add(edge.parent()));
        }
        return found;
    }
}
