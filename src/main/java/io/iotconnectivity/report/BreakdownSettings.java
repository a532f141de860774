package io.iotconnectivity.report;

/**
 * By what devices are compared, besides attributes of their things.
 *
 * @param storms whether the incident of a storm says what its devices have in common
 * @param prefix the prefix length of the IPv4 networks that devices connect from
 */
public record BreakdownSettings(boolean storms, int prefix) {}
