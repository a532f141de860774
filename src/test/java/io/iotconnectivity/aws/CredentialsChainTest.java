package io.iotconnectivity.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;

class CredentialsChainTest {
    private static final String CONFIG =
            """
            [profile shared]
            sso_session = corp
            [profile old]
            sso_start_url = https://example.com/start
            [profile console]
            login_session = arn:aws:iam::123456789012:user/me
            [profile tool]
            credential_process = /usr/bin/tool
            [profile admin]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = shared
            [profile loop]
            role_arn = arn:aws:iam::123456789012:role/admin
            source_profile = loop
            [sso-session corp]
            sso_start_url = https://example.com/start
            """;

    @Test
    void theLinkThatWasMeantSaysInTheWordsOfTheSdkWhyItFailed() {
        CredentialsChain chain = new CredentialsChain(
                List.of(
                        link("environment", false, refusing("Access key must be specified")),
                        link(
                                "profile shared",
                                true,
                                refusing("The SSO session has expired or is invalid.: ProfileFile(sections=[…])")),
                        link("instance", false, refusing("Failed to load credentials from IMDS."))),
                signIn("shared", true, Map.of()));

        assertThatThrownBy(chain::resolveCredentials)
                .isInstanceOf(NoCredentials.class)
                .hasMessageStartingWith(
                        "there are no AWS credentials: profile shared: The SSO session has expired or is invalid")
                .hasMessageEndingWith("-> aws sso login --profile shared")
                .hasMessageNotContaining("Access key")
                .hasMessageNotContaining("ProfileFile");
    }

    @Test
    void whereNothingIsSetUpEveryLinkSpeaks() {
        CredentialsChain chain = new CredentialsChain(
                List.of(
                        link("environment", false, refusing("Access key must be specified")),
                        link("instance", false, refusing("Failed to load credentials from IMDS."))),
                signIn("default", false, Map.of()));

        assertThatThrownBy(chain::resolveCredentials)
                .hasMessageContaining("environment: Access key must be specified; instance: Failed to load")
                .hasMessageContaining("AWS_ACCESS_KEY_ID");
    }

    @Test
    void whoHasGivenCredentialsIsAskedAgainAndNobodyElse() {
        boolean[] expired = {false};
        CredentialsChain chain = new CredentialsChain(
                List.of(
                        link("environment", false, refusing("nothing")),
                        link("profile shared", true, () -> {
                            if (expired[0]) {
                                throw SdkClientException.create("expired");
                            }
                            return AwsBasicCredentials.create("id", "secret");
                        }),
                        link("instance", false, () -> AwsBasicCredentials.create("other", "secret"))),
                signIn("shared", true, Map.of()));

        assertThat(chain.resolveCredentials().accessKeyId()).isEqualTo("id");
        expired[0] = true;
        assertThatThrownBy(chain::resolveCredentials).hasMessageContaining("profile shared: expired");
    }

    @ParameterizedTest
    @CsvSource({
        "shared, aws sso login --profile shared",
        "old, aws sso login --profile old",
        "console, aws login --profile console",
        "tool, run the credential_process of profile tool",
        "admin, aws sso login --profile shared",
        "loop, AWS_ACCESS_KEY_ID",
        "nowhere, aws configure list-profiles",
    })
    void everyWayToSignInHasItsCommand(String profile, String command) {
        assertThat(signIn(profile, true, Map.of()).fix(false)).contains(command);
    }

    @Test
    void aRoleOfKubernetesIsMendedAtItsTrustPolicy() {
        assertThat(signIn("default", false, Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"))
                        .fix(false))
                .contains("AWS_ROLE_ARN");
    }

    private static CredentialsChain.Link link(String place, boolean meant, AwsCredentialsProvider provider) {
        return new CredentialsChain.Link(place, () -> meant, provider);
    }

    private static AwsCredentialsProvider refusing(String words) {
        return () -> {
            throw SdkClientException.create(words);
        };
    }

    private static SignIn signIn(String profile, boolean chosen, Map<String, String> environment) {
        ProfileFile file = ProfileFile.builder()
                .content(new ByteArrayInputStream(CONFIG.getBytes(StandardCharsets.UTF_8)))
                .type(ProfileFile.Type.CONFIGURATION)
                .build();
        return new SignIn(profile, chosen, () -> file, name -> Optional.ofNullable(environment.get(name)));
    }
}
