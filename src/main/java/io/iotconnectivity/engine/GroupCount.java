package io.iotconnectivity.engine;

/**
 * The size of a group.
 *
 * @param group its name; empty: the devices that have none
 * @param devices that belong to it
 * @param away how many of them are SUSPECT, OFFLINE or STALE
 */
public record GroupCount(String group, long devices, long away) {}
