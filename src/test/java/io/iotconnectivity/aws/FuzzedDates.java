package io.iotconnectivity.aws;

import io.iotconnectivity.fuzz.Target;
import java.util.List;

/** Dates of AWS's answers. */
public final class FuzzedDates {
    public static final List<Target> TARGETS = List.of(Target.ofText("answer-date", AnswerDates::parsed));

    private FuzzedDates() {}
}
