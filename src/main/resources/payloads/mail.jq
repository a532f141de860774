# E-mails: https://www.rfc-editor.org/rfc/rfc5322
# The content of a mail about an event; how it is sent, and in which thread, is decided elsewhere.
#   .sentence  the event in one line, for one that is not about an incident; a report has a line for each figure and class
#   .open      whether it is the first mail of its incident
#   .page      the address of the dashboard; null if it is not configured
# Returns .id, which identifies the event at every attempt, .subject, .text and .html.
# Limits: 200 characters (UTF-16 code units) for a subject, several lines once encoded; 8000 for a text.
def color: {critical: "#c0392b", warning: "#d9822b"}[.severity] // "#2b6cb0";
def row: index(": ") as $at
  | if $at == null then "<tr><td colspan=\"2\" style=\"overflow-wrap:anywhere\">\(@html)</td></tr>"
    else "<tr><th style=\"text-align:left;vertical-align:top;white-space:nowrap;padding-right:1em\">\(.[0:$at] | @html)</th><td style=\"overflow-wrap:anywhere\">\(.[$at + 2:] | @html)</td></tr>" end;
def rounded: if . == null then "unknown" else "\(. * 100000 | floor / 1000) %" end;
# A remainder is written without a decimal point.
def whole: floor % 1000000000000000;
def span: whole as $s
  | if $s >= 86400 then "\($s / 86400 | whole)d\($s % 86400 / 3600 | whole)h"
    elif $s >= 3600 then "\($s / 3600 | whole)h\($s % 3600 / 60 | whole)m"
    elif $s >= 60 then "\($s / 60 | whole)m\($s % 60)s"
    else "\($s)s" end;
def outages: if .outages == 0 then "none" else "\(.outages), the longest \(.longestOutageSeconds | span), on average \(.mttrSeconds | span)" end;
def figures: "\(.availability | rounded), \(.devices) \(if .devices == 1 then "device" else "devices" end), down \(.downSeconds | span), outages: \(outages)";
def report_lines: .event.data as $d | $d.fleet as $f
  | ["Period: \($d.from) to \($d.until) (\($d.zone))"]
    + (if $d.keptSince != null and $d.keptSince > $d.from then ["Nothing is known before: \($d.keptSince)"] else [] end)
    + ["Available: \($f.availability | rounded)", "Devices: \($f.devices)", "Up: \($f.upSeconds | span)", "Down: \($f.downSeconds | span)",
       "Excluded: \($f.excludedSeconds | span)", "Unknown: \($f.unknownSeconds | span)", "Outages: \($f | outages)"]
    + [$f.downSecondsByReason | to_entries | sort_by(-.value)[] | "Down for \(.key | headline(100)): \(.value | span)"]
    + [$d.classes | to_entries[] | "Class \(.key | headline(100)): \(.value | figures)"];
(.event.type | endswith(".report.monthly")) as $report
| incident as $i
| (if $i.action == null then .sentence else $i.title end | headline(180)) as $title
| "\({update: "Update: ", resolve: "Resolved: "}[$i.action // ""] // "")\($title)" as $head
| (if $report then report_lines else ((if $i.action == null then [] else ["Severity: \($i.severity)"] end)
   + [$i.text | clip(8000) | split("\n")[1:][] | select(. != "Incident: null")]) end) as $lines
| (if .page != null and $report then "\(.page)#/report?month=\(.event.data.month)" elif .page == null or $i.id == null then null else "\(.page)#/incidents/\($i.id | @uri)" end) as $link
| "Sent by \($i.source | headline(200)) on its own; nobody reads what is replied." as $foot
| {
    id: ("\($i.source)\n\(.event.id)" | digest),
    urgent: ($i.severity == "critical" and $i.action != "resolve"),
    subject: (if $report then $title else "[\($i.severity)] \($title)" end),
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
