package io.iotconnectivity.settings;

import io.iotconnectivity.secret.SecretNames;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The keys that exist. The plain ones are those of the shipped {@code application.properties}, so that no key can be
 * known without being explained there; families contain names of the user's choice.
 */
final class KnownKeys {
    /**
     * Each is declared by its reader; {@code dependency.<pattern>} and {@code kafka.properties.*} and the like are no families,
     * because their keys have no endings.
     */
    static final List<KeyFamily> FAMILIES = List.of(
            PolicyReader.FAMILY,
            StaleReader.FAMILY,
            ClassReader.FAMILY,
            MaintenanceReader.FAMILY,
            SinkReader.FAMILY,
            EnrichReader.FAMILY,
            WebhookReader.FAMILY);

    private static final Set<String> SECRETS =
            Set.of(MqttReader.PASSWORD, HttpReader.TOKEN, MailReader.PASSWORD, ProxyReader.URL);

    private final Set<String> plain;

    /**
     * @param shipped the keys of the shipped file
     */
    KnownKeys(Collection<String> shipped) {
        this.plain = new TreeSet<>(shipped);
    }

    Set<String> plain() {
        return plain;
    }

    boolean isKnown(String key) {
        return plain.contains(key) || isOfAFamily(key) || isCamel(key);
    }

    /** Whether it is a Camel key, which Camel checks itself. */
    static boolean isCamel(String key) {
        return key.startsWith("camel.");
    }

    private static boolean isOfAFamily(String key) {
        return FAMILIES.stream().anyMatch(family -> family.holds(key))
                || DependencyReader.holds(key)
                || KafkaProperties.holds(key);
    }

    /** Whether its value must never be shown: not in an error message, a log line or a route. */
    static boolean isSecret(String key) {
        return SECRETS.contains(key)
                || KafkaProperties.keepsSecret(key)
                || FAMILIES.stream().anyMatch(family -> family.keepsSecret(key));
    }

    /**
     * Whether its value may be shown in an error message; the password of a user's route may not, although the route
     * needs it.
     */
    static boolean mayBeShown(String key) {
        return !isSecret(key) && !SecretNames.isSecretSetting(key);
    }

    /** The known key most similar to an unknown one, if any is. */
    Optional<String> nearest(String unknown) {
        return nearest(unknown, plain);
    }

    /** The same for a name in the environment, without the prefix. */
    Optional<String> nearestVariable(String unknown) {
        return nearest(unknown, plain.stream().map(EnvironmentNames::bare).toList());
    }

    private static Optional<String> nearest(String unknown, Collection<String> known) {
        String best = null;
        int bestDistance = Math.max(2, unknown.length() / 4) + 1;
        for (String key : known) {
            int distance = edits(unknown, key);
            if (distance < bestDistance) {
                best = key;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** How many letters must be changed, added or removed to turn one text into the other. */
    private static int edits(String from, String to) {
        int[] previous = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
