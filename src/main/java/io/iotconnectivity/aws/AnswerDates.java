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

/** Reports the date of each AWS response, including errors. */
final class AnswerDates implements ExecutionInterceptor {
    private final Consumer<Instant> dates;

    AnswerDates(Consumer<Instant> dates) {
        this.dates = dates;
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        answered(context.httpResponse());
    }

    /** Reports the date of a response that came past the interceptor. */
    void answered(SdkHttpResponse response) {
        // A cached response has an old date.
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
