package io.iotconnectivity.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {
    @ParameterizedTest
    @CsvSource({
        "cmd/a, cmd/a",
        "cmd/+, cmd/a",
        "cmd/+, cmd/+",
        "cmd/#, cmd/a",
        "cmd/#, cmd/a/b",
        "cmd/#, cmd/+/b/#",
        "cmd/#, cmd/#",
        "#, cmd/#",
        "#, +",
        "+/+, cmd/a",
        "$aws/things/a/#, $aws/things/a/shadow/+",
    })
    void widerFiltersCoverNarrowerOnes(String wide, String narrow) {
        assertThat(filter(wide).covers(filter(narrow))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "cmd/a, cmd/b",
        "cmd/a, cmd/+",
        "cmd/+, cmd/#",
        "cmd/+, cmd/a/b",
        "cmd/+/b, cmd/a",
        "+, #",
        "+/#, #",
        "cmd/a, cmd/A",
        "#, $aws/things/a",
        "+/things/a, $aws/things/a",
    })
    void othersDoNot(String wide, String narrow) {
        assertThat(filter(wide).covers(filter(narrow))).isFalse();
    }

    @Test
    void onAwsTheTopicAboveAHashIsNotPartOfIt() {
        // "sensor/# matches sensor/ and sensor/temp, but not sensor"
        assertThat(filter("sensor/#").matches("sensor/")).isTrue();
        assertThat(filter("sensor/#").matches("sensor")).isFalse();
        assertThat(filter("sensor/#").covers(filter("sensor"))).isFalse();
    }

    @Test
    void ofASharedFilterOnlyWhatItMatchesCounts() {
        assertThat(filter("$share/workers/cmd/+").covers(filter("cmd/a"))).isTrue();
        assertThat(filter("$share/workers/cmd/+").text()).isEqualTo("cmd/+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/#/b", "a#", "a/b+", "+a/b", "$share/workers", "$share//a", "$share/workers/"})
    void whatMqttForbidsIsNoFilter(String text) {
        assertThat(TopicFilter.of(text)).isEmpty();
    }

    @Test
    void whatIsTooLongForAwsIsNoFilter() {
        assertThat(TopicFilter.of("a".repeat(256))).isPresent();
        assertThat(TopicFilter.of("\u00e4".repeat(129))).isEmpty();
    }

    @Property
    void whatACoveredFilterMatchesTheWiderOneMatches(
            @ForAll("filters") String wide, @ForAll("filters") String narrow, @ForAll("topics") String topic) {
        boolean received = filter(wide).covers(filter(narrow)) && filter(narrow).matches(topic);

        assertThat(!received || filter(wide).matches(topic)).isTrue();
        assertThat(filter(wide).matches(topic)).isEqualTo(matches(wide, topic));
    }

    @Property
    void aFilterThatMatchesEveryTopicOfAnotherCoversIt(
            @ForAll("filters") String wide, @ForAll("filters") String narrow) {
        // These few topics tell the filters of few levels apart.
        boolean contains = ALL_TOPICS.stream().allMatch(topic -> !matches(narrow, topic) || matches(wide, topic));

        assertThat(filter(wide).covers(filter(narrow))).isEqualTo(contains);
    }

    @Property
    void everyFilterCoversItself(@ForAll("filters") String filter) {
        assertThat(filter(filter).covers(filter(filter))).isTrue();
    }

    /** Of other names than the filters have, too, and of more levels. */
    private static final List<String> ALL_TOPICS = all(List.of("a", "b", "", "z", "$x"), 4);

    private static List<String> all(List<String> names, int levels) {
        if (levels == 1) {
            return names;
        }
        List<String> shorter = all(names, levels - 1);
        return Stream.concat(shorter.stream(), shorter.stream().flatMap(topic -> names.stream()
                        .map(name -> topic + "/" + name)))
                .distinct()
                .toList();
    }

    /** What AWS documents, written down another way. */
    private static boolean matches(String filter, String topic) {
        if (topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
            return false;
        }
        String[] levels = topic.split("/", -1);
        StringBuilder left = new StringBuilder(filter);
        for (int i = 0; i < levels.length; i++) {
            String text = left.toString();
            if (text.equals("#")) {
                return true;
            }
            String level = text.contains("/") ? text.substring(0, text.indexOf('/')) : text;
            boolean isLast = !text.contains("/");
            if (!level.equals("+") && !level.equals(levels[i]) || isLast != (i == levels.length - 1)) {
                return false;
            }
            left = new StringBuilder(isLast ? "" : text.substring(level.length() + 1));
        }
        return true;
    }

    @Provide
    Arbitrary<String> filters() {
        Arbitrary<String> level = Arbitraries.of("a", "b", "+", "");
        Arbitrary<String> begin = Arbitraries.of("a", "b", "+", "", "$x");
        return begin.flatMap(first -> level.list().ofMaxSize(2).flatMap(rest -> Arbitraries.of("", "/#")
                        .map(end -> first + rest.stream().map(one -> "/" + one).reduce("", String::concat) + end)))
                .edgeCases(edges -> edges.add("#"))
                .filter(text -> !text.isEmpty());
    }

    @Provide
    Arbitrary<String> topics() {
        return Arbitraries.of(ALL_TOPICS);
    }

    private static TopicFilter filter(String text) {
        return TopicFilter.of(text).orElseThrow();
    }
}
