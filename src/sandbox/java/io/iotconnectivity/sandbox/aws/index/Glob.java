package io.iotconnectivity.sandbox.aws.index;

import java.util.Locale;

/**
 * A pattern with wildcards that ignores case. Takes time proportional to the product of the two lengths at most.
 *
 * @param pattern in lower case, with {@link #ANY_TEXT} and {@link #ANY_CHARACTER} for the wildcards
 */
record Glob(String pattern) {
    static final char ANY_TEXT = '\uFFFE';
    static final char ANY_CHARACTER = '\uFFFF';

    static Glob of(String pattern) {
        return new Glob(pattern.toLowerCase(Locale.ROOT));
    }

    boolean matches(String anyCase) {
        String text = anyCase.toLowerCase(Locale.ROOT);
        int at = 0;
        int inPattern = 0;
        int afterStar = -1;
        int retryAt = 0;
        while (at < text.length()) {
            if (inPattern < pattern.length() && pattern.charAt(inPattern) == ANY_TEXT) {
                afterStar = ++inPattern;
                retryAt = at;
            } else if (inPattern < pattern.length() && fits(pattern.charAt(inPattern), text.charAt(at))) {
                inPattern++;
                at++;
            } else if (afterStar >= 0) {
                inPattern = afterStar;
                at = ++retryAt;
            } else {
                return false;
            }
        }
        while (inPattern < pattern.length() && pattern.charAt(inPattern) == ANY_TEXT) {
            inPattern++;
        }
        return inPattern == pattern.length();
    }

    private static boolean fits(char wanted, char actual) {
        return wanted == actual || wanted == ANY_CHARACTER;
    }
}
