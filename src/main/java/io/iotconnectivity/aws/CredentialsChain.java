package io.iotconnectivity.aws;

import io.iotconnectivity.net.NoWayOut;
import io.iotconnectivity.secret.Foreign;
import io.iotconnectivity.secret.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's default credentials chain, link by link and in its order. It is built here because the SDK reduces
 * everything that its links say to one unreadable text; here the intended link says why it failed.
 *
 * @see <a href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/credentials-chain.html">Default
 *     credentials provider chain</a>
 */
final class CredentialsChain implements AwsCredentialsProvider, SdkAutoCloseable {
    private static final int LONGEST_WORDS = 400;

    /**
     * One place where credentials may be.
     *
     * @param isMeant whether somebody has set it up
     */
    record Link(String place, BooleanSupplier isMeant, AwsCredentialsProvider provider) {}

    private record Failure(Link link, RuntimeException problem) {
        /** What must be changed before anybody can sign in. */
        Optional<String> way() {
            return NoWayOut.in(problem).map(NoWayOut::fix);
        }
    }

    private final List<Link> links;
    private final SignIn signIn;
    private volatile Optional<Link> last = Optional.empty();
    private volatile String learned = "";

    CredentialsChain(List<Link> links, SignIn signIn) {
        this.links = List.copyOf(links);
        this.signIn = signIn;
    }

    /** A chain that looks where the SDK does. */
    static CredentialsChain ofThisProcess() {
        SignIn signIn = SignIn.ofThisProcess();
        return new CredentialsChain(
                List.of(
                        new Link(
                                "system properties",
                                isSet(SdkSystemSetting.AWS_ACCESS_KEY_ID),
                                SystemPropertyCredentialsProvider.create()),
                        new Link(
                                "environment",
                                () -> System.getenv("AWS_ACCESS_KEY_ID") != null,
                                EnvironmentVariableCredentialsProvider.create()),
                        new Link(
                                "web identity",
                                isSet(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE),
                                WebIdentityTokenFileCredentialsProvider.create()),
                        new Link(signIn.profile(), signIn::isMeant, ProfileCredentialsProvider.create()),
                        new Link(
                                "container",
                                ContainerCredentials::isMeant,
                                new ContainerCredentials(MetadataService.patientAsTheSdk())),
                        new Link("instance", () -> false, new InstanceMetadata(MetadataService.patientAsTheSdk()))),
                signIn);
    }

    private static BooleanSupplier isSet(SdkSystemSetting setting) {
        return () -> setting.getStringValue().isPresent();
    }

    /**
     * @throws NoCredentials with the messages of every link that is set up, or of all if none is
     */
    @Override
    public AwsCredentials resolveCredentials() {
        List<Failure> failures = new ArrayList<>();
        // Like the SDK: the link that provided credentials is used again, and no other.
        for (Link link : last.map(List::of).orElse(links)) {
            try {
                AwsCredentials credentials = link.provider().resolveCredentials();
                last = Optional.of(link);
                learn(credentials);
                return credentials;
            } catch (RuntimeException e) {
                failures.add(new Failure(link, e));
            }
        }
        List<Failure> meant = failures.stream()
                .filter(failure -> failure.link().isMeant().getAsBoolean())
                .toList();
        String why = (meant.isEmpty() ? failures : meant)
                .stream()
                        .map(failure -> failure.link().place() + ": " + words(failure.problem()))
                        .collect(Collectors.joining("; "));
        String fix = meant.stream()
                .flatMap(failure -> failure.way().stream())
                .findFirst()
                .orElseGet(() -> signIn.fix(meant.isEmpty()));
        throw new NoCredentials(why, fix);
    }

    /** If a signature is wrong, AWS echoes what it should have been built from, and the token is a part of it. */
    private void learn(AwsCredentials credentials) {
        if (!credentials.accessKeyId().equals(learned)) {
            learned = credentials.accessKeyId();
            Secrets.OF_THIS_PROCESS.learn("AWS", parts -> {
                parts.secret(credentials.secretAccessKey());
                if (credentials instanceof AwsSessionCredentials session) {
                    parts.secret(session.sessionToken());
                }
            });
        }
    }

    /** The SDK's message, without its listing of whole files. */
    private static String words(RuntimeException failure) {
        Throwable said = failure instanceof SdkException || failure.getCause() == null ? failure : failure.getCause();
        String text = String.valueOf(said.getMessage())
                .replaceAll(":? ?ProfileFile\\(.*", "")
                .strip()
                .replaceAll("\\s+", " ")
                .replaceAll("\\.$", "");
        return Foreign.text(text, LONGEST_WORDS);
    }

    @Override
    public void close() {
        links.stream()
                .map(Link::provider)
                .filter(SdkAutoCloseable.class::isInstance)
                .map(SdkAutoCloseable.class::cast)
                .forEach(SdkAutoCloseable::close);
    }
}
