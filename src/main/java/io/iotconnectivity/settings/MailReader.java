package io.iotconnectivity.settings;

import io.iotconnectivity.mail.MailSettings;
import io.iotconnectivity.mail.MailSettings.Security;
import io.iotconnectivity.net.PemFile;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code sink.mail.*}, beyond what every sink has. */
final class MailReader {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})");
    private static final int SUBMISSION = 587;

    static final String PASSWORD = "sink.mail.password";

    private final Values values;

    MailReader(Values values) {
        this.values = values;
    }

    /** Absent while mail is disabled; problems are reported all the same. */
    Optional<MailSettings> read() {
        boolean enabled = values.flag("sink.mail.enabled");
        String host = enabled ? values.required("sink.mail.host") : values.text("sink.mail.host");
        if (!host.isEmpty() && !HOST.matcher(host).matches()) {
            values.report("sink.mail.host", "is not a host name; write for example smtp.example.com, without a port");
        }
        int port = values.number("sink.mail.port", SUBMISSION, 1, 65_535);
        Security security = values.word("sink.mail.security", Security.STARTTLS, Security.class, word -> word.name()
                .toLowerCase(Locale.ROOT));
        Optional<String> username = values.optional("sink.mail.username");
        Optional<String> password = values.optional(PASSWORD);
        if (username.isPresent() != password.isPresent()) {
            String given = username.isPresent() ? "sink.mail.username" : PASSWORD;
            values.report(given, "also needs " + (username.isPresent() ? PASSWORD : "sink.mail.username"));
        }
        Optional<Path> caFile = caFile();
        List<InternetAddress> from = addresses("sink.mail.from", 1, enabled);
        List<InternetAddress> to = addresses("sink.mail.to", MailSettings.MOST_RECIPIENTS, enabled);
        if (!enabled || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MailSettings(host, port, security, caFile, username, password, from.get(0), to));
    }

    private Optional<Path> caFile() {
        String key = "sink.mail.ca-file";
        Optional<Path> file = values.file(key);
        try {
            file.filter(Files::isReadable).ifPresent(readable -> PemFile.certificates(key, readable));
        } catch (IllegalArgumentException e) {
            values.complain(key, e.getMessage());
        }
        return file;
    }

    private List<InternetAddress> addresses(String key, int most, boolean enabled) {
        String text = enabled ? values.required(key) : values.text(key);
        try {
            List<InternetAddress> found = MailSettings.addresses(text);
            if (found.size() > most) {
                values.report(
                        key,
                        most == 1
                                ? "is more than one address"
                                : "is more than " + most + " addresses; use a mailing list");
            }
            return found;
        } catch (IllegalArgumentException e) {
            values.report(key, e.getMessage());
            return List.of();
        }
    }
}
