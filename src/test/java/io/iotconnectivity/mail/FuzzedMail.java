package io.iotconnectivity.mail;

import io.iotconnectivity.fuzz.Holds;
import io.iotconnectivity.fuzz.Target;
import java.util.List;
import java.util.Optional;

/** Addresses of mails, and what is kept of them. */
public final class FuzzedMail {
    public static final List<Target> TARGETS = List.of(
            Target.ofText("mail-addresses", FuzzedMail::addresses), Target.ofText("mail-receipt", FuzzedMail::receipt));

    private FuzzedMail() {}

    private static void addresses(String text) {
        try {
            MailSettings.addresses(text).forEach(address -> Holds.printable("the address", address.getAddress(), 254));
        } catch (IllegalArgumentException refused) {
            Holds.printable("the refusal", refused.getMessage(), 500);
        }
    }

    private static void receipt(String text) {
        Optional<Conversation> read = Conversation.read(text);
        if (read.isPresent() && read.get().text().length() <= 4_000) {
            Conversation again = Conversation.read(read.get().text()).orElseThrow();
            Holds.same("the first mail", read.get().id(), again.id());
            Holds.that(again.to().isEmpty() || again.to().equals(read.get().to()), "other recipients");
        }
    }
}
