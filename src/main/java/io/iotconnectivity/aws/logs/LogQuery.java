package io.iotconnectivity.aws.logs;

import io.iotconnectivity.presence.Effect.Subject;
import io.iotconnectivity.signal.ClientId;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Words a question to CloudWatch Logs. It names the devices where they are few; where they are many, or the id of one cannot
 * be written safely, it asks for all entries of the kind, because every answer is looked through again anyway.
 */
final class LogQuery {
    /**
     * The longest filter pattern.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html">FilterLogEvents</a>
     */
    static final int MAX_PATTERN = 1024;

    /**
     * The longest query of Logs Insights.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html">StartQuery</a>
     */
    static final int MAX_QUERY = 10_000;

    /** The most rows that one query of Logs Insights is asked for. */
    static final int MAX_ROWS = 10_000;

    /** Beyond it a pattern is evaluated for longer than the page takes to read. */
    private static final int NAMED_IN_A_PATTERN = 20;

    private LogQuery() {}

    /**
     * A filter pattern for JSON entries.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter patterns</a>
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
     * A query of Logs Insights for whole entries, newest first.
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
        // To join hundreds of thousands of ids only to find that they are too many would be a waste.
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
     * Whether the id means itself between quotes. Neither language says well enough how a quote, a backslash, an asterisk or
     * a character beyond ASCII is to be written, so such ids are not sent.
     */
    private static boolean isPlain(ClientId client) {
        return client.value().chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '*');
    }
}
