package io.iotconnectivity.aws.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Maps names to groups, for a million names in some 30 MB: each name is kept as a 64-bit hash. A collision among a
 * million is less likely than one in a million. Thread-safe.
 */
final class GroupTable {
    private static final int FIRST_SIZE = 1024;
    /** No name has this hash. */
    private static final long FREE = 0;

    private long[] hashes = new long[FIRST_SIZE];
    private int[] groups = new int[FIRST_SIZE];
    private int size;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    synchronized void put(String name, String group) {
        if (size >= hashes.length / 2) {
            grow();
        }
        int number = numbers.computeIfAbsent(group, added -> {
            names.add(added);
            return names.size() - 1;
        });
        if (put(hash(name), number)) {
            size++;
        }
    }

    synchronized Optional<String> find(String name) {
        int place = place(hash(name));
        return hashes[place] == FREE ? Optional.empty() : Optional.of(names.get(groups[place]));
    }

    /** How many names belong to a group. */
    synchronized int size() {
        return size;
    }

    /** How many groups there are. */
    synchronized int groups() {
        return names.size();
    }

    private boolean put(long hash, int group) {
        int place = place(hash);
        boolean added = hashes[place] == FREE;
        hashes[place] = hash;
        groups[place] = group;
        return added;
    }

    /** Where a hash is, or would be. */
    private int place(long hash) {
        int place = (int) hash & hashes.length - 1;
        while (hashes[place] != FREE && hashes[place] != hash) {
            place = place + 1 & hashes.length - 1;
        }
        return place;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldGroups = groups;
        hashes = new long[oldHashes.length * 2];
        groups = new int[hashes.length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != FREE) {
                put(oldHashes[i], oldGroups[i]);
            }
        }
    }

    /** FNV-1a over the characters, then mixed like SplitMix64, because the low bits choose the slot. */
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        hash ^= hash >>> 31;
        return hash == FREE ? 1 : hash;
    }
}
