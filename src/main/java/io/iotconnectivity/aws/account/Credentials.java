package io.iotconnectivity.aws.account;

import io.iotconnectivity.aws.AwsClients;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Whether AWS knows us, as whom, and whether our clocks agree. */
final class Credentials implements Check {
    private static final String CLOCK = "clock";

    /** AWS refuses signatures that are more than five minutes off; verdicts compare AWS's times with ours. */
    private static final Duration TOLERABLE = Duration.ofSeconds(30);

    private static final Duration FATAL = Duration.ofMinutes(4);

    private final Features features;
    private final AwsClients aws;
    private final Clock clock;

    Credentials(Features features, AwsClients aws, Clock clock) {
        this.features = features;
        this.aws = aws;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "AWS credentials";
    }

    @Override
    public boolean isUsed() {
        return features.aws();
    }

    @Override
    public List<Finding> look() {
        try {
            GetCallerIdentityResponse identity =
                    Unanswered.ask("sts:GetCallerIdentity", () -> aws.sts().getCallerIdentity(request -> {}));
            List<Finding> found = new ArrayList<>();
            found.add(Finding.ok(
                    name(),
                    identity.arn() + " in account " + identity.account() + ", region "
                            + features.settings().aws().region()));
            identity.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .flatMap(Credentials::date)
                    .map(this::clock)
                    .ifPresent(found::add);
            return found;
        } catch (Unanswered e) {
            if (e.lacksCredentials()) {
                return List.of(Finding.error(
                        name(),
                        "there are none, but the settings use AWS",
                        "give the process a role, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"));
            }
            if (e.hasBadCredentials()) {
                return List.of(Finding.error(
                        name(),
                        "AWS does not accept them (" + e.code() + ")",
                        "renew them, and see that the clock of this machine is right"));
            }
            throw e;
        }
    }

    private static Optional<ZonedDateTime> date(String header) {
        try {
            return Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private Finding clock(ZonedDateTime theirs) {
        Duration ahead = Duration.between(theirs.toInstant(), clock.instant());
        Duration off = ahead.abs();
        if (off.compareTo(TOLERABLE) <= 0) {
            return Finding.ok(CLOCK, "agrees with AWS's within " + TOLERABLE.toSeconds() + " s");
        }
        String finding =
                "this machine is " + off.toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of") + " AWS";
        String fix = "synchronise it: timedatectl set-ntp true";
        return off.compareTo(FATAL) > 0
                ? Finding.error(CLOCK, finding + "; from 5 min on AWS refuses all calls", fix)
                : Finding.warning(CLOCK, finding + "; deadlines come early or late by that", fix);
    }
}
