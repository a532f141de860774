package io.iotconnectivity.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Maps environment variables to settings: {@code IOTC_MQTT_CLIENT_ID} means {@code mqtt.client-id}. A variable name
 * cannot contain dots or dashes, so a webhook or sink defined in a file is preferred if one fits.
 */
final class EnvironmentNames {
    static final String PREFIX = "IOTC_";

    /**
     * What Kubernetes sets in each pod for every service, and Docker for each link.
     *
     * @see
     *     <a href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Kubernetes</a>
     */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile("\\w*_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)");

    private static final Pattern ADDRESS_OF_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://\\S+");

    private final Map<String, String> plain = new LinkedHashMap<>();
    private final Collection<String> written;

    /**
     * @param known the keys in the shipped file
     * @param written the keys in all files
     */
    EnvironmentNames(Collection<String> known, Collection<String> written) {
        this.written = written;
        known.forEach(key -> plain.put(bare(key), key));
        written.stream().filter(key -> !KnownKeys.isCamel(key)).forEach(key -> plain.put(bare(key), key));
    }

    /** A setting's name in the environment. */
    static String of(String key) {
        return PREFIX + bare(key);
    }

    static String bare(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether the platform has set it to announce a service, whatever that service is called. */
    static boolean isOfAService(String variable, String value) {
        return OF_A_SERVICE.matcher(variable).matches()
                || variable.endsWith("_PORT")
                        && ADDRESS_OF_A_SERVICE.matcher(value).matches();
    }

    /**
     * @param bare without the prefix
     */
    Optional<String> key(String bare) {
        return Optional.ofNullable(plain.get(bare))
                .or(() -> ofAFamily(bare, this::known))
                .or(() -> ofAFamily(bare, this::madeUp))
                .or(() -> KafkaProperties.key(bare));
    }

    /** Whether files configure the same webhook, sink or the like. */
    boolean isWritten(String key) {
        return plain.containsValue(key)
                || written.stream().anyMatch(other -> other.startsWith(key.substring(0, key.lastIndexOf('.') + 1)));
    }

    /** A variable may name something that no key can, such as a name with a dot. */
    private static Optional<String> ofAFamily(String bare, BiFunction<KeyFamily, String, Optional<String>> reading) {
        return KnownKeys.FAMILIES.stream()
                .filter(family -> bare.startsWith(bare(family.prefix()) + "_"))
                .flatMap(family -> reading.apply(family, bare).filter(family::holds).stream())
                .findFirst();
    }

    /** Keys that end in a known way. */
    private Optional<String> known(KeyFamily family, String bare) {
        String start = bare(family.prefix()) + "_";
        List<String> longestFirst = new ArrayList<>(family.endings());
        longestFirst.sort(Comparator.comparing(String::length).reversed());
        for (String ending : longestFirst) {
            String end = "_" + bare(ending);
            if (bare.endsWith(end) && bare.length() > start.length() + end.length()) {
                String name = bare.substring(start.length(), bare.length() - end.length());
                return Optional.of(member(family, name) + "." + ending);
            }
        }
        return Optional.empty();
    }

    /** Keys that the user makes up, below a map of a webhook or below a sink. */
    private Optional<String> madeUp(KeyFamily family, String bare) {
        for (String map : family.maps()) {
            Matcher entry = Pattern.compile(bare(family.prefix()) + "_(.+?)_" + bare(map) + "_(.+)")
                    .matcher(bare);
            if (entry.matches()) {
                return Optional.of(member(family, entry.group(1)) + "." + map + "." + entry(family, entry.group(2)));
            }
        }
        Matcher other = Pattern.compile(bare(family.prefix()) + "_([^_]+)_(.+)").matcher(bare);
        return family.isOpen() && other.matches()
                ? Optional.of(member(family, other.group(1)) + "." + small(other.group(2)))
                : Optional.empty();
    }

    private String member(KeyFamily family, String name) {
        String start = family.prefix() + ".";
        if (family == PolicyReader.FAMILY) {
            // AWS writes its reasons in upper case, too.
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

    private static String entry(KeyFamily family, String name) {
        return family == ClassReader.FAMILY ? ClassReader.reason(name) : small(name);
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
