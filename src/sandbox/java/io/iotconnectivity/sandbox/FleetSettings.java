package io.iotconnectivity.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The number of devices and their behaviour.
 *
 * @param count     at least 1
 * @param seed      the same seed gives the same story, apart from effects of timing and threads
 * @param pace      the mean time between two incidents in the whole fleet; zero: they happen only on command
 * @param keepAlive of every device, in whole seconds; the broker waits one and a half times as long for a silent one
 * @param telemetry the time between two readings of a device that sends any; zero: none does
 */
public record FleetSettings(int count, long seed, Duration pace, Duration keepAlive, Duration telemetry) {
    /** The clients that send telemetry, as a regular expression for the whole id: every second one, roughly. */
    public static final String TELEMETRY_CLIENTS = "sensor-[0-9]*[02468]";

    /** The clients that connect the pumps of a site, as a regular expression for the whole id. */
    public static final String GATEWAY_CLIENTS = "site-[0-9]+-gateway";

    /** The clients that disconnect to sleep, as a regular expression for the whole id. */
    public static final String SLEEPER_CLIENTS = "sensor-00[23][0-9]";

    /** A thing that was registered and has never connected. */
    static final String SPARE = "sensor-spare";

    /** Client ids of devices that belong to a site, as a regular expression that names it. */
    public static final String GROUP_PATTERN = "(?<group>site-[0-9]+)-.*";

    /** The firmware that has a fault. */
    static final String NEW_FIRMWARE = "2.3";

    private static final Pattern NUMBER = Pattern.compile("(?<=(?:sensor|Fühler)[- ])[0-9]{1,9}");
    private static final List<String> PLACES = List.of("Oslo", "Bergen", "Stavanger", "Bodø");

    private static final int WITHOUT_SITE = 40;
    private static final int OF_A_SITE = 20;

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    public FleetSettings(int count, long seed, Duration pace) {
        this(count, seed, pace, KEEP_ALIVE);
    }

    public FleetSettings(int count, long seed, Duration pace, Duration keepAlive) {
        this(count, seed, pace, keepAlive, Duration.ZERO);
    }

    public FleetSettings withTelemetry(Duration interval) {
        return new FleetSettings(count, seed, pace, keepAlive, interval);
    }

    /** Devices that act only on command. */
    public static FleetSettings onCommand(int count) {
        return new FleetSettings(count, 0, Duration.ZERO);
    }

    /**
     * {@code sensor-0001} and so on, with ids that hold spaces, slashes and other scripts in between; from the 41st on, sites of
     * a gateway and its pumps, such as {@code site-1-gateway} and {@code site-1-pump-07}.
     */
    public List<String> clientIds() {
        return IntStream.rangeClosed(1, count).mapToObj(FleetSettings::clientId).toList();
    }

    /** What the table of things knows about a device, its client id among it. */
    static Map<String, String> inventory(String clientId) {
        Matcher ofSite = Pattern.compile(GROUP_PATTERN).matcher(clientId);
        String site = ofSite.matches()
                ? PLACES.get(Math.floorMod(ofSite.group("group").hashCode(), PLACES.size()))
                : "Trondheim";
        return Map.of(
                "clientId",
                clientId,
                "site",
                site,
                "contact",
                "desk-" + site.toLowerCase(Locale.ROOT) + "@example.com",
                "firmware",
                firmware(clientId));
    }

    /** What a device runs: a third of those without a site have the new firmware, which has a fault. */
    static String firmware(String clientId) {
        Matcher number = NUMBER.matcher(clientId);
        boolean isNew = number.find() && Integer.parseInt(number.group()) % 3 == 0;
        return isNew ? NEW_FIRMWARE : "2.2";
    }

    private static String clientId(int number) {
        if (number > WITHOUT_SITE) {
            int site = 1 + (number - WITHOUT_SITE - 1) / OF_A_SITE;
            int place = (number - WITHOUT_SITE - 1) % OF_A_SITE;
            return place == 0
                    ? String.format(Locale.ROOT, "site-%d-gateway", site)
                    : String.format(Locale.ROOT, "site-%d-pump-%02d", site, place);
        }
        return switch (number % 40) {
            case 7 -> String.format(Locale.ROOT, "sensor %04d cold store", number);
            case 17 -> String.format(Locale.ROOT, "line/b/sensor-%04d", number);
            case 27 -> String.format(Locale.ROOT, "Fühler-%04d 冷蔵庫", number);
            default -> String.format(Locale.ROOT, "sensor-%04d", number);
        };
    }
}
