package io.iotconnectivity.aws;

import io.iotconnectivity.net.WaysOut;
import java.util.Optional;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;

/**
 * What the SDK makes HTTP clients with where it is given none: for its own requests for credentials (SSO, {@code aws login}, web
 * identity, roles), and for a route of the user's. They go out as everything else does. The SDK finds this by its name and makes it, so
 * what it has to know is known to the class; Java's properties of a proxy would hold for the whole process, know no blocks of addresses,
 * and show the password.
 */
public final class SdkHttp implements SdkHttpService {
    private static volatile AwsSettings settings = AwsSettings.of(
            RegionLookup.of(RegionLookup.LAST_RESORT), Optional.empty(), WaysOut.DIRECT, Optional.empty());

    /** Has the SDK go out by these settings from now on. */
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
