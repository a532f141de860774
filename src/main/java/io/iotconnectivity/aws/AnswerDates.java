package io.iotconnectivity.aws;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Tells the date that each answer of AWS carries, also that of a refusal. */
final class AnswerDates implements ExecutionInterceptor {
    private final Consumer<Instant> dates;

    AnswerDates(Consumer<Instant> dates) {
        this.dates = dates;
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        SdkHttpResponse response = context.httpResponse();
        // What was kept by a cache on the way tells the time of another answer.
        if (response.firstMatchingHeader("Age").isEmpty()) {
            response.firstMatchingHeader("Date").flatMap(AnswerDates::parsed).ifPresent(dates);
        }
    }

    static Optional<Instant> parsed(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
