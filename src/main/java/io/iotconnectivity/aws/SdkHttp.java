package io.iotconnectivity.aws;

import io.iotconnectivity.net.WaysOut;
import java.util.Optional;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;

/**
 * Creates the SDK's HTTP clients where it is given none: for its own requests for credentials (SSO, {@code aws login},
 * web identity, roles), and for the user's routes. They go out like all other requests. The SDK finds this class by its
 * name and instantiates it, so its configuration is static; Java's proxy properties would apply to the whole process,
 * know no address blocks, and expose the password.
 */
public final class SdkHttp implements SdkHttpService {
    private static volatile AwsSettings settings = AwsSettings.of(
            RegionLookup.of(RegionLookup.LAST_RESORT), Optional.empty(), WaysOut.DIRECT, Optional.empty());

    /** Makes the SDK use these settings from now on. */
    static void useFor(AwsSettings now) {
        settings = now;
        if (System.getProperty(SdkSystemSetting.SYNC_HTTP_SERVICE_IMPL.property()) == null) {
            System.setProperty(SdkSystemSetting.SYNC_HTTP_SERVICE_IMPL.property(), SdkHttp.class.getName());
        }
    }

    @Override
    public SdkHttpClient.Builder<?> createHttpClientBuilder() {
        return AwsHttp.going(settings);
    }
}
