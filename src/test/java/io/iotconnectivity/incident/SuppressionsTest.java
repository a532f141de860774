package io.iotconnectivity.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.signal.ClientId;
import io.iotconnectivity.signal.ClientPattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuppressionsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Optional<String> NORTH = Optional.of("north");

    @Test
    void nothingSuppressesWhereNothingIsSet() {
        assertThat(of(Suppressions.NONE, "a", Set.of("b"))).isEmpty();
    }

    @Test
    void aSilenceHoldsForItsClientsOfItsGroupFromItsBeginningToItsEnd() {
        Silence silence = silence("pump-.*", "north", "12:00", "13:00");

        assertThat(suppressed(silence, "pump-1", NORTH, "11:59")).isFalse();
        assertThat(suppressed(silence, "pump-1", NORTH, "12:00")).isTrue();
        assertThat(suppressed(silence, "pump-1", NORTH, "12:59")).isTrue();
        assertThat(suppressed(silence, "pump-1", NORTH, "13:00")).isFalse();
        assertThat(suppressed(silence, "a-pump-1", NORTH, "12:30")).isFalse();
        assertThat(suppressed(silence, "pump-1", Optional.of("south"), "12:30")).isFalse();
        assertThat(suppressed(silence, "pump-1", Optional.empty(), "12:30")).isFalse();
    }

    @Test
    void theTextTellsWhoAndWhyInOneLineWhateverTheyWrote() {
        Silence silence = new Silence(
                "7",
                Optional.of(ClientPattern.of(".*")),
                Optional.empty(),
                NOON,
                NOON.plusNanos(60_123_456_789L),
                "Ann\nRoot",
                "new switch\u202e");

        Suppression told = Suppressions.NONE
                .of(client("a"), NORTH, NOON, List.of(silence), parent -> false, group -> false)
                .orElseThrow();

        assertThat(told.kind()).isEqualTo("silence");
        assertThat(told.name()).isEqualTo("7");
        assertThat(told.text())
                .isEqualTo("it is silenced by Ann\\u000aRoot until 2026-03-01T12:01:00Z: new switch\\u202e");
    }

    @Test
    void ofSilencesAndWindowsTheOneThatEndsLastIsNamed() {
        Suppressions windows = new Suppressions(
                List.of(window("short", "north", "11:00", "12:10"), window("long", "north", "11:30", "14:00")),
                List.of(Dependency.of(".*", "gw")));

        assertThat(windows.of(
                        client("a"),
                        NORTH,
                        NOON,
                        List.of(silence(".*", null, "12:00", "13:00")),
                        gw -> true,
                        group -> true))
                .hasValueSatisfying(found -> {
                    assertThat(found.kind()).isEqualTo("maintenance");
                    assertThat(found.name()).isEqualTo("long");
                    assertThat(found.until()).contains(at("14:00"));
                });
    }

    @Test
    void aWindowIsForItsGroupOrItsClientsOnly() {
        Suppressions windows = new Suppressions(
                List.of(
                        window("group", "north", "11:00", "13:00"),
                        new Maintenance(
                                "clients",
                                Optional.of(ClientPattern.of("pump-.*")),
                                Optional.empty(),
                                Span.once(at("11:00"), at("13:00")),
                                Optional.of("rust"))),
                List.of());

        assertThat(of(windows, "lamp-1", NORTH)).map(Suppression::name).contains("group");
        assertThat(of(windows, "pump-1", Optional.of("south")))
                .map(Suppression::text)
                .contains("the maintenance window clients is open until 2026-03-01T13:00:00Z: rust");
        assertThat(of(windows, "lamp-1", Optional.of("south"))).isEmpty();
    }

    @Test
    void aWindowThatClosesBeforeItOpensIsRefused() {
        assertThatThrownBy(() -> Span.once(NOON, NOON)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aParentThatIsAwayCoversItsChildren() {
        Suppressions site = depends(Dependency.of("(?<site>[a-z]+)-sensor-(\\d+)", "${site}-gateway"));

        assertThat(of(site, "oslo-sensor-1", Set.of("oslo-gateway"))).hasValueSatisfying(found -> {
            assertThat(found.kind()).isEqualTo("dependency");
            assertThat(found.name()).isEqualTo("oslo-gateway");
            assertThat(found.until()).isEmpty();
            assertThat(found.text()).isEqualTo("it depends on oslo-gateway, which is away");
        });
        assertThat(of(site, "oslo-sensor-1", Set.of("bergen-gateway"))).isEmpty();
        assertThat(of(site, "oslo-lamp-1", Set.of("oslo-gateway"))).isEmpty();
        assertThat(of(site, "oslo-gateway", Set.of("oslo-gateway"))).isEmpty();
    }

    @Test
    void parentsOfParentsCountAlsoWhereTheNearerOneSeemsConnected() {
        Suppressions chain = depends(
                Dependency.of("sensor-.*", "gateway"),
                Dependency.of("gateway", "switch"),
                Dependency.of("switch", "core"));

        assertThat(of(chain, "sensor-1", Set.of("core")))
                .map(Suppression::text)
                .contains("it depends through switch on core, which is away");
        assertThat(of(chain, "sensor-1", Set.of("core", "gateway")))
                .map(Suppression::name)
                .contains("gateway");
        assertThat(of(chain, "core", Set.of("gateway", "sensor-1", "core"))).isEmpty();
    }

    @Test
    void oneOfSeveralParentsIsEnough() {
        Suppressions two = depends(Dependency.of("a", "b"), Dependency.of(".", "c"));

        assertThat(of(two, "a", Set.of("c"))).map(Suppression::name).contains("c");
        assertThat(of(two, "c", Set.of("c"))).as("is not its own parent").isEmpty();
    }

    @Test
    void devicesThatDependOnOneAnotherInACircleDoNotHideEachOther() {
        Suppressions circle = depends(
                Dependency.of("a", "b"), Dependency.of("b", "c"), Dependency.of("c", "a"), Dependency.of("x", "a"));
        Set<String> all = Set.of("a", "b", "c", "x");

        assertThat(List.of("a", "b", "c"))
                .allMatch(client -> of(circle, client, all).isEmpty());
        assertThat(of(circle, "x", all)).map(Suppression::name).contains("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$1x", "x$1", "$1$1"})
    @Timeout(10)
    void rulesThatNameEverLongerParentsEnd(String parent) {
        Suppressions endless = depends(Dependency.of("(.*)", parent), Dependency.of("(.*)", parent + "y"));

        assertThat(of(endless, "a", Set.of("nobody"))).isEmpty();
    }

    @Test
    void aStormOfAGroupThatIsTheParentCovers() {
        Suppressions group = depends(Dependency.of("([a-z]+)-.*", "group:$1"));

        assertThat(group.of(client("oslo-1"), NORTH, NOON, List.of(), parent -> false, "oslo"::equals))
                .hasValueSatisfying(found -> {
                    assertThat(found.name()).isEqualTo("oslo");
                    assertThat(found.text()).isEqualTo("it depends on the group oslo, which has a storm");
                });
        assertThat(group.of(client("oslo-1"), NORTH, NOON, List.of(), parent -> true, "bergen"::equals))
                .isEmpty();
    }

    @Test
    void aPartThatMatchesNothingNamesNoParent() {
        assertThat(of(depends(Dependency.of("a(?<n>x)?", "${n}$1")), "a", Set.of("a", "x", "null")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$1", "${site}", "${}", "${x", "$", "$a", "a$", "a\\", "", " ", "group:"})
    void aParentThatCannotBeNamedIsRefusedBeforeThereIsAChild(String parent) {
        assertThatThrownBy(() -> Dependency.of("a.*", parent)).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean suppressed(Silence silence, String client, Optional<String> group, String time) {
        return Suppressions.NONE
                .of(client(client), group, at(time), List.of(silence), parent -> false, storm -> false)
                .isPresent();
    }

    private static Optional<Suppression> of(Suppressions suppressions, String client, Optional<String> group) {
        return suppressions.of(client(client), group, NOON, List.of(), parent -> false, storm -> false);
    }

    private static Optional<Suppression> of(Suppressions suppressions, String client, Set<String> away) {
        return suppressions.of(
                client(client), NORTH, NOON, List.of(), parent -> away.contains(parent.value()), storm -> false);
    }

    private static Suppressions depends(Dependency... dependencies) {
        return new Suppressions(List.of(), List.of(dependencies));
    }

    private static Silence silence(String clients, String group, String from, String until) {
        return new Silence(
                "1",
                Optional.ofNullable(clients).map(ClientPattern::of),
                Optional.ofNullable(group),
                at(from),
                at(until),
                "ann",
                "new switch");
    }

    private static Maintenance window(String name, String group, String from, String until) {
        return new Maintenance(
                name, Optional.empty(), Optional.of(group), Span.once(at(from), at(until)), Optional.empty());
    }

    private static Instant at(String time) {
        return Instant.parse("2026-03-01T" + time + ":00Z");
    }

    private static ClientId client(String value) {
        return new ClientId(value);
    }

    @ParameterizedTest
    @CsvSource({
        "(x)(y), xy, $2$1, yx",
        "(x)(y), xy, $0-gw, xy-gw",
        "(x), x, $11, x1",
        "(x), x, $1/, x/",
        "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j), abcdefghij, $10, j",
        "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j), abcdefghij, $11, a1",
        "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j), abcdefghij, $100, j0",
        "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j), abcdefghij, $1/, a/",
        "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j), abcdefghij, $1:, a:",
        "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j), abcdefghij, $1x, ax",
        "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)(n)(o)(p)(q)(r)(s), abcdefghijklmnopqrs, $19, s",
        "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)(n)(o)(p)(q)(r)(s), abcdefghijklmnopqrs, $12-$2, l-b"
    })
    void theNumberOfAPartHasAsManyDigitsAsThereIsAPartFor(
            String children, String child, String parent, String expected) {
        assertThat(of(depends(Dependency.of(children, parent)), child, Set.of(expected)))
                .map(Suppression::name)
                .contains(expected);
    }

    @Test
    void aParentExplainsAsLongAsItsOwnParentsCanBeLookedThrough() {
        Suppressions chain = depends(Dependency.of("x(x+)", "$1"));
        Suppressions withGroups = depends(Dependency.of("x(x+)", "$1"), Dependency.of("x(x+)", "group:$1"));

        assertThat(of(chain, "x".repeat(102), Set.of("x".repeat(101)))).isPresent();
        assertThat(of(chain, "x".repeat(103), Set.of("x".repeat(102)))).isEmpty();
        assertThat(of(withGroups, "x".repeat(52), Set.of("x".repeat(51)))).isPresent();
        assertThat(of(withGroups, "x".repeat(53), Set.of("x".repeat(52)))).isEmpty();
    }
}
