package io.iotconnectivity.aws.fleet;

import io.iotconnectivity.presence.Presence;
import java.util.Arrays;

/**
 * The things that the latest complete comparison has found in the fleet index, at eight bytes each. Two names may look
 * the same, at odds of one to billions: then one that was deleted counts as registered. One thread compares, any may
 * ask.
 */
public final class RegisteredThings {
    private static final int FIRST = 1024;

    private long[] found = new long[FIRST];
    private int count;
    /** Sorted; null before the first comparison is complete. */
    private volatile long[] latest;

    RegisteredThings() {}

    /** A comparison begins, or begins anew. */
    void begin() {
        count = 0;
    }

    void add(FleetThing thing) {
        add(thing.thing());
        if (!thing.clientId().equals(thing.thing())) {
            add(thing.clientId());
        }
    }

    private void add(String name) {
        if (count == found.length) {
            found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = hash(name);
    }

    /** The comparison is complete. */
    void complete() {
        long[] all = Arrays.copyOf(found, count);
        Arrays.sort(all);
        latest = all;
    }

    /** Whether the device is a registered thing, or may be one, because no comparison is complete yet. */
    public boolean mayHold(Presence device) {
        long[] known = latest;
        return known == null
                || isIn(known, device.client().value())
                || device.thing().filter(thing -> isIn(known, thing)).isPresent();
    }

    private static boolean isIn(long[] known, String name) {
        return Arrays.binarySearch(known, hash(name)) >= 0;
    }

    /** FNV-1a, over characters. */
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
