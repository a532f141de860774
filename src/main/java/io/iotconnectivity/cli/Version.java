package io.iotconnectivity.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the running product, as named in its jar. */
public final class Version implements IVersionProvider {

    /** Such as {@code 0.1.0}; {@code development} if the classes do not come from a jar. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"iot-connectivity " + text()};
    }
}
