package io.iotconnectivity.report;

import io.iotconnectivity.report.AvailabilityFile.BlindTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Ends the blind times of our sources whose end is lost, because the log no longer has it. */
final class LostSights {
    private LostSights() {}

    /**
     * The blind times that are over, as far as that is known: until the source became blind again, or now, because of the
     * time in between nothing is known.
     *
     * @param kept those that are kept
     * @param open those that are open incidents
     */
    static List<BlindTime> ended(Collection<BlindTime> kept, Collection<BlindTime> open, long now) {
        Map<String, Long> blindSince =
                open.stream().collect(Collectors.toMap(BlindTime::source, BlindTime::since, Math::max));
        List<BlindTime> ended = new ArrayList<>();
        for (BlindTime each : kept) {
            Optional<Long> again = Optional.ofNullable(blindSince.get(each.source()));
            boolean goesOn = again.filter(since -> since == each.since()).isPresent();
            long end = again.orElse(now);
            if (each.until().isEmpty() && !goesOn && end > each.since()) {
                ended.add(new BlindTime(each.source(), each.since(), Optional.of(end)));
            }
        }
        return ended;
    }
}
