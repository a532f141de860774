package io.iotconnectivity.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which setting a variable of the environment means: {@code IOTC_MQTT_CLIENT_ID} is {@code mqtt.client-id}. A name says neither
 * dots nor dashes: a webhook or sink that a file names is meant, if one fits.
 */
final class EnvironmentNames {
    static final String PREFIX = "IOTC_";

    private static final Map<String, Set<String>> FAMILIES = Map.of(
            "WEBHOOK", KnownKeys.OF_A_WEBHOOK,
            "SINK", KnownKeys.OF_EVERY_SINK,
            "POLICY", KnownKeys.OF_A_POLICY,
            "STALE", Set.of("clients", "after"),
            "MAINTENANCE", KnownKeys.OF_A_MAINTENANCE);

    private static final Pattern MAP_OF_A_WEBHOOK = Pattern.compile("WEBHOOK_(.+?)_(HEADERS|OPTIONS)_(.+)");
    private static final Pattern OF_A_SINK = Pattern.compile("SINK_([^_]+)_(.+)");

    /**
     * What Kubernetes sets in each pod for every service, and Docker for each link.
     *
     * @see <a href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Kubernetes</a>
     */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile("\\w*_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)");

    private static final Pattern ADDRESS_OF_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://\\S+");

    private final Map<String, String> plain = new LinkedHashMap<>();
    private final Collection<String> written;

    /**
     * @param known the keys that stand in the shipped file
     * @param written all that files hold
     */
    EnvironmentNames(Collection<String> known, Collection<String> written) {
        this.written = written;
        known.forEach(key -> plain.put(bare(key), key));
        written.stream().filter(key -> !KnownKeys.isCamel(key)).forEach(key -> plain.put(bare(key), key));
    }

    /** The name that a setting has in the environment. */
    static String of(String key) {
        return PREFIX + bare(key);
    }

    static String bare(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether the platform has set it, to tell where some service is, whatever that is called. */
    static boolean isOfAService(String variable, String value) {
        return OF_A_SERVICE.matcher(variable).matches()
                || variable.endsWith("_PORT")
                        && ADDRESS_OF_A_SERVICE.matcher(value).matches();
    }

    /** @param bare without the prefix */
    Optional<String> key(String bare) {
        return Optional.ofNullable(plain.get(bare)).or(() -> ofAFamily(bare)).or(() -> free(bare));
    }

    /** Whether files say something of the same webhook, sink or the like. */
    boolean isWritten(String key) {
        return plain.containsValue(key)
                || written.stream().anyMatch(other -> other.startsWith(key.substring(0, key.lastIndexOf('.') + 1)));
    }

    private Optional<String> ofAFamily(String bare) {
        for (Map.Entry<String, Set<String>> family : FAMILIES.entrySet()) {
            String start = family.getKey() + "_";
            List<String> longestFirst = new ArrayList<>(family.getValue());
            longestFirst.sort(Comparator.comparing(String::length).reversed());
            for (String ending : longestFirst) {
                String end = "_" + bare(ending);
                if (bare.startsWith(start) && bare.endsWith(end) && bare.length() > start.length() + end.length()) {
                    String name = bare.substring(start.length(), bare.length() - end.length());
                    return Optional.of(member(family.getKey(), name) + "." + ending);
                }
            }
        }
        return Optional.empty();
    }

    /** Keys that the user makes up below a webhook or a sink. */
    private Optional<String> free(String bare) {
        Matcher map = MAP_OF_A_WEBHOOK.matcher(bare);
        if (map.matches()) {
            return Optional.of(member("WEBHOOK", map.group(1)) + "." + small(map.group(2)) + "." + small(map.group(3)));
        }
        Matcher sink = OF_A_SINK.matcher(bare);
        return sink.matches()
                ? Optional.of(member("SINK", sink.group(1)) + "." + small(sink.group(2)))
                : Optional.empty();
    }

    private String member(String family, String name) {
        String start = small(family) + ".";
        if (family.equals("POLICY")) {
            return start + name;
        }
        for (String key : written) {
            String[] parts = key.split("\\.", 3);
            if (key.startsWith(start) && parts.length == 3 && bare(parts[1]).equals(name)) {
                return start + parts[1];
            }
        }
        return start + small(name);
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
