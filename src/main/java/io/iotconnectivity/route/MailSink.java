package io.iotconnectivity.route;

import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.Sentence;
import io.iotconnectivity.mail.Mail;
import io.iotconnectivity.mail.Mails;
import jakarta.mail.MessagingException;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Builds a mail from an exchange, and keeps the result. */
public final class MailSink {
    private final Mails mails;

    public MailSink(Mails mails) {
        this.mails = mails;
    }

    /**
     * Puts the event's mail into the exchange.
     *
     * @throws NotTaken if there was no time for it
     * @throws Undeliverable if no mail can be built from it
     */
    public void write(Exchange exchange) throws NotTaken, Undeliverable, InterruptedException {
        Event event = exchange.getProperty(SinkDelivery.EVENT, Event.class);
        exchange.getMessage()
                .setBody(mails.write(
                        exchange.getMessage().getBody(String.class),
                        Sentence.of(event),
                        Optional.ofNullable(exchange.getProperty(SinkDelivery.RECEIPT, String.class))));
    }

    /**
     * Keeps the thread of the sent mail, and the server's response.
     *
     * @throws MessagingException if the mail in the exchange is not one of ours
     */
    public void keep(Exchange exchange) throws MessagingException {
        Mail mail = exchange.getMessage().getBody(Mail.class);
        exchange.setProperty(SinkDelivery.RECEIPT, mail.receipt());
        exchange.setProperty(SinkDelivery.ANSWER, mail.answer());
    }
}
