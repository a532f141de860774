package io.iotconnectivity.aws.logs;

import java.time.Duration;

/**
 * How the IoT log is searched for causes.
 *
 * @param logGroup where AWS IoT writes; the default group, or one of an event-level configuration
 * @param patience how long an alert waits for the answer; a later one is reported by an event of its own
 * @param maxCallsPerSecond to CloudWatch Logs; at least 1. The account shares 5 to 25 a second, depending on the
 *     Region.
 * @param insights whether Logs Insights may be used
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html">CloudWatch Logs
 *     quotas</a>
 */
public record LogSettings(
        boolean enabled, String logGroup, Duration patience, int maxCallsPerSecond, Insights insights) {

    /** How the log is queried. */
    public enum Insights {
        /** FilterLogEvents, and Logs Insights if that takes fewer calls. */
        AUTO,
        /** FilterLogEvents only: Logs Insights is billed by the data it scans. */
        NEVER,
        /** Logs Insights only. */
        ALWAYS;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
