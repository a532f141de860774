# E-mails: https://www.rfc-editor.org/rfc/rfc5322
# The content of a mail about an event; how it is sent, and in which thread, is decided elsewhere.
#   .sentence  the event in one line, for one that is not about an incident
#   .open      whether it is the first mail of its incident
#   .page      the address of the dashboard; null if it is not configured
# Returns .id, which identifies the event at every attempt, .subject, .text and .html.
# Limits: 200 characters (UTF-16 code units) for a subject, several lines once encoded; 8000 for a text.
def color: {critical: "#c0392b", warning: "#d9822b"}[.severity] // "#2b6cb0";
def row: index(": ") as $at
  | if $at == null then "<tr><td colspan=\"2\" style=\"overflow-wrap:anywhere\">\(@html)</td></tr>"
    else "<tr><th style=\"text-align:left;vertical-align:top;white-space:nowrap;padding-right:1em\">\(.[0:$at] | @html)</th><td style=\"overflow-wrap:anywhere\">\(.[$at + 2:] | @html)</td></tr>" end;
incident as $i
| (if $i.action == null then .sentence else $i.title end | headline(180)) as $title
| "\({update: "Update: ", resolve: "Resolved: "}[$i.action // ""] // "")\($title)" as $head
| ((if $i.action == null then [] else ["Severity: \($i.severity)"] end)
   + [$i.text | clip(8000) | split("\n")[1:][] | select(. != "Incident: null")]) as $lines
| (if .page == null or $i.id == null then null else "\(.page)#/incidents/\($i.id | @uri)" end) as $link
| "Sent by \($i.source | headline(200)) on its own; nobody reads what is replied." as $foot
| {
    id: ("\($i.source)\n\(.event.id)" | digest),
    urgent: ($i.severity == "critical" and $i.action != "resolve"),
    subject: "[\($i.severity)] \($title)",
    text: ([$head, ""] + $lines + (if $link == null then [] else ["", $link] end) + ["", "-- ", $foot, ""] | join("\n")),
    html: ([
      "<!DOCTYPE html>",
      "<html lang=\"en\"><head><meta charset=\"utf-8\"></head><body style=\"font-family:sans-serif\">",
      "<p style=\"border-left:5px solid \($i | color);padding:.3em .7em;font-size:1.2em;overflow-wrap:anywhere\"><strong>\($head | @html)</strong></p>",
      "<table>", ($lines[] | row), "</table>",
      (if $link == null then empty else "<p><a href=\"\($link | @html)\">Open it in the dashboard</a></p>" end),
      "<p style=\"color:#666;font-size:.85em\">\($foot | @html)</p>",
      "</body></html>", ""] | join("\n"))
  }
