package io.iotconnectivity.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Settings as they are where nothing, or little, is said. */
public final class ShippedSettings {
    private ShippedSettings() {}

    /**
     * @param said key and value in turn
     */
    public static Settings with(String... said) {
        Properties properties = new Properties();
        for (int i = 0; i < said.length; i += 2) {
            properties.setProperty(said[i], said[i + 1]);
        }
        try {
            return new SettingsLoader(Path.of("no-such-directory"), Map.of(), properties).load(Optional.empty());
        } catch (InvalidSettings e) {
            throw new AssertionError(e.problems().toString(), e);
        }
    }
}
