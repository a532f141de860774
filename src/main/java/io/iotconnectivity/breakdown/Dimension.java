package io.iotconnectivity.breakdown;

import io.iotconnectivity.signal.Printable;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One respect in which devices differ, such as their thing type or their firmware.
 *
 * @param name as in settings, requests and events: one of the constants, {@code attribute.<name>} for an attribute of
 *     the thing, or {@code extra.<route>.<field>} for what an enrich route tells
 */
public record Dimension(String name) implements Comparable<Dimension> {
    public static final Dimension THING_TYPE = new Dimension("thing-type");

    /** The network that the device connected from, such as {@code 192.0.2.0/24}. */
    public static final Dimension NETWORK = new Dimension("network");

    /** The autonomous system that its address belongs to. */
    public static final Dimension ASN = new Dimension("asn");

    /** The country that its address belongs to. */
    public static final Dimension COUNTRY = new Dimension("country");

    /** The name of its class. */
    public static final Dimension CLASS = new Dimension("class");

    public static final Dimension GROUP = new Dimension("group");

    /** Why it was away; a trait of an interruption, not of a device. */
    public static final Dimension REASON = new Dimension("reason");

    /** The hour of the day in which it went away; a trait of an interruption, not of a device. */
    public static final Dimension HOUR = new Dimension("hour");

    private static final String ATTRIBUTE = "attribute.";
    private static final String EXTRA = "extra.";
    /** What a device runs rather than has. */
    private static final Pattern RUNS = Pattern.compile(".*(firmware|software|version).*|fw|os|kernel");

    private static final int LONGEST_VALUE = 80;

    /** The dimension of an attribute of things. */
    public static Dimension attribute(String attribute) {
        return new Dimension(ATTRIBUTE + attribute);
    }

    /** The dimension of a field that an enrich route tells. */
    public static Dimension extra(String route, String field) {
        return new Dimension(EXTRA + route + '.' + field);
    }

    /** Whether it is that of an attribute of things. */
    public boolean isAttribute() {
        return name.startsWith(ATTRIBUTE);
    }

    /** Whether it is that of a field that an enrich route tells. */
    public boolean isExtra() {
        return name.startsWith(EXTRA);
    }

    /** What devices with the value do, such as {@code run firmware 2.3}; printable, on one line. */
    public String phrase(String value) {
        String shown = Printable.of(Printable.cut(value, LONGEST_VALUE));
        return switch (name) {
            case "thing-type" -> "are of thing type " + shown;
            case "network", "country" -> "connect from " + shown;
            case "asn" -> "connect through " + shown;
            case "class" -> "are of class " + shown;
            case "group" -> "belong to group " + shown;
            default -> {
                String last = Printable.of(shortName());
                String verb = RUNS.matcher(last.toLowerCase(Locale.ROOT)).matches() ? "run " : "have ";
                yield verb + last + ' ' + shown;
            }
        };
    }

    /** The name of the attribute or the field; otherwise the whole name. */
    private String shortName() {
        return isAttribute()
                ? name.substring(ATTRIBUTE.length())
                : isExtra() ? name.substring(name.lastIndexOf('.') + 1) : name;
    }

    @Override
    public int compareTo(Dimension other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
