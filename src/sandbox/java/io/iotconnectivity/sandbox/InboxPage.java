package io.iotconnectivity.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The page that shows received requests, newest first. It loads nothing, runs no scripts, and escapes everything
 * received.
 */
final class InboxPage {
    private static final int SHOWN = 200;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String TYPE_PREFIX = "io.iotconnectivity.";
    private static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>Received webhooks</title>
            <style>
            :root{color-scheme:light dark;--line:#8885;--bad:light-dark(#b3261e,#ff8a80);--good:light-dark(#1b6e3c,#7bd99b)}
            body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem}
            h1{font-size:1.3rem;margin:0}p{margin:.2rem 0 1rem}
            .wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
            th,td{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
            td{overflow-wrap:anywhere}td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}
            .bad{color:var(--bad);font-weight:600}.good{color:var(--good)}
            </style></head><body>
            <h1>Received webhooks</h1>
            """;

    private InboxPage() {}

    static String of(List<Received> received) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("<p>")
                .append(received.size())
                .append(
                        " received, newest first. The page reloads itself. All of it as JSON: <a href=\"/webhooks.json\">")
                .append("/webhooks.json</a></p>\n");
        page.append(
                        "<div class=\"wide\"><table><thead><tr><th>Time<th>Webhook<th>Event<th>Client id or incident<th>State<th>Reason")
                .append("<th>Severity<th>Signature<th>Answered</tr></thead><tbody>\n");
        int oldestShown = Math.max(0, received.size() - SHOWN);
        for (int i = received.size() - 1; i >= oldestShown; i--) {
            row(page, received.get(i));
        }
        return page.append("</tbody></table></div></body></html>\n").toString();
    }

    private static void row(StringBuilder page, Received one) {
        JsonNode event = one.json();
        JsonNode data = event.path("data");
        String type = event.path("type").asText("");
        page.append("<tr>");
        cell(page, "", time(one.at()));
        cell(page, "", one.name());
        cell(page, "", type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type);
        cell(page, "", data.path("clientId").asText(event.path("subject").asText("")));
        String state = data.path("state").asText(data.path("status").asText(""));
        cell(
                page,
                state.equals("OFFLINE") || state.equals("open")
                        ? "bad"
                        : state.equals("ONLINE") || state.equals("resolved") ? "good" : "",
                state);
        cell(page, "", data.path("title").asText(data.path("reason").asText("")));
        cell(page, "", data.path("severity").asText(""));
        switch (one.signature()) {
            case GOOD -> cell(page, "good", "good");
            case BAD -> cell(page, "bad", "bad");
            case UNCHECKED -> cell(page, "", "not checked");
        }
        cell(page, one.answered() >= 300 ? "bad" : "", String.valueOf(one.answered()));
        page.append("</tr>\n");
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }

    private static void cell(StringBuilder page, String cssClass, String text) {
        page.append(cssClass.isEmpty() ? "<td>" : "<td class=\"" + cssClass + "\">");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '&' -> page.append("&amp;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.appendCodePoint(c < ' ' || isInvisible(c) ? '\uFFFD' : c);
            }
        });
        page.append("</td>");
    }

    /** Characters that reverse or hide the text around them. */
    private static boolean isInvisible(int c) {
        return Character.getType(c) == Character.FORMAT || Character.isISOControl(c);
    }
}
