package io.iotconnectivity.engine.sqlite;

import io.iotconnectivity.engine.codec.InboxKey;
import java.util.Arrays;

/**
 * The keys of recently taken-in signals, in primitive arrays: 20 bytes a key, in at most four times as much space.
 * Every stored key above the {@linkplain #decides floor} is here, so that a signal can be recognised as new without a
 * lookup. When full, drops the lower half of the keys, which belong to the signals with the earliest times of their
 * own, and raises the floor.
 */
final class RecentKeys {
    private static final int SMALLEST = 1 << 10;

    private final int most;
    private long[] high;
    private long[] low;
    /** The hour of receipt plus one; 0 marks a free slot. */
    private int[] hours;

    private int size;
    private boolean hasFloor;
    private long floor;

    /**
     * @param most the most keys to hold; at least 2
     */
    RecentKeys(int most) {
        this.most = most;
        allocate(SMALLEST);
    }

    private void allocate(int slots) {
        high = new long[slots];
        low = new long[slots];
        hours = new int[slots];
        size = 0;
    }

    /** Whether this key, if not {@linkplain #contains here}, is certain not to be stored at all. */
    boolean decides(InboxKey key) {
        return isAboveFloor(key.high());
    }

    private boolean isAboveFloor(long high) {
        return !hasFloor || Long.compareUnsigned(high, floor) > 0;
    }

    /** From now on, keys up to this one may be stored without being here. */
    void raiseFloor(InboxKey key) {
        raiseFloor(key.high());
    }

    private void raiseFloor(long to) {
        if (isAboveFloor(to)) {
            floor = to;
            hasFloor = true;
        }
    }

    boolean contains(InboxKey key) {
        return hours[slot(key.high(), key.low())] != 0;
    }

    /**
     * Adds a key that is not here yet.
     *
     * @param hour of receipt, since 1970
     */
    void add(InboxKey key, int hour) {
        if (size == most) {
            dropLowerHalf();
        }
        if (decides(key)) {
            if (size >= hours.length / 2) {
                rebuild(hours.length * 2, 0);
            }
            put(key.high(), key.low(), hour + 1);
        }
    }

    private void put(long keyHigh, long keyLow, int hour) {
        int slot = slot(keyHigh, keyLow);
        if (hours[slot] == 0) {
            size++;
        }
        high[slot] = keyHigh;
        low[slot] = keyLow;
        hours[slot] = hour;
    }

    /** The slot of a key, or the free one where it belongs. */
    private int slot(long keyHigh, long keyLow) {
        // The low half is part of a SHA-256: as good as random.
        int slot = (int) keyLow & (hours.length - 1);
        while (hours[slot] != 0 && (low[slot] != keyLow || high[slot] != keyHigh)) {
            slot = (slot + 1) & (hours.length - 1);
        }
        return slot;
    }

    private void dropLowerHalf() {
        long[] sorted = new long[size];
        int next = 0;
        for (int slot = 0; slot < hours.length; slot++) {
            if (hours[slot] != 0) {
                // Flipping the first bit makes signed numbers sort as unsigned ones.
                sorted[next++] = high[slot] ^ Long.MIN_VALUE;
            }
        }
        Arrays.sort(sorted);
        raiseFloor(sorted[size / 2] ^ Long.MIN_VALUE);
        rebuild(hours.length, 0);
    }

    /** Forgets the keys received before that hour. */
    void forget(int before) {
        rebuild(hours.length, before + 1);
    }

    private void rebuild(int slots, int earliest) {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldHours = hours;
        allocate(slots);
        for (int slot = 0; slot < oldHours.length; slot++) {
            if (oldHours[slot] != 0 && oldHours[slot] >= earliest && isAboveFloor(oldHigh[slot])) {
                put(oldHigh[slot], oldLow[slot], oldHours[slot]);
            }
        }
    }

    int size() {
        return size;
    }
}
