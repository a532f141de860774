package io.iotconnectivity.network;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How networks are named, and which files tell more of them.
 *
 * @param prefix the prefix length of IPv4 networks; for IPv6 it is 64
 * @param asnFile tells the autonomous system of an address, in MaxMind's format
 * @param countryFile tells its country
 */
public record NetworkSettings(int prefix, Optional<Path> asnFile, Optional<Path> countryFile) {
    /** The name of the setting for {@link #asnFile}. */
    public static final String ASN_FILE = "network.asn-file";

    /** The name of the setting for {@link #countryFile}. */
    public static final String COUNTRY_FILE = "network.country-file";
}
