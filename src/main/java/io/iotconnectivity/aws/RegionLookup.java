package io.iotconnectivity.aws;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * Finds the region that AWS is asked in, and says who named it. The machine itself, if it is one of AWS's, is asked last, only
 * once, and not for long: where there is no such service, the packets of the question may vanish.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html">AWS Region</a>
 */
public final class RegionLookup {
    /** What holds where nobody names one. */
    public static final String LAST_RESORT = "us-east-1";

    private static final Duration MACHINE_ANSWERS_WITHIN = Duration.ofSeconds(2);

    /**
     * A region.
     *
     * @param from who named it, in words
     * @param named false where nobody did
     */
    public record Found(String region, String from, boolean named) {
        static Found assumed() {
            return new Found(LAST_RESORT, "nothing that names one", false);
        }
    }

    private final List<Supplier<Optional<Found>>> candidates;
    private final Supplier<Optional<String>> machine;
    private Optional<Found> named = Optional.empty();
    private boolean looked;
    private Optional<Found> asked = Optional.empty();

    /**
     * @param candidates in the order of their rights; looked at when the region is asked for, and once
     * @param machine asked where none of them names a region
     */
    RegionLookup(List<Supplier<Optional<Found>>> candidates, Supplier<Optional<String>> machine) {
        this.candidates = List.copyOf(candidates);
        this.machine = machine;
    }

    /** @param candidates in the order of their rights; looked at when the region is asked for, and once */
    public static RegionLookup of(List<Supplier<Optional<Found>>> candidates) {
        return new RegionLookup(candidates, () -> within(MACHINE_ANSWERS_WITHIN, RegionLookup::ofThisMachine));
    }

    /** One that is known. */
    static RegionLookup of(String region) {
        Found set = new Found(region, "aws.region", true);
        return new RegionLookup(List.of(() -> Optional.of(set)), Optional::empty);
    }

    /** The region of the profile that the SDK takes credentials from. */
    public static Optional<Found> ofTheProfile() {
        String name = ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
        try {
            return ProfileFile.defaultProfileFile()
                    .profile(name)
                    .flatMap(profile -> profile.property(ProfileProperty.REGION))
                    .map(region -> new Found(region, "profile " + name + " of the AWS configuration", true));
        } catch (RuntimeException unreadable) {
            // The credentials come from the same file: whoever needs them is told.
            return Optional.empty();
        }
    }

    /** The region; the machine is asked where nobody else has named one. */
    synchronized Found find() {
        Optional<Found> known = named();
        if (known.isPresent()) {
            return known.get();
        }
        if (asked.isEmpty()) {
            asked = Optional.of(machine.get()
                    .map(region -> new Found(region, "this machine (instance metadata)", true))
                    .orElseGet(Found::assumed));
        }
        return asked.get();
    }

    /** The region, as far as it is known without asking anybody. */
    synchronized Found known() {
        return named().or(() -> asked).orElseGet(Found::assumed);
    }

    private Optional<Found> named() {
        if (!looked) {
            named = candidates.stream()
                    .map(Supplier::get)
                    .flatMap(Optional::stream)
                    .findFirst();
            looked = true;
        }
        return named;
    }

    private static Optional<String> ofThisMachine() {
        try (InstanceMetadata machine = new InstanceMetadata(MetadataService.patientAsTheSdk())) {
            return Optional.of(machine.region());
        } catch (SdkException noMachineOfAws) {
            return Optional.empty();
        }
    }

    static Optional<String> within(Duration limit, Supplier<Optional<String>> question) {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        Thread asking = new Thread(
                () -> {
                    try {
                        answer.complete(question.get());
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                },
                "aws-region");
        asking.setDaemon(true);
        asking.start();
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException noAnswer) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
