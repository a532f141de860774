package io.iotconnectivity.mail;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.net.PemFile;
import io.iotconnectivity.net.TlsTrouble;
import io.iotconnectivity.secret.Secrets;
import io.iotconnectivity.signal.Printable;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** The SMTP server that mails are handed to, one connection a mail. Says of every failure whether the mail was taken. */
public final class MailServer extends DefaultJavaMailSender {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Servers look for spam before they answer; RFC 5321 would have us wait for minutes. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** For all of a mail; a server that has more to look for takes it, and looks later. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Of what the server says, in characters. */
    private static final int LONGEST_WORDS = 1_000;

    private static final int MOST_HALVES = 1_000;

    private final MailSettings settings;
    private final Session session;
    private final Secrets secrets;
    /**
     * Whom mails that not everybody could be given yet have reached, so that they get none twice. Lost by a restart: they get it
     * again then, with the same Message-ID.
     */
    private final Cache<String, Delivered> halves = Caffeine.newBuilder()
            .maximumSize(MOST_HALVES)
            .expireAfterWrite(Duration.ofDays(1))
            .build();

    /**
     * @throws IllegalArgumentException that begins with the setting, if its file cannot be used
     */
    public MailServer(MailSettings settings) {
        this(settings, LONGEST);
    }

    /** @param longest all of a mail may take */
    MailServer(MailSettings settings, Duration longest) {
        this.settings = settings;
        this.session = Session.getInstance(properties(settings, longest));
        this.secrets = Secrets.of(parts -> settings.password()
                .ifPresent(password -> parts.login(settings.username().orElse(""), password)));
    }

    private static Properties properties(MailSettings settings, Duration longest) {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        // Jakarta Mail's own are infinite.
        properties.setProperty("mail.smtp.connectiontimeout", String.valueOf(CONNECT.toMillis()));
        properties.setProperty("mail.smtp.timeout", String.valueOf(ANSWER.toMillis()));
        // What the server says to a farewell no longer matters.
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty(
                "mail.smtp.auth", String.valueOf(settings.username().isPresent()));
        boolean starttls = settings.security() == MailSettings.Security.STARTTLS;
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(starttls));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(starttls));
        properties.setProperty(
                "mail.smtp.ssl.enable", String.valueOf(settings.security() == MailSettings.Security.TLS));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        MailSockets sockets = new MailSockets(ANSWER, longest);
        properties.put("mail.smtp.socketFactory", sockets.plain());
        properties.put(
                "mail.smtp.ssl.socketFactory",
                sockets.secure(settings.caFile()
                        .map(file -> PemFile.trustingAlso(MailSettings.CA_SETTING, file)
                                .getSslSocketFactory())
                        .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault())));
        // Else it would try once more, without a bound.
        properties.setProperty("mail.smtp.socketFactory.fallback", "false");
        properties.setProperty("mail.smtp.ssl.socketFactory.fallback", "false");
        return properties;
    }

    @Override
    public Session getSession() {
        return session;
    }

    /** That mails for this server are written in. */
    public Session session() {
        return session;
    }

    /**
     * Connects, signs in and goes, and sends nothing.
     *
     * @return what is wrong; empty if nothing is
     */
    public Optional<String> trouble() {
        try (SMTPTransport transport = transport()) {
            connect(transport);
            return Optional.empty();
        } catch (MessagingException e) {
            return Optional.of(words(e));
        }
    }

    /**
     * Hands a mail over. What is thrown has {@link NotTaken} or another of the engine's as its cause, unless the server may have
     * taken the mail.
     */
    @Override
    public void send(MimeMessage message) throws MessagingException {
        if (!(message instanceof Mail mail)) {
            throw new MessagingException("only mails that were written here can be sent");
        }
        Delivered so = Optional.ofNullable(halves.getIfPresent(mail.id())).orElse(Delivered.TO_NOBODY);
        SMTPTransport transport = transport();
        try {
            reach(transport, so);
            hand(transport, mail, so);
        } finally {
            close(transport);
        }
    }

    private SMTPTransport transport() throws NoSuchProviderException {
        return (SMTPTransport) session.getTransport("smtp");
    }

    private void reach(SMTPTransport transport, Delivered so) throws MessagingException {
        try {
            connect(transport);
        } catch (MessagingException e) {
            if (!so.to().isEmpty()) {
                throw new MessagingException(words(e));
            }
            throw SmtpRefusals.notTaken(words(e), e);
        }
    }

    private void connect(SMTPTransport transport) throws MessagingException {
        transport.connect(
                settings.host(),
                settings.port(),
                settings.username().orElse(null),
                settings.password().orElse(null));
    }

    private void hand(SMTPTransport transport, Mail mail, Delivered so) throws MessagingException {
        Address[] left = Arrays.stream(mail.getAllRecipients())
                .filter(address -> !so.to().contains(address.toString()))
                .toArray(Address[]::new);
        try {
            transport.sendMessage(mail, left);
        } catch (MessagingException e) {
            Delivered now = new SmtpRefusals(e, this::said).judge(mail, so);
            if (!now.isEnough()) {
                halves.put(mail.id(), now);
                throw now.later();
            }
        }
        mail.taken(settings.host(), said(String.valueOf(transport.getLastServerResponse())));
        halves.invalidate(mail.id());
    }

    /** A failed farewell changes nothing: the mail is there, and must not be sent again for it. */
    private static void close(SMTPTransport transport) {
        try {
            transport.close();
        } catch (MessagingException farewell) {
            // Whatever it is, the connection is gone.
        }
    }

    private String words(MessagingException problem) {
        String where = settings.host() + ":" + settings.port();
        if (problem instanceof AuthenticationFailedException) {
            return where + " refuses the sign-in with sink.mail.username and sink.mail.password: "
                    + said(String.valueOf(problem.getMessage()));
        }
        Optional<String> tls = TlsTrouble.of(problem, MailSettings.CA_SETTING);
        if (tls.isPresent()) {
            return where + ": " + tls.get()
                    + (settings.security() == MailSettings.Security.TLS
                            ? "; sink.mail.security = tls goes with port 465 as a rule, starttls with 587"
                            : "");
        }
        String said = said(String.valueOf(problem.getMessage()));
        if (said.startsWith("STARTTLS is required")) {
            return where
                    + " offers no STARTTLS; sink.mail.security = tls goes with port 465, and none sends in the clear";
        }
        if (said.contains("[EOF]")) {
            return where + " hangs up at once: is it a port of TLS (sink.mail.security = tls)?";
        }
        return "no connection with " + where + " (sink.mail.host, sink.mail.port): " + said
                + Optional.ofNullable(problem.getCause())
                        .map(cause -> ", " + said(String.valueOf(cause.getMessage())))
                        .orElse("");
    }

    /** Some servers say back what they were sent. */
    private String said(String words) {
        // Many blanks would take the expression minutes.
        String cut = Printable.cut(secrets.masked(words).strip(), LONGEST_WORDS);
        return Printable.line(cut.replaceAll("\\s*[\\r\\n]+\\s*", " "));
    }

    /**
     * Whom a mail has reached.
     *
     * @param to those who have it, or never will
     * @param rounds how often somebody was told to wait
     * @param waiting what the server says of those who have to; empty: nobody has
     */
    record Delivered(Set<String> to, int rounds, String waiting) {
        static final Delivered TO_NOBODY = new Delivered(Set.of(), 0, "");

        /** A server that wants to see us again after five minutes, as greylisting does, is satisfied with these. */
        private static final int MOST_ROUNDS = 7;

        private static final Duration PAUSE = Duration.ofMinutes(1);

        /** Whether it counts as delivered: updates of the incident for all wait behind it. */
        boolean isEnough() {
            return waiting.isEmpty() || rounds >= MOST_ROUNDS;
        }

        MessagingException later() {
            return new MessagingException(waiting, new NotThisOne(waiting, Optional.of(PAUSE), true));
        }
    }
}
