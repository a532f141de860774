package io.iotconnectivity.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.webhook.format.BrokenPayload;
import io.iotconnectivity.webhook.format.Overrun;
import io.iotconnectivity.webhook.format.Rendering;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/** Writes mails: the first of an incident begins a thread, the others are replies to it. */
public final class Mails {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final MailSettings settings;
    private final Session session;
    private final Optional<String> page;
    private final Clock clock;
    private final Rendering rendering = Rendering.shipped("mail");

    /**
     * @param session that mails are sent in
     * @param page where the dashboard is, for links
     */
    public Mails(MailSettings settings, Session session, Optional<String> page, Clock clock) {
        this.settings = settings;
        this.session = session;
        this.page = page;
        this.clock = clock;
    }

    /**
     * Writes the mail of an event. It is the same at every attempt, but for its date.
     *
     * @param event as JSON
     * @param sentence that tells the event in one line
     * @param receipt what the first mail of the incident has left; absent: this is the first
     * @throws NotTaken if there was no time for it
     * @throws Undeliverable if it cannot be written
     */
    public Mail write(String event, String sentence, Optional<String> receipt)
            throws NotTaken, Undeliverable, InterruptedException {
        Optional<Conversation> before = receipt.flatMap(Conversation::read);
        try {
            return mail(rendering.of(input(event, sentence, before.isEmpty())), before);
        } catch (Overrun e) {
            throw new NotTaken(e.getMessage(), e);
        } catch (BrokenPayload | JsonProcessingException | MessagingException e) {
            throw new Undeliverable("no mail can be made of this event: " + e.getMessage(), e);
        }
    }

    private JsonNode input(String event, String sentence, boolean open) throws JsonProcessingException {
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.set("event", JSON.readTree(event));
        input.put("sentence", sentence).put("open", open).put("page", page.orElse(null));
        return input;
    }

    private Mail mail(JsonNode texts, Optional<Conversation> before) throws MessagingException {
        Mail mail = new Mail(session, "<iotc-" + texts.path("id").asText() + "@" + settings.domain() + ">", before);
        mail.setFrom(settings.from());
        mail.setRecipients(RecipientType.TO, recipients(before));
        mail.setSubject(
                before.map(first -> "Re: " + first.subject())
                        .orElse(texts.path("subject").asText()),
                UTF_8);
        mail.setSentDate(Date.from(clock.instant()));
        if (before.isPresent()) {
            Conversation first = before.get();
            mail.setHeader("In-Reply-To", first.rewritten().orElse(first.id()));
            mail.setHeader(
                    "References",
                    first.rewritten().map(other -> first.id() + " " + other).orElse(first.id()));
        }
        // So that nobody's absence is answered to us: RFC 3834, and what Exchange goes by.
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setHeader("X-Auto-Response-Suppress", "All");
        if (texts.path("urgent").asBoolean()) {
            mail.setHeader("Importance", "high");
        }
        mail.setContent(new MimeMultipart(
                "alternative",
                part(texts.path("text").asText(), "plain"),
                part(texts.path("html").asText(), "html")));
        mail.saveChanges();
        return mail;
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF_8, subtype);
        return part;
    }

    /** Whoever was told that it began is told that it is over, whatever the settings say by now. */
    private InternetAddress[] recipients(Optional<Conversation> before) throws MessagingException {
        List<String> told = before.map(Conversation::to).orElse(List.of());
        return told.isEmpty()
                ? settings.to().toArray(InternetAddress[]::new)
                : InternetAddress.parse(String.join(",", told), true);
    }
}
