package io.iotconnectivity.doctor;

import io.iotconnectivity.aws.AwsClients;
import io.iotconnectivity.aws.NoCredentials;
import io.iotconnectivity.aws.RegionLookup;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Checks whether AWS knows us, as whom, and whether our clocks agree. */
final class Credentials implements Check {
    private static final String CLOCK = "clock";
    private static final String REGION = "AWS region";

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
            found.add(Finding.ok(name(), identity.arn() + " in account " + identity.account()));
            found.add(region());
            identity.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .flatMap(Credentials::date)
                    .map(this::clock)
                    .ifPresent(found::add);
            return found;
        } catch (Unanswered e) {
            Optional<NoCredentials> none = e.noCredentials();
            if (none.isPresent()) {
                return List.of(Finding.error(
                        name(),
                        "none, but the settings use AWS: " + none.get().why(),
                        none.get().fix()));
            }
            if (e.hasBadCredentials()) {
                return List.of(Finding.error(
                        name(), "AWS rejects them (" + e.code() + ")", "renew them, and check this machine's clock"));
            }
            throw e;
        }
    }

    private Finding region() {
        RegionLookup.Found found = features.settings().aws().foundRegion();
        Optional<String> broker = features.settings().brokerRegion();
        if (!found.named()) {
            return Finding.warning(
                    REGION,
                    found.region() + ", because none is configured",
                    "aws.region = the region of your things, or AWS_REGION");
        }
        if (broker.filter(region -> !region.equals(found.region())).isPresent()) {
            return Finding.warning(
                    REGION,
                    found.region() + ", by " + found.from() + ", but mqtt.url is in " + broker.get(),
                    "aws.region = " + broker.get());
        }
        return Finding.ok(REGION, found.region() + ", by " + found.from());
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
            return Finding.ok(CLOCK, "within " + TOLERABLE.toSeconds() + " s");
        }
        String finding =
                "this machine is " + off.toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of") + " AWS";
        String fix = "synchronise it: timedatectl set-ntp true";
        return off.compareTo(FATAL) > 0
                ? Finding.error(CLOCK, finding + "; at 5 min or more, AWS refuses all calls", fix)
                : Finding.warning(CLOCK, finding + "; deadlines are early or late by that much", fix);
    }
}
