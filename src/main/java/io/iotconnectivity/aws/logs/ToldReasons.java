package io.iotconnectivity.aws.logs;

import io.iotconnectivity.signal.Printable;
import io.iotconnectivity.signal.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a connection ended, if a log entry names it in more than one field. AWS documents {@code disconnectReason} as the
 * term of the lifecycle events and shows {@code reason} and {@code details} beside it without a list of values. The
 * fields may contradict each other: a connection that was taken over is also one that its client ended. So the more
 * specific term wins, and between two equally specific ones {@code disconnectReason} does.
 *
 * @param best the most specific term; absent if there is none
 * @param all all terms that the disconnect event may have; without those that are in no list of AWS's
 * @see <a href="https://docs.aws.amazon.com/iot/latest/developerguide/cwl-format.html">Disconnect log entry</a>
 */
record ToldReasons(Optional<Reason> best, Set<Reason> all) {
    /** AWS's terms, by their letters: the log spells some of them differently from the events. */
    private static final Map<String, Reason> KNOWN = Stream.of(
                    Reason.AUTH_ERROR,
                    Reason.CLIENT_INITIATED_DISCONNECT,
                    Reason.CLIENT_ERROR,
                    Reason.CONNECTION_LOST,
                    Reason.DUPLICATE_CLIENTID,
                    Reason.FORBIDDEN_ACCESS,
                    Reason.MQTT_KEEP_ALIVE_TIMEOUT,
                    Reason.SERVER_ERROR,
                    Reason.SERVER_INITIATED_DISCONNECT,
                    Reason.API_INITIATED_DISCONNECT,
                    Reason.THROTTLED,
                    Reason.WEBSOCKET_TTL_EXPIRATION,
                    Reason.CUSTOMAUTH_TTL_EXPIRATION)
            .collect(Collectors.toUnmodifiableMap(reason -> letters(reason.name()), Function.identity()));

    private static final String TAKE_OVER = letters(Reason.DUPLICATE_CLIENTID.name());

    /** Terms by which AWS says that it does not know. */
    private static final Set<String> NOTHING = Set.of("UNKNOWN", "NONE");

    static ToldReasons of(Optional<String> disconnectReason, Optional<String> reason, Optional<String> details) {
        Optional<Reason> ended = disconnectReason.map(ToldReasons::spelled);
        Optional<Reason> beside = reason.map(ToldReasons::spelled);
        // Sentences are used for a take-over only; any other sentence may name a reason to deny it.
        Optional<Reason> inWords =
                details.filter(text -> letters(text).contains(TAKE_OVER)).map(text -> Reason.DUPLICATE_CLIENTID);
        List<Reason> told =
                Stream.of(ended, beside, inWords).flatMap(Optional::stream).toList();
        // Of equals the first is kept.
        Optional<Reason> best =
                told.stream().reduce((first, second) -> weight(second) > weight(first) ? second : first);
        Set<Reason> all = new LinkedHashSet<>();
        ended.filter(word -> weight(word) > 0).ifPresent(all::add);
        Stream.of(beside, inWords)
                .flatMap(Optional::stream)
                .filter(KNOWN::containsValue)
                .forEach(all::add);
        return new ToldReasons(best, Set.copyOf(all));
    }

    private static Reason spelled(String text) {
        String letters = letters(text);
        if (letters.contains(TAKE_OVER)) {
            return Reason.DUPLICATE_CLIENTID;
        }
        Reason known = KNOWN.get(letters);
        return known == null ? new Reason(Printable.cut(text, Reason.MAX_LENGTH)) : known;
    }

    /** How specific a term is. A failure ranks above a clean disconnect: the weaker term must not suppress an alarm. */
    private static int weight(Reason reason) {
        if (reason.equals(Reason.DUPLICATE_CLIENTID)) {
            return 4;
        }
        if (reason.equals(Reason.CLIENT_ERROR) || reason.equals(Reason.SERVER_ERROR)) {
            // These name whose fault it was, and others beside them what it was.
            return 2;
        }
        if (reason.equals(Reason.CLIENT_INITIATED_DISCONNECT) || !KNOWN.containsValue(reason)) {
            return NOTHING.contains(reason.name().toUpperCase(Locale.ROOT)) ? 0 : 1;
        }
        return 3;
    }

    private static String letters(String text) {
        return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    }
}
