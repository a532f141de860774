package io.iotconnectivity.aws;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * How the profile of the AWS configuration signs in, and so how to fix a sign-in that fails.
 *
 * @see <a href="https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html">aws sso login</a>
 * @see <a href="https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html">aws login</a>
 */
final class SignIn {
    private static final String ANY_WAY =
            "give the process a role, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    /** Profiles may build on one another. */
    private static final int MOST_SOURCES = 5;

    private final String name;
    private final boolean chosen;
    private final Supplier<ProfileFile> file;
    private final Function<String, Optional<String>> environment;

    /**
     * @param name of the profile
     * @param chosen whether somebody named it
     */
    SignIn(String name, boolean chosen, Supplier<ProfileFile> file, Function<String, Optional<String>> environment) {
        this.name = name;
        this.chosen = chosen;
        this.file = file;
        this.environment = environment;
    }

    static SignIn ofThisProcess() {
        return new SignIn(
                ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow(),
                System.getenv("AWS_PROFILE") != null || System.getProperty("aws.profile") != null,
                ProfileFile::defaultProfileFile,
                variable -> Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isEmpty()));
    }

    /** The profile, in words. */
    String profile() {
        return "profile " + name;
    }

    /** Whether the profile is expected to provide credentials. */
    boolean isMeant() {
        return chosen || find(name).isPresent();
    }

    /**
     * The fix.
     *
     * @param nothingSetUp whether no place for credentials is set up
     */
    String fix(boolean nothingSetUp) {
        if (!nothingSetUp && environment.apply("AWS_WEB_IDENTITY_TOKEN_FILE").isPresent()) {
            return "let this user read the file of AWS_WEB_IDENTITY_TOKEN_FILE, and the trust policy of the role of AWS_ROLE_ARN"
                    + " accept its issuer";
        }
        Optional<Profile> profile = find(name);
        if (profile.isEmpty()) {
            return chosen ? "name an existing profile: aws configure list-profiles; or " + ANY_WAY : ANY_WAY;
        }
        return signIn(profile.get(), MOST_SOURCES).orElse(ANY_WAY);
    }

    private Optional<String> signIn(Profile profile, int left) {
        if (has(profile, "sso_session") || has(profile, ProfileProperty.SSO_START_URL)) {
            return Optional.of("aws sso login --profile " + profile.name());
        }
        if (has(profile, ProfileProperty.LOGIN_SESSION)) {
            return Optional.of("aws login --profile " + profile.name());
        }
        if (has(profile, ProfileProperty.CREDENTIAL_PROCESS)) {
            return Optional.of(
                    "run the credential_process of profile " + profile.name() + " by hand, and fix what it reports");
        }
        return profile.property(ProfileProperty.SOURCE_PROFILE)
                .filter(source -> left > 0)
                .flatMap(this::find)
                .flatMap(source -> signIn(source, left - 1));
    }

    private static boolean has(Profile profile, String property) {
        return profile.property(property).isPresent();
    }

    private Optional<Profile> find(String profile) {
        try {
            return file.get().profile(profile);
        } catch (RuntimeException unreadable) {
            // The profile's link reports it.
            return Optional.empty();
        }
    }
}
