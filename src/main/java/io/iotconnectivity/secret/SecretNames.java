package io.iotconnectivity.secret;

import java.util.regex.Pattern;

/** Recognizes by its name whether an option, a header or a query parameter holds a secret. */
public final class SecretNames {
    private static final Pattern PART = Pattern.compile(
            "key|token|secret|password|passwd|passphrase|authorization|authentication|credential|signature|cookie",
            Pattern.CASE_INSENSITIVE);
    /** As separate words only: an author and a signal are not secrets. */
    private static final Pattern WORD = Pattern.compile(
            "(?:^|[^A-Za-z]|(?<=[a-z])(?=[A-Z]))(?i:pass|pwd|pw|auth|sig|sas|jwt|pin|cred|creds)(?:$|[^A-Za-z]|(?<=[a-z])(?=[A-Z]))");

    /** In a sink or component a key may be a sort key, and a token a search term. */
    private static final Pattern SETTING = Pattern.compile(
            "password|passwd|passphrase|secret|credential|jaas|(?:api|access|private|account|shared)[._-]?key"
                    + "|(?:^|[._-])(?:pass|pwd|auth-?token|access-?token|token)$",
            Pattern.CASE_INSENSITIVE);

    private SecretNames() {}

    /**
     * @param name such as {@code api-key}, {@code userPwd} or {@code X-Auth}; for a setting its last part
     */
    public static boolean isSecret(String name) {
        return PART.matcher(name).find() || WORD.matcher(name).find();
    }

    /** The same for a whole key that a user has made up for a sink, or that is Camel's. */
    public static boolean isSecretSetting(String key) {
        return (key.startsWith("sink.") || key.startsWith("camel."))
                && SETTING.matcher(key).find();
    }
}
