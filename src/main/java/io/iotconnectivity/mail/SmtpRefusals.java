package io.iotconnectivity.mail;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.mail.MailServer.Delivered;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server that was reached says against a mail: 4xx is for now, 5xx for good.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1">RFC 5321, 4.2.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3463">RFC 3463, enhanced status codes</a>
 */
final class SmtpRefusals {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpRefusals.class);
    /** Relaying denied, sender not allowed, sign-in wanted: a setting mends it, and the mail has done nothing wrong. */
    private static final Pattern OF_THE_SETTINGS =
            Pattern.compile("^53[0458]|\\b5\\.7\\.\\d|not verified|relay", Pattern.CASE_INSENSITIVE);

    private final MessagingException failure;
    private final UnaryOperator<String> said;
    private final List<SMTPAddressFailedException> refused = new ArrayList<>();

    /** @param said makes the server's words fit to be shown */
    SmtpRefusals(MessagingException failure, UnaryOperator<String> said) {
        this.failure = failure;
        this.said = said;
        for (Exception each = failure; each != null; each = next(each)) {
            if (each instanceof SMTPAddressFailedException address) {
                refused.add(address);
            }
        }
    }

    private static Exception next(Exception each) {
        return each instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    static MessagingException notTaken(String words, Throwable cause) {
        return new MessagingException(words, new NotTaken(words, cause));
    }

    /**
     * @param before whom earlier attempts have reached
     * @return whom it has reached by now
     * @throws MessagingException if that is nobody
     */
    Delivered judge(Mail mail, Delivered before) throws MessagingException {
        Set<String> done = new LinkedHashSet<>(before.to());
        Address[] sent = failure instanceof SendFailedException send ? send.getValidSentAddresses() : null;
        for (Address address : sent == null ? new Address[0] : sent) {
            done.add(address.toString());
        }
        if (done.isEmpty()) {
            throw byNobody();
        }
        Set<String> waiting = new LinkedHashSet<>();
        if (refused.isEmpty()) {
            waiting.add(said.apply(String.valueOf(failure.getMessage())));
        }
        for (SMTPAddressFailedException each : refused) {
            if (isForNow(each.getReturnCode())) {
                waiting.add(words(each));
            } else {
                done.add(each.getAddress().toString());
            }
        }
        Delivered now = new Delivered(Set.copyOf(done), before.rounds() + 1, String.join("; ", waiting));
        for (SMTPAddressFailedException each : refused) {
            if (now.isEnough() || !isForNow(each.getReturnCode())) {
                LOG.warn("One recipient does not get a mail that others get: {}", words(each));
                mail.refused(each.getAddress(), words(each));
            }
        }
        return now;
    }

    private MessagingException byNobody() {
        if (!refused.isEmpty()) {
            String words = refused.stream().map(this::words).distinct().collect(Collectors.joining("; "));
            if (refused.stream().anyMatch(each -> isForNow(each.getReturnCode()))) {
                return new MessagingException(words, new NotThisOne(words, Optional.empty(), false));
            }
            return refused.stream().anyMatch(each -> isOfTheSettings(each.getMessage()))
                    ? notTaken(words, failure)
                    : new MessagingException(words, new Undeliverable(words, failure));
        }
        String words = said.apply(String.valueOf(failure.getMessage()));
        if (isOfTheSender()) {
            return notTaken("the server refuses the sender (sink.mail.from): " + words, failure);
        }
        int code = failure instanceof SMTPSendFailedException send ? send.getReturnCode() : -1;
        if (isForNow(code)) {
            return notTaken(words, failure);
        }
        if (code >= 500 && isOfTheSettings(words)) {
            // Or it is taken for spam, so that the others must not wait.
            return new MessagingException(words, new NotThisOne(words, Optional.empty(), false));
        }
        return code >= 500 && code < 600
                ? new MessagingException(words, new Undeliverable(words, failure))
                : new MessagingException(words);
    }

    /** Before it knows of any recipient. */
    private boolean isOfTheSender() {
        for (Exception each = failure; each != null; each = next(each)) {
            if (each instanceof SMTPSenderFailedException) {
                return true;
            }
        }
        return failure instanceof SMTPSendFailedException send
                && send.getReturnCode() >= 500
                && String.valueOf(send.getCommand()).startsWith("MAIL");
    }

    private String words(SMTPAddressFailedException each) {
        return String.format(
                Locale.ROOT, "%s: %s", each.getAddress().getAddress(), said.apply(String.valueOf(each.getMessage())));
    }

    private static boolean isForNow(int code) {
        return code >= 400 && code < 500;
    }

    private static boolean isOfTheSettings(String words) {
        return OF_THE_SETTINGS.matcher(String.valueOf(words)).find();
    }
}
