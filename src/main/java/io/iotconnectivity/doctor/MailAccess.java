package io.iotconnectivity.doctor;

import io.iotconnectivity.mail.MailServer;
import io.iotconnectivity.mail.MailSettings;
import java.util.List;
import java.util.Optional;

/** Checks whether the mail server lets us sign in. Nothing is sent. */
final class MailAccess implements Check {
    private final Optional<MailSettings> settings;

    MailAccess(Optional<MailSettings> settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "mail server";
    }

    @Override
    public boolean isUsed() {
        return settings.isPresent();
    }

    @Override
    public List<Finding> look() {
        MailSettings mail = settings.orElseThrow();
        String where = mail.host() + ":" + mail.port();
        return List.of(new MailServer(mail)
                .trouble()
                .map(trouble ->
                        Finding.error(name(), trouble, "correct sink.mail.*, or let this machine reach " + where))
                .orElseGet(() -> Finding.ok(
                        name(),
                        where + " lets us sign in; 'iot-connectivity sinks test mail' shows whether it accepts mail")));
    }
}
