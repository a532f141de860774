package io.iotconnectivity.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One mail, and what came of sending it. Not safe for use by several threads. */
public final class Mail extends MimeMessage {
    /** https://docs.aws.amazon.com/ses/latest/dg/header-fields.html: SES gives every mail a Message-ID of its own. */
    private static final Pattern SES_HOST = Pattern.compile("email-smtp(?:-fips)?\\.([a-z0-9-]+)\\.amazonaws\\.com");

    private static final Pattern SES_ANSWER = Pattern.compile("250 Ok ([A-Za-z0-9-]{1,100})\\s*");

    private final String id;
    private final Optional<Conversation> before;
    private final List<String> refused = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private String host = "";
    private String answer = "";

    /**
     * @param id the Message-ID, with angle brackets: the same at every attempt
     * @param before the thread that it belongs to; absent: it begins one
     */
    Mail(Session session, String id, Optional<Conversation> before) {
        super(session);
        this.id = id;
        this.before = before;
    }

    String id() {
        return id;
    }

    /** Jakarta Mail would make a new one at every attempt. */
    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }

    void taken(String by, String words) {
        host = by;
        answer = words;
    }

    /** Somebody does not get it, while others do. */
    void refused(Address address, String words) {
        refused.add(address.toString());
        refusals.add(words);
    }

    /** What the server said, for people. */
    public String answer() {
        String taken = answer.strip();
        return refusals.isEmpty() ? taken : taken + "; some do not get it: " + String.join("; ", refusals);
    }

    /** What is kept for the next mail of the same thread. */
    public String receipt() throws MessagingException {
        if (before.isPresent()) {
            return before.get().text();
        }
        List<String> told = new ArrayList<>();
        for (Address address : getAllRecipients()) {
            if (!refused.contains(address.toString())) {
                told.add(address.toString());
            }
        }
        return new Conversation(id, rewritten(), getSubject(), told).text();
    }

    private Optional<String> rewritten() {
        Matcher ses = SES_HOST.matcher(host);
        Matcher words = SES_ANSWER.matcher(answer);
        if (!ses.matches() || !words.matches()) {
            return Optional.empty();
        }
        String domain = ses.group(1).equals("us-east-1") ? "email" : ses.group(1);
        return Optional.of("<" + words.group(1) + "@" + domain + ".amazonses.com>");
    }
}
