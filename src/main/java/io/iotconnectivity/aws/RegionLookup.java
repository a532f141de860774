package io.iotconnectivity.aws;

import io.iotconnectivity.thread.NamedThread;
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
 * Finds the AWS region, and says what named it. The machine itself, if it is one of AWS's, is queried last, only once,
 * and briefly: where there is no such service, the packets may vanish.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html">AWS Region</a>
 */
public final class RegionLookup {
    /** What applies if nothing names one. */
    public static final String LAST_RESORT = "us-east-1";

    private static final Duration MACHINE_ANSWERS_WITHIN = Duration.ofSeconds(2);

    /**
     * A region.
     *
     * @param from what named it, in words
     * @param named false if nothing did
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
     * @param candidates in order of precedence; evaluated when the region is first requested
     * @param machine queried if none of them names a region
     */
    RegionLookup(List<Supplier<Optional<Found>>> candidates, Supplier<Optional<String>> machine) {
        this.candidates = List.copyOf(candidates);
        this.machine = machine;
    }

    /**
     * @param candidates in order of precedence; evaluated when the region is first requested
     */
    public static RegionLookup of(List<Supplier<Optional<Found>>> candidates) {
        return new RegionLookup(candidates, () -> within(MACHINE_ANSWERS_WITHIN, RegionLookup::ofThisMachine));
    }

    /** A known region. */
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
            // The credentials come from the same file: whoever needs them gets the error.
            return Optional.empty();
        }
    }

    /** The region; the machine is queried if nothing else names one. */
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

    /** The region, as far as it is known without querying anything. */
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
        Thread asking = NamedThread.daemon("aws-region", () -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
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
