package io.iotconnectivity.secret;

import java.util.regex.Pattern;

/**
 * Recognizes secrets by the name in front of them, for secrets that are not known to us: those of route files, and
 * AWS's temporary credentials.
 */
final class NamedValues {
    /** Help texts say {@code http://user:password@host:port}. */
    private static final Pattern LOGIN = Pattern.compile("(?<=://)(?!user:password@)[^/?#@\\s\"'<>]{1,500}+@");

    private static final Pattern ASSIGNED = Pattern.compile(
            "((?:(?i:pass(?:word|phrase|wd)|secret(?:[-_]?access)?(?:[-_]?key)?|token|api[-_]?key|access[-_]?key|credentials?)"
                    + "|(?<![A-Za-z])(?i:pass|pwd|auth|sig|signature))=[\"']?)(?!\\*\\*\\*)[^&\\s\"'<>,;]{4,}+");

    private static final Pattern HEADER = Pattern.compile(
            "((?i:authorization|x-amz-security-token|x-api-key|x-auth-token|cookie)[\"']?: ?[\"']?(?:(?i:bearer|basic|token|digest) )?+)"
                    + "(?!\\*\\*\\*)[^\\s\"'<>,;&]{4,}+");

    private NamedValues() {}

    static String masked(String text, String mask) {
        String masked = text;
        if (masked.contains("://")) {
            masked = LOGIN.matcher(masked).replaceAll(mask + "@");
        }
        if (masked.indexOf('=') >= 0) {
            masked = ASSIGNED.matcher(masked).replaceAll("$1" + mask);
        }
        if (masked.indexOf(':') >= 0) {
            masked = HEADER.matcher(masked).replaceAll("$1" + mask);
        }
        return masked;
    }
}
