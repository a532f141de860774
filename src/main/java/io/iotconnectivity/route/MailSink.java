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

/** Makes a mail of what stands in an exchange, and keeps what came of it. */
public final class MailSink {
    private final Mails mails;

    public MailSink(Mails mails) {
        this.mails = mails;
    }

    /**
     * Puts the mail of the event into the exchange.
     *
     * @throws NotTaken if there was no time for it
     * @throws Undeliverable if there can be none
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
     * Keeps the thread of the mail that has been sent, and what the server said.
     *
     * @throws MessagingException if the mail in the exchange is none of ours
     */
    public void keep(Exchange exchange) throws MessagingException {
        Mail mail = exchange.getMessage().getBody(Mail.class);
        exchange.setProperty(SinkDelivery.RECEIPT, mail.receipt());
        exchange.setProperty(SinkDelivery.ANSWER, mail.answer());
    }
}
