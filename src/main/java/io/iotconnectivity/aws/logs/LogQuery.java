package io.iotconnectivity.aws.logs;

import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Phrases queries for CloudWatch Logs. A query names the devices if they are few; if they are many, or an id cannot be
 * written safely, it requests all entries of the kind, because every result is filtered again anyway.
 */
final class LogQuery {
    /**
     * The longest filter pattern.
     *
     * @see
     *     <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html">FilterLogEvents</a>
     */
    static final int MAX_PATTERN = 1024;

    /**
     * The longest Logs Insights query.
     *
     * @see
     *     <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html">StartQuery</a>
     */
    static final int MAX_QUERY = 10_000;

    /** The most rows requested by one Logs Insights query. */
    static final int MAX_ROWS = 10_000;

    /** Beyond this a pattern takes longer to evaluate than the page takes to read. */
    private static final int NAMED_IN_A_PATTERN = 20;

    private LogQuery() {}

    /**
     * A filter pattern for JSON entries.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter
     *     patterns</a>
     */
    static String pattern(Set<Subject> subjects, Collection<ClientId> clients) {
        String kinds = subjects.stream()
                .map(subject -> subject == Subject.DISCONNECT
                        ? "($.eventType = \"Disconnect\")"
                        : "($.eventType = \"Connect\" && $.status = \"Failure\")")
                .collect(Collectors.joining(" || ", "(", ")"));
        if (clients.size() <= NAMED_IN_A_PATTERN && clients.stream().allMatch(LogQuery::isPlain)) {
            String named = clients.stream()
                    .map(client -> "$.clientId = \"" + client.value() + "\"")
                    .collect(Collectors.joining(" || ", "{ " + kinds + " && (", ") }"));
            if (named.length() <= MAX_PATTERN) {
                return named;
            }
        }
        return "{ " + kinds + " }";
    }

    /**
     * A Logs Insights query for whole entries, newest first.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html">Query syntax</a>
     */
    static String query(Set<Subject> subjects, Collection<ClientId> clients) {
        String kinds = subjects.stream()
                .map(subject -> subject == Subject.DISCONNECT
                        ? "(eventType = \"Disconnect\")"
                        : "(eventType = \"Connect\" and status = \"Failure\")")
                .collect(Collectors.joining(" or ", "(", ")"));
        String start = "fields @timestamp, @message | filter " + kinds;
        String end = " | sort @timestamp desc | limit " + MAX_ROWS;
        // Joining hundreds of thousands of ids only to find that they are too many would be a waste.
        if (clients.size() < MAX_QUERY / 4 && clients.stream().allMatch(LogQuery::isPlain)) {
            String named = clients.stream()
                    .map(client -> "\"" + client.value() + "\"")
                    .collect(Collectors.joining(", ", start + " and clientId in [", "]" + end));
            if (named.length() <= MAX_QUERY) {
                return named;
            }
        }
        return start + end;
    }

    /**
     * Whether the id is literal between quotes. Neither language documents well enough how to write a quote, a
     * backslash, an asterisk or a non-ASCII character, so such ids are not sent.
     */
    private static boolean isPlain(ClientId client) {
        return client.value().chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '*');
    }
}
