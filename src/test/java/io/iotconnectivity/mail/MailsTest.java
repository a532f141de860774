package io.iotconnectivity.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iotconnectivity.delivery.Undeliverable;
import io.iotconnectivity.engine.SampleIncidents;
import io.iotconnectivity.engine.SampleReports;
import io.iotconnectivity.event.CloudEvents;
import io.iotconnectivity.event.Event;
import io.iotconnectivity.event.EventType;
import io.iotconnectivity.event.IncidentData;
import io.iotconnectivity.event.IncidentKind;
import io.iotconnectivity.event.IncidentStatus;
import io.iotconnectivity.event.SampleEvents;
import io.iotconnectivity.event.Sentence;
import io.iotconnectivity.event.Severity;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T14:02:41Z");
    private static final Session SESSION = Session.getInstance(new Properties());
    private static final CloudEvents EVENTS = new CloudEvents("iot-connectivity/eu-central-1");

    private final Mails mails = new Mails(
            settings("Monitor <monitor@example.com>", "ops@example.com, Chief <chief@example.com>"),
            SESSION,
            Optional.of("https://ops.example.com/monitor/"),
            Clock.fixed(NOW, ZoneOffset.UTC));

    private static MailSettings settings(String from, String to) {
        return new MailSettings(
                "smtp.example.com",
                587,
                MailSettings.Security.STARTTLS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                MailSettings.addresses(from).get(0),
                MailSettings.addresses(to));
    }

    private Mail mail(Event event, Optional<String> receipt) throws Exception {
        return mails.write(new String(EVENTS.write(event), StandardCharsets.UTF_8), Sentence.of(event), receipt);
    }

    /** The mail as its recipient sees it. */
    private static MimeMessage received(Mail mail) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        mail.writeTo(out);
        return new MimeMessage(SESSION, new ByteArrayInputStream(out.toByteArray()));
    }

    private static String part(MimeMessage mail, int index) throws Exception {
        String text =
                (String) ((MimeMultipart) mail.getContent()).getBodyPart(index).getContent();
        return text.replace("\r\n", "\n");
    }

    @Test
    void mailOfAReportHasItsFiguresAndItsClasses() throws Exception {
        MimeMessage mail = received(mail(SampleReports.november(), Optional.empty()));

        assertThat(mail.getSubject()).isEqualTo("availability in 2026-11: 98.611 %, 3 devices, 3 outages");
        assertThat(part(mail, 0))
                .isEqualTo(
                        """
                        availability in 2026-11: 98.611 %, 3 devices, 3 outages

                        Period: 2026-10-31T23:00:00.000Z to 2026-11-30T23:00:00.000Z (Europe/Berlin)
                        Nothing is known before: 2026-11-03T08:15:00.000Z
                        Available: 98.611 %
                        Devices: 3
                        Up: 59d4h
                        Down: 20h0m
                        Excluded: 0s
                        Unknown: 30d0h
                        Outages: 3, the longest 18h0m, on average 6h40m
                        Down for CONNECTION_LOST: 18h0m
                        Down for MQTT_KEEP_ALIVE_TIMEOUT: 1h59m
                        Class default: unknown, 1 device, down 0s, outages: none
                        Class pumps: 98.611 %, 2 devices, down 20h0m, outages: 3, the longest 18h0m, on average 6h40m

                        https://ops.example.com/monitor/#/report?month=2026-11

                        --\s
                        Sent by iot-connectivity/eu-central-1 on its own; nobody reads what is replied.
                        """);
        assertThat(part(mail, 1))
                .contains(">Class pumps</th>", "#/report?month=2026-11\">Open it in the dashboard</a>");
    }

    @Test
    void firstMailOfAnIncidentSaysAllInTextAndHtml() throws Exception {
        MimeMessage mail = received(mail(SampleIncidents.opened("pump-7", NOW), Optional.empty()));

        assertThat(mail.getSubject()).isEqualTo("[warning] something is wrong with pump-7");
        assertThat(mail.getHeader("From")).containsExactly("Monitor <monitor@example.com>");
        assertThat(mail.getHeader("To")[0]).contains("ops@example.com", "Chief <chief@example.com>");
        assertThat(mail.getHeader("Message-ID")[0]).matches("<iotc-[0-9a-f]{32}@example\\.com>");
        assertThat(mail.getHeader("In-Reply-To")).isNull();
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getHeader("X-Auto-Response-Suppress")).containsExactly("All");
        assertThat(mail.getSentDate()).isEqualTo(NOW);
        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        assertThat(part(mail, 0))
                .startsWith("something is wrong with pump-7\n\nSeverity: warning\n")
                .contains("Incident: pump-7", "https://ops.example.com/monitor/#/incidents/pump-7");
        assertThat(part(mail, 1))
                .contains("<strong>something is wrong with pump-7</strong>", ">Severity</th>", ">warning</td>")
                .contains("<a href=\"https://ops.example.com/monitor/#/incidents/pump-7\">");
    }

    @Test
    void whatFollowsIsAReplyWithTheSubjectOfTheFirst() throws Exception {
        Mail first = mail(SampleIncidents.opened("pump-7", NOW), Optional.empty());
        Optional<String> receipt = Optional.of(first.receipt());
        Mail update = mail(SampleIncidents.updated("pump-7", 2, NOW), receipt);
        Mail end = mail(SampleIncidents.resolved("pump-7", 3, NOW), Optional.of(update.receipt()));

        for (Mail reply : List.of(update, end)) {
            assertThat(reply.getSubject()).isEqualTo("Re: [warning] something is wrong with pump-7");
            assertThat(reply.getHeader("In-Reply-To")).containsExactly(first.getMessageID());
            assertThat(reply.getHeader("References")).containsExactly(first.getMessageID());
        }
        assertThat(List.of(first.getMessageID(), update.getMessageID(), end.getMessageID()))
                .doesNotHaveDuplicates();
        assertThat(part(received(update), 0)).startsWith("Update: something is wrong");
        assertThat(part(received(end), 0))
                .startsWith("Resolved: something is wrong")
                .contains("(recovered)");
    }

    @Test
    void mailOfAnEventIsTheSameAtEveryAttempt() throws Exception {
        Event event = SampleIncidents.opened("pump-7", NOW);

        assertThat(mail(event, Optional.empty()).getMessageID())
                .isEqualTo(mail(event, Optional.empty()).getMessageID());
    }

    @Test
    void whoeverWasToldOfTheBeginningIsToldOfTheEnd() throws Exception {
        Mail first = mail(SampleIncidents.opened("pump-7", NOW), Optional.empty());
        Mails changed = new Mails(
                settings("monitor@example.com", "others@example.com"),
                SESSION,
                Optional.empty(),
                Clock.fixed(NOW, ZoneOffset.UTC));

        Event end = SampleIncidents.resolved("pump-7", 2, NOW);
        Mail mail = changed.write(
                new String(EVENTS.write(end), StandardCharsets.UTF_8), Sentence.of(end), Optional.of(first.receipt()));

        assertThat(mail.getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("ops@example.com", "Chief <chief@example.com>");
    }

    @Test
    void threadsByTheNameThatSesGivesTheMail() throws Exception {
        Mail first = mail(SampleIncidents.opened("pump-7", NOW), Optional.empty());
        first.taken("email-smtp.eu-west-1.amazonaws.com", "250 Ok 0102018c-1-000000");

        Mail end = mail(SampleIncidents.resolved("pump-7", 2, NOW), Optional.of(first.receipt()));

        assertThat(end.getHeader("In-Reply-To")).containsExactly("<0102018c-1-000000@eu-west-1.amazonses.com>");
        assertThat(end.getHeader("References")[0])
                .contains(first.getMessageID(), "<0102018c-1-000000@eu-west-1.amazonses.com>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nBcc: all@example.com\r\n\r\nsent by me",
                "<script>alert(1)</script><img src=x onerror=alert(1)>",
                "safe\u202egnp.exe\u200b\u2066",
                "a\u0000b\ud800c\u2028d",
                "\"quoted\" & 'single' {{sink.mail.password}} ${header.x} \\(.sentence)",
                "=?UTF-8?Q?Bcc:_all=40example.com?=",
                "Pumpe Süd 7 – 水泵",
                ".\r\n.\r\nQUIT",
            })
    void hostileNamesStayWhatTheyAre(String device) throws Exception {
        for (Event event : List.of(
                incident(device, "x is offline".replace("x", device)),
                SampleEvents.offline(device).event(),
                SampleEvents.rejected(device).event())) {
            MimeMessage mail = received(mail(event, Optional.empty()));

            assertThat(mail.getHeader("Bcc")).isNull();
            assertThat(mail.getHeader("Subject")).hasSize(1);
            assertThat(mail.getSubject().length()).isLessThan(200);
            String text = part(mail, 0);
            String html = part(mail, 1);
            assertThat(html).doesNotContain("<script", "<img").endsWith("</html>\n");
            for (String each : List.of(mail.getSubject(), text, html)) {
                assertThat(each.replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}\u2028]");
            }
        }
    }

    @Test
    void hugeIncidentMakesABoundedMail() throws Exception {
        List<String> devices = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            devices.add("<".repeat(1_000) + i);
        }
        Event event = incident(devices, "ü".repeat(5_000) + " is offline");
        Mail mail = mail(event, Optional.empty());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        mail.writeTo(out);

        assertThat(mail.getSubject()).hasSizeLessThan(200).endsWith("is offline");
        assertThat(out.size()).isLessThan(200_000);
        assertThat(out.toString(StandardCharsets.US_ASCII).lines()).allMatch(line -> line.length() <= 998);
        assertThat(mail.receipt()).hasSizeLessThan(4_096);
    }

    @Test
    void moreRecipientsThanCanBeKeptAreThoseOfTheSettings() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add("a".repeat(60) + i + "@" + "b".repeat(60) + ".example.com");
        }
        Conversation kept = new Conversation("<a@b>", Optional.empty(), "s", many);

        assertThat(kept.text()).hasSizeLessThan(4_096);
        assertThat(Conversation.read(kept.text()).orElseThrow().to()).isEmpty();
        assertThat(Conversation.read("{}")).isEmpty();
        assertThat(Conversation.read("no JSON")).isEmpty();
    }

    @Test
    void whatIsNoEventIsADeadLetter() {
        assertThatThrownBy(() -> mails.write("no JSON", "", Optional.empty())).isInstanceOf(Undeliverable.class);
    }

    @Test
    void eventThatIsNoIncidentIsToldInItsSentence() throws Exception {
        Event event = SampleEvents.rejected("pump-7").event();

        MimeMessage mail = received(mail(event, Optional.empty()));

        assertThat(mail.getSubject()).contains("pump-7 was refused a connection");
        assertThat(part(mail, 0)).doesNotContain("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ops",
                "ops@",
                "ops@example.com bcc@example.com",
                "ops@exa mple.com",
                "ops@example.com\r\nBcc: b@example.com",
                "ops@münchen.example",
                "group: a@example.com;",
                "@example.com",
                "ops@-example.com"
            })
    void textsThatAreNoAddressesAreRefused(String text) {
        assertThatThrownBy(() -> MailSettings.addresses(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ops@example.com");
    }

    @Test
    void addressesHaveNamesAndCommasBetween() {
        assertThat(MailSettings.addresses("a@example.com, \"Ops, night\" <b@example.com>,c+iot@sub.example.com"))
                .extracting(address -> address.getAddress())
                .containsExactly("a@example.com", "b@example.com", "c+iot@sub.example.com");
    }

    private static Event incident(String device, String title) {
        return incident(List.of(device), title);
    }

    private static Event incident(List<String> devices, String title) {
        return new Event(
                "event-1",
                EventType.INCIDENT_OPENED,
                "device/x",
                NOW,
                new IncidentData(
                        "incident-1",
                        "device/x",
                        IncidentKind.DEVICE,
                        IncidentStatus.OPEN,
                        Optional.of(Severity.CRITICAL),
                        title,
                        NOW,
                        Optional.of(NOW),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(devices.get(0)),
                        devices.size(),
                        devices.size(),
                        devices,
                        Optional.empty(),
                        Optional.of(devices.get(0)),
                        Optional.of("Look at its power."),
                        1));
    }
}
