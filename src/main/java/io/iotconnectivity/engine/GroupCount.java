package io.iotconnectivity.engine;

/**
 * The size of a group.
 *
 * @param group its name; empty for the devices without a group
 * @param the number of devices in it
 * @param away how many of them are SUSPECT, OFFLINE or STALE
 */
public record GroupCount(String group, long devices, long away) {}
