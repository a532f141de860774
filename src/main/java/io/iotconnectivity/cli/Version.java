package io.iotconnectivity.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the running product, as its jar names it. */
public final class Version implements IVersionProvider {

    /** Such as {@code 0.1.0}; {@code development} where the classes come from no jar. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"iot-connectivity " + text()};
    }
}
