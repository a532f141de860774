package io.iotconnectivity.settings;

import io.iotconnectivity.aws.AwsSettings;
import io.iotconnectivity.aws.RegionLookup;
import io.iotconnectivity.net.PemFile;
import io.iotconnectivity.net.WaysOut;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code aws.*}, and the environment variables that the AWS command line and SDKs use. */
final class AwsReader {
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}+(?:-[a-z]++)++-\\d++");

    private final Values values;
    private final Map<String, String> environment;

    AwsReader(Values values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    AwsSettings read(WaysOut ways) {
        Optional<String> set = values.optional("aws.region");
        if (set.filter(region -> !isRegion(region)).isPresent()) {
            values.report("aws.region", "is not an AWS region; write for example eu-central-1, or leave it empty");
        }
        Optional<RegionLookup.Found> here =
                set.map(region -> new RegionLookup.Found(region, values.where("aws.region"), true));
        Optional<RegionLookup.Found> variable = ofTheEnvironment("AWS_REGION");
        Optional<RegionLookup.Found> usual = ofTheEnvironment("AWS_DEFAULT_REGION");
        Optional<RegionLookup.Found> broker = ofTheBroker();
        return AwsSettings.of(
                // The profile only if needed: the SDK creates loggers, and the log configuration is only being read
                // now.
                RegionLookup.of(
                        List.of(() -> here, () -> variable, () -> usual, RegionLookup::ofTheProfile, () -> broker)),
                values.optional("aws.iot.data-endpoint"),
                ways,
                caBundle());
    }

    /** As the AWS command line and other SDKs know it. */
    private Optional<Path> caBundle() {
        Optional<Path> file = Optional.ofNullable(environment.get(AwsSettings.CA_BUNDLE))
                .filter(text -> !text.isBlank())
                .map(Path::of);
        try {
            file.ifPresent(bundle -> PemFile.certificates(AwsSettings.CA_BUNDLE, bundle));
        } catch (IllegalArgumentException e) {
            values.problem(e.getMessage() + " (environment)");
        }
        return file;
    }

    private static boolean isRegion(String text) {
        return REGION.matcher(text).matches();
    }

    /** A variable of the command line and other SDKs, which people set for all of them. */
    private Optional<RegionLookup.Found> ofTheEnvironment(String variable) {
        Optional<String> region = Optional.ofNullable(environment.get(variable))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        if (region.filter(text -> !isRegion(text)).isPresent()) {
            values.problem(variable + ": \"" + Values.shown(region.get())
                    + "\" is not an AWS region; write for example eu-central-1 (environment)");
        }
        return region.map(name -> new RegionLookup.Found(name, variable, true));
    }

    /** An AWS broker's address names its region, and the things are in that region. */
    private Optional<RegionLookup.Found> ofTheBroker() {
        return Settings.brokerRegion(values.text(MqttReader.URL))
                .map(region -> new RegionLookup.Found(region, MqttReader.URL, true));
    }
}
