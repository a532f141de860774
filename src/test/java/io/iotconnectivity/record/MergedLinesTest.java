package io.iotconnectivity.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergedLinesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final List<BrokenLine> broken = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 1_000_000})
    void linesOfAllFilesComeInTheOrderOfTheirTimesHoweverFewFitIntoTheMemory(int mostLines) throws IOException {
        Random random = new Random(1);
        List<List<Line>> files = List.of(shuffled(0, random), shuffled(1, random), shuffled(2, random));

        List<Line> read = read(new MergedLines(mostLines), files);

        assertThat(read)
                .containsExactlyElementsOf(files.stream()
                        .flatMap(List::stream)
                        .sorted(Comparator.comparing(Line::at))
                        .toList());
        assertThat(broken).hasSize(files.size());
    }

    @Test
    void linesOfOneTimeKeepTheirOrder() throws IOException {
        List<Line> first = List.of(new Line.Started(START), new Line.Gap(START, 1));
        List<Line> second = List.of(new Line.Gap(START, 2));

        assertThat(read(new MergedLines(), List.of(first, second)))
                .containsExactly(first.get(0), first.get(1), second.get(0));
    }

    private static List<Line> shuffled(int file, Random random) {
        return IntStream.range(0, 200)
                .<Line>mapToObj(i -> new Line.Gap(START.plusMillis(random.nextInt(600_000)), file * 1_000L + i))
                .toList();
    }

    private List<Line> read(MergedLines merged, List<List<Line>> files) throws IOException {
        files.forEach(file -> file.forEach(merged::count));
        List<Line> read = new ArrayList<>();
        List<MergedLines.Source> sources = files.stream()
                .<MergedLines.Source>map(file -> (lines, damaged) -> {
                    file.forEach(lines);
                    damaged.accept(new BrokenLine(Path.of("file"), 1, "cut off"));
                })
                .toList();
        merged.read(sources, read::add, broken::add);
        return read;
    }
}
