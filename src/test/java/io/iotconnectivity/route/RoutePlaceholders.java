package io.iotconnectivity.route;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The shipped settings, as routes see them. */
public final class RoutePlaceholders {
    private RoutePlaceholders() {}

    static Properties shipped() throws IOException {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("application.properties"))) {
            properties.load(file);
        }
        return properties;
    }

    /** With every source and every sink switched off. */
    public static Properties allOff() throws IOException {
        Properties properties = shipped();
        properties.stringPropertyNames().stream()
                .filter(key -> key.endsWith(".enabled"))
                .forEach(key -> properties.setProperty(key, "false"));
        return properties;
    }
}
