package io.iotconnectivity.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The recent history of a device, limited to what is needed to see whether something happens too often.
 *
 * @param drops when it dropped, by the device's own events, in order
 * @param takeOvers when its connection was taken over, likewise
 * @param parties the clients that held the connections around the take-overs
 * @param refusals when its connects were refused, likewise
 */
public record Lately(List<Instant> drops, List<Instant> takeOvers, List<Party> parties, List<Instant> refusals) {
    /** Nothing happened. */
    public static final Lately NOTHING = new Lately(List.of(), List.of(), List.of(), List.of());

    private static final int MOST_PARTIES = 4;

    public Lately {
        drops = drops == null ? List.of() : List.copyOf(drops);
        takeOvers = takeOvers == null ? List.of() : List.copyOf(takeOvers);
        parties = parties == null ? List.of() : List.copyOf(parties);
        refusals = refusals == null ? List.of() : List.copyOf(refusals);
    }

    /**
     * The client that holds a connection, as far as AWS reported it.
     *
     * @param principal the certificate id, or the identity behind other credentials
     * @param lastSeen when it last opened or held a connection; absent if an earlier version stored it
     */
    public record Party(Optional<String> principal, Optional<String> ipAddress, Optional<Instant> lastSeen) {
        public Party {
            principal = principal == null ? Optional.empty() : principal;
            ipAddress = ipAddress == null ? Optional.empty() : ipAddress;
            lastSeen = lastSeen == null ? Optional.empty() : lastSeen;
        }

        boolean isSameAs(Party other) {
            return principal.equals(other.principal) && ipAddress.equals(other.ipAddress);
        }

        /** The same party, last seen at the later of the two moments. */
        private Party seen(Party again) {
            boolean later = lastSeen.isEmpty()
                    || again.lastSeen.filter(lastSeen.get()::isBefore).isPresent();
            return later ? again : this;
        }

        boolean isKnown() {
            return principal.isPresent() || ipAddress.isPresent();
        }

        /** Whether a part known for both differs. */
        boolean differsFrom(Party other) {
            return differs(principal, other.principal) || differs(ipAddress, other.ipAddress);
        }

        private static boolean differs(Optional<String> a, Optional<String> b) {
            return a.isPresent() && b.isPresent() && !a.equals(b);
        }
    }

    Lately withDrops(List<Instant> changed) {
        return new Lately(changed, takeOvers, parties, refusals);
    }

    Lately withTakeOvers(List<Instant> changed) {
        return new Lately(drops, changed, changed.isEmpty() ? List.of() : parties, refusals);
    }

    Lately withRefusals(List<Instant> changed) {
        return new Lately(drops, takeOvers, parties, changed);
    }

    boolean knows(Party party) {
        return parties.stream().anyMatch(party::isSameAs);
    }

    /** Adds a party, or when it was last seen, keeping those that were added or seen last. */
    Lately with(Party party) {
        if (!party.isKnown()) {
            return this;
        }
        List<Party> changed = new ArrayList<>(parties);
        Optional<Party> known = parties.stream().filter(party::isSameAs).findFirst();
        known.ifPresent(changed::remove);
        changed.add(known.map(before -> before.seen(party)).orElse(party));
        return new Lately(
                drops,
                takeOvers,
                changed.subList(Math.max(0, changed.size() - MOST_PARTIES), changed.size()),
                refusals);
    }

    /** The moments with one added, in order; a known one changes nothing. */
    static List<Instant> with(List<Instant> moments, Instant at, int most) {
        if (moments.contains(at)) {
            return moments;
        }
        List<Instant> changed = new ArrayList<>(moments);
        changed.add(at);
        changed.sort(null);
        return changed.subList(Math.max(0, changed.size() - most), changed.size());
    }

    /** The moments within the window before now. */
    static List<Instant> within(List<Instant> moments, Duration window, Instant now) {
        Instant begin = now.minus(window);
        if (moments.isEmpty() || moments.get(0).isAfter(begin)) {
            return moments;
        }
        return moments.stream().filter(begin::isBefore).toList();
    }
}
