package io.iotconnectivity.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.iotconnectivity.delivery.NotTaken;
import io.iotconnectivity.delivery.NotThisOne;
import io.iotconnectivity.delivery.Receipt;
import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.mail.MailServer;
import io.iotconnectivity.mail.MailSettings;
import io.iotconnectivity.mail.MailSettings.Security;
import io.iotconnectivity.mail.Mails;
import io.iotconnectivity.mail.ScriptedSmtp;
import io.iotconnectivity.sandbox.Certificates;
import io.iotconnectivity.secret.Secrets;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped route against SMTP servers: GreenMail where mails arrive, a scripted one where they are refused. */
class MailSinkTest {
    private static final Instant NOW = Instant.parse("2026-11-23T14:02:41Z");
    private static final Event OPENED = SampleIncidents.opened("pump-7", NOW);
    private static final Event RESOLVED = SampleIncidents.resolved("pump-7", 2, NOW);
    private static final String PASSWORD = "hush-hush-7";

    @TempDir
    static Path directory;

    private static Certificates certificates;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void issueCertificates() {
        certificates = Certificates.create(directory, "client");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T closed(T each) {
        opened.add(0, each);
        return each;
    }

    private static MailSettings settings(int port, Security security, boolean signsIn, Optional<Path> ca) {
        return new MailSettings(
                "localhost",
                port,
                security,
                ca,
                Optional.of("monitor").filter(name -> signsIn),
                Optional.of(PASSWORD).filter(secret -> signsIn),
                MailSettings.addresses("monitor@example.com").get(0),
                MailSettings.addresses("ops@example.com, chief@example.com"));
    }

    private SinkDelivery delivery(MailSettings settings) throws Exception {
        DefaultCamelContext context = closed(new DefaultCamelContext());
        MailServer server = new MailServer(settings);
        context.getRegistry().bind("mailServer", server);
        context.getRegistry()
                .bind(
                        "mails",
                        new MailSink(new Mails(settings, server.session(), Optional.empty(), Clock.systemUTC())));
        Properties placeholders = new Properties();
        placeholders.setProperty("sink.mail.enabled", "true");
        placeholders.setProperty("sink.mail.host", settings.host());
        placeholders.setProperty("sink.mail.port", String.valueOf(settings.port()));
        context.getPropertiesComponent().setInitialProperties(placeholders);
        for (String file : List.of("route-configuration", "sink-mail")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.resolveResource(context, "file:src/main/routes/" + file + ".camel.yaml"));
        }
        context.start();
        return new SinkDelivery(
                context.getEndpoint("direct:sink-mail"),
                context.createProducerTemplate(),
                new CloudEvents("iot-connectivity/eu-central-1"),
                false,
                Clock.systemUTC(),
                Optional.empty(),
                Secrets.OF_THIS_PROCESS);
    }

    private SinkDelivery plain(int port) throws Exception {
        return delivery(settings(port, Security.NONE, false, Optional.empty()));
    }

    private GreenMail greenMail(String protocol) {
        ServerSetup setup = new ServerSetup(0, "localhost", protocol);
        // Two seconds, unless said otherwise, which a busy machine may need for the keys.
        setup.setServerStartupTimeout(60_000);
        GreenMail server = new GreenMail(setup);
        server.start();
        closed(server::stop);
        return server;
    }

    private ScriptedSmtp scripted() {
        return closed(ScriptedSmtp.start());
    }

    private static Receipt first(SinkDelivery delivery) throws Exception {
        return delivery.deliver(List.of(OPENED), 1, Optional.empty());
    }

    @Test
    void incidentIsAThreadOfMailsThatArrive() throws Exception {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        server.setUser("monitor@example.com", "monitor", PASSWORD);
        SinkDelivery delivery = delivery(settings(server.getSmtp().getPort(), Security.NONE, true, Optional.empty()));

        Receipt receipt = first(delivery);
        delivery.deliver(List.of(OPENED), 2, Optional.empty());
        delivery.deliver(List.of(RESOLVED), 1, receipt.kept());

        List<MimeMessage> all = List.of(server.getReceivedMessages());
        // Three mails to two recipients.
        assertThat(all).hasSize(6);
        List<String> ids = new ArrayList<>();
        for (MimeMessage mail : all) {
            ids.add(mail.getMessageID() + Arrays.toString(mail.getHeader("In-Reply-To")));
        }
        String first = ids.stream()
                .filter(id -> id.endsWith("null"))
                .findFirst()
                .orElseThrow()
                .replace("null", "");
        assertThat(ids).filteredOn(id -> id.equals(first + "null")).hasSize(4);
        assertThat(ids).filteredOn(id -> id.endsWith("[" + first + "]")).hasSize(2);
        MimeMessage end = all.stream()
                .filter(mail -> subject(mail).startsWith("Re: "))
                .findFirst()
                .orElseThrow();
        assertThat(end.getSubject()).isEqualTo("Re: [warning] something is wrong with pump-7");
        assertThat(receipt.answer().orElseThrow()).startsWith("250");
        assertThat(Collections.list(end.getAllHeaders()))
                .noneMatch(header -> header.getName().startsWith("Connectivity")
                        || header.getName().startsWith("traceparent"));
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void wrongPasswordIsTheFaultOfTheSinkAndIsNotTold() throws Exception {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        server.setUser("monitor@example.com", "monitor", "another");
        SinkDelivery delivery = delivery(settings(server.getSmtp().getPort(), Security.NONE, true, Optional.empty()));

        assertThatThrownBy(() -> first(delivery))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("sink.mail.password")
                .hasMessageNotContaining(PASSWORD);
    }

    @Test
    void smtpsWithAnAuthorityThatIsNotTrustedSaysTheWayOut() throws Exception {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTPS);
        SinkDelivery delivery = delivery(settings(server.getSmtps().getPort(), Security.TLS, false, Optional.empty()));

        assertThatThrownBy(() -> first(delivery))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("sink.mail.ca-file");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void startTlsIsUsedBeforeAnythingIsSaid() throws Exception {
        ScriptedSmtp server = closed(ScriptedSmtp.withStartTls(certificates.serverKeyStore(), Certificates.PASSWORD));
        SinkDelivery delivery =
                delivery(settings(server.port(), Security.STARTTLS, true, Optional.of(certificates.ca())));

        first(delivery);

        assertThat(server.mails()).hasSize(1);
        assertThat(server.commands(""))
                .extracting(line -> line.split(" ")[0])
                .startsWith("EHLO", "STARTTLS", "EHLO", "AUTH");
    }

    @Test
    void startTlsOfAnUnknownAuthorityGetsNothing() throws Exception {
        ScriptedSmtp server = closed(ScriptedSmtp.withStartTls(certificates.serverKeyStore(), Certificates.PASSWORD));
        SinkDelivery delivery =
                delivery(settings(server.port(), Security.STARTTLS, true, Optional.of(certificates.otherCa())));

        assertThatThrownBy(() -> first(delivery))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("sink.mail.ca-file");
        assertThat(server.commands("AUTH")).isEmpty();
    }

    @Test
    void serverWithoutStartTlsGetsNothing() throws Exception {
        ScriptedSmtp server = scripted();
        SinkDelivery delivery = delivery(settings(server.port(), Security.STARTTLS, true, Optional.empty()));

        assertThatThrownBy(() -> first(delivery))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("offers no STARTTLS")
                .hasMessageContaining("sink.mail.security");
        assertThat(server.commands("AUTH")).isEmpty();
        assertThat(server.commands("MAIL")).isEmpty();
    }

    @Test
    void tlsToAPlainPortSaysSo() throws Exception {
        ScriptedSmtp server = scripted();
        SinkDelivery delivery = delivery(settings(server.port(), Security.TLS, false, Optional.empty()));

        assertThatThrownBy(() -> first(delivery))
                .isInstanceOf(NotTaken.class)
                .hasMessageContaining("does not speak TLS")
                .hasMessageContaining("sink.mail.security");
    }

    @Test
    void serverThatIsNotThereWasGivenNothing() throws Exception {
        ScriptedSmtp server = ScriptedSmtp.start();
        server.close();
        SinkDelivery delivery = plain(server.port());

        assertThatThrownBy(() -> first(delivery)).isInstanceOf(NotTaken.class).hasMessageContaining("sink.mail.host");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL | 421 4.3.2 Service not available",
                "MAIL | 454 Throttling failure: Maximum sending rate exceeded.",
                "MAIL | 530 5.7.57 Client not authenticated to send mail",
                "MAIL | 550 5.7.60 SMTP; Client does not have permissions to send as this sender",
                "DATA | 451 4.3.0 try later",
                "END | 452 4.3.1 Insufficient system storage",
                "AUTH | 454 4.7.0 Temporary authentication failure",
            })
    void whatTimeOrASettingMendsIsTriedAgain(String command, String answer) throws Exception {
        ScriptedSmtp server = scripted();
        server.answers(command, answer);
        SinkDelivery delivery = delivery(settings(server.port(), Security.NONE, true, Optional.empty()));

        assertThatThrownBy(() -> first(delivery)).isInstanceOf(NotTaken.class).hasMessageContaining(answer);
        first(delivery);

        assertThat(server.mails()).hasSize(1);
    }

    @Test
    void relayingDeniedToAllIsTheFaultOfASetting() throws Exception {
        ScriptedSmtp server = scripted();
        server.answers("RCPT", "554 5.7.1 Relay access denied", "554 5.7.1 Relay access denied");
        SinkDelivery delivery = plain(server.port());

        assertThatThrownBy(() -> first(delivery)).isInstanceOf(NotTaken.class).hasMessageContaining("Relay access");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "554 Message rejected: Email address is not verified.",
                "550 5.7.1 Our system has detected that this message is likely unsolicited mail"
            })
    void mailThatIsTakenForAnotherHoldsNoOtherUp(String answer) throws Exception {
        ScriptedSmtp server = scripted();
        server.answers("END", answer);
        SinkDelivery delivery = plain(server.port());

        assertThatThrownBy(() -> first(delivery)).isInstanceOf(NotThisOne.class).hasMessageContaining(answer);
    }

    @Test
    void mailThatIsRefusedForGoodIsADeadLetterInTheServersWords() throws Exception {
        ScriptedSmtp server = scripted();
        server.answers("RCPT", "550 5.1.1 User unknown", "550 5.1.1 User unknown");
        SinkDelivery delivery = plain(server.port());

        assertThatThrownBy(() -> first(delivery))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("ops@example.com: 550 5.1.1 User unknown");

        server.answers("END", "552 5.3.4 Message too big");
        assertThatThrownBy(() -> first(delivery))
                .isInstanceOf(Undeliverable.class)
                .hasMessageContaining("too big");
    }

    @Test
    void oneBadRecipientKeepsTheMailFromNobodyElse() throws Exception {
        ScriptedSmtp server = scripted();
        server.answers("RCPT TO:<chief", "550 5.1.1 User unknown");
        SinkDelivery delivery = plain(server.port());

        Receipt receipt = first(delivery);

        assertThat(server.mails()).hasSize(1);
        assertThat(receipt.answer().orElseThrow()).contains("chief@example.com: 550 5.1.1 User unknown");
        delivery.deliver(List.of(RESOLVED), 1, receipt.kept());
        assertThat(server.commands("RCPT TO:<chief")).hasSize(1);
        assertThat(server.commands("RCPT TO:<ops")).hasSize(2);
    }

    @Test
    void recipientWhoHasToWaitGetsTheMailLaterAndTheOthersOnce() throws Exception {
        ScriptedSmtp server = scripted();
        server.answers("RCPT TO:<chief", "450 4.2.0 Greylisted", "450 4.2.0 Greylisted");
        SinkDelivery delivery = plain(server.port());

        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> first(delivery))
                    .isInstanceOfSatisfying(
                            NotThisOne.class, again -> assertThat(again.maybe()).isTrue())
                    .hasMessageContaining("Greylisted");
        }
        Receipt receipt = first(delivery);

        assertThat(server.commands("RCPT TO:<ops")).hasSize(1);
        assertThat(server.commands("RCPT TO:<chief")).hasSize(3);
        assertThat(server.mails()).hasSize(2);
        assertThat(receipt.kept().orElseThrow()).contains("chief@example.com");
    }

    @Test
    void mailboxThatStaysFullHoldsTheOthersUpForMinutesAtMost() throws Exception {
        ScriptedSmtp server = scripted();
        String[] full = new String[10];
        Arrays.fill(full, "452 4.2.2 Mailbox full");
        server.answers("RCPT TO:<chief", full);
        SinkDelivery delivery = plain(server.port());

        for (int round = 1; round < 7; round++) {
            assertThatThrownBy(() -> first(delivery)).isInstanceOf(NotThisOne.class);
        }
        Receipt receipt = first(delivery);

        assertThat(receipt.answer().orElseThrow()).contains("452 4.2.2 Mailbox full");
        assertThat(server.commands("RCPT TO:<ops")).hasSize(1);
    }

    @Test
    void answerThatNeverCameMayMeanThatTheMailIsThere() throws Exception {
        ScriptedSmtp server = scripted();
        server.answers("END", "");
        SinkDelivery delivery = plain(server.port());

        assertThatThrownBy(() -> first(delivery))
                .isNotInstanceOf(NotTaken.class)
                .isNotInstanceOf(NotThisOne.class)
                .isNotInstanceOf(Undeliverable.class);
    }
}
