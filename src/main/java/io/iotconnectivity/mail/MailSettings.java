package io.iotconnectivity.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How mails are sent.
 *
 * @param host a name or an IPv4 address
 * @param port from 1 to 65535
 * @param caFile PEM certificates of authorities to trust beside those of the Java runtime
 * @param username to sign in with; absent: nobody signs in
 * @param password secret; present only beside a user name
 * @param from whom mails are from
 * @param to whom they go to; one at least, at most {@value #MOST_RECIPIENTS}
 */
public record MailSettings(
        String host,
        int port,
        Security security,
        Optional<Path> caFile,
        Optional<String> username,
        Optional<String> password,
        InternetAddress from,
        List<InternetAddress> to) {

    /** A mail that goes to more is one for a mailing list. */
    public static final int MOST_RECIPIENTS = 50;

    /** The setting of {@link #caFile}. */
    static final String CA_SETTING = "sink.mail.ca-file";

    private static final Pattern ADDRESS = Pattern.compile("[\\x21-\\x7e&&[^@<>()\\[\\],;:\\\\\"]]{1,64}@"
            + "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*");
    private static final int LONGEST_ADDRESS = 254;

    /** How what is sent is kept from others. */
    public enum Security {
        /** Begins in the clear, and becomes TLS before anything is said; a server without it gets nothing. */
        STARTTLS,
        /** TLS from the first byte. */
        TLS,
        /** In the clear. */
        NONE
    }

    public MailSettings {
        to = List.copyOf(to);
    }

    /**
     * Reads addresses between commas, each {@code ops@example.com} or {@code Operators <ops@example.com>}.
     *
     * @throws IllegalArgumentException if one is none; the message follows on the setting
     */
    public static List<InternetAddress> addresses(String text) {
        InternetAddress[] found;
        try {
            found = InternetAddress.parse(text, true);
        } catch (AddressException e) {
            throw new IllegalArgumentException(wanted(), e);
        }
        for (InternetAddress address : found) {
            String plain = String.valueOf(address.getAddress());
            if (address.isGroup()
                    || plain.length() > LONGEST_ADDRESS
                    || !ADDRESS.matcher(plain).matches()) {
                throw new IllegalArgumentException(wanted());
            }
        }
        return Arrays.stream(found).distinct().toList();
    }

    private static String wanted() {
        return "is not an address; write ops@example.com or Operators <ops@example.com>, several with commas between,"
                + " names of domains in ASCII";
    }

    /** What stands behind the @ of the sender. */
    String domain() {
        return from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
    }

    @Override
    public String toString() {
        return "mail by " + host + ":" + port + " (" + security + ") to " + to;
    }
}
