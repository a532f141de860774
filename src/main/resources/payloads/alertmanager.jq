# Prometheus Alertmanager, API v2: https://prometheus.io/docs/alerting/latest/clients/ (POST /api/v2/alerts)
#   url                   of one Alertmanager; of a cluster every member wants the alerts, so make a webhook for each
#   options.labels.<name> a label to add, for routing (no '-' in the name)
#   options.repeat        after how many seconds an open incident is sent again (100): a third of Alertmanager's resolve_timeout or less
#   options.hold          for how many hours an alert lives that is not sent again (24)
# The labels are what an alert is: alertname, incident, key, kind, group (where there is one), severity and those of the options. They
# are those of the opening and come again to the end. An incident whose severity changes gets a second alert of that severity, and both
# end with it: as of rules for several severities, whoever was told is not told that it is over before it is. To hear of the higher
# one only, inhibit severity="warning" by severity="critical" with equal: [incident].
# Alertmanager keeps no alerts: one that is restarted learns of them when they are sent again. Each is sent with an end that is hours
# away, so that a restart of ours ends none.
# Delivered: 200 and no body.
def plus($seconds): sub("\\.[0-9]+"; "") | fromdateiso8601 + $seconds | todateiso8601;
def number($name; $absent): .options[$name] // $absent | if test("^[0-9]{1,5}$") then tonumber else null end;
def labels($i):
  {alertname: "IotConnectivity", incident: ($i.id | clip(255)), key: ($i.key | clip(255)), kind: ($i.kind | clip(100))}
  + (if $i.group != null and $i.group != "" then {group: ($i.group | clip(255))} else {} end)
  + (.options | with_entries(select(.key | test("^labels\\.[a-zA-Z_][a-zA-Z0-9_]*$")) | .key |= ltrimstr("labels.")));
incident as $i
| number("repeat"; "100") as $repeat
| number("hold"; "24") as $hold
| (.receipt.labels // labels($i)) as $labels
| (.receipt.severities // []) as $told
| (if $i.action == "resolve" and ($told | length) > 0 then $told else $told + [$i.severity] | unique end) as $severities
| (.receipt.since // $i.since // .now) as $since
| (if $i.action == "resolve" then .now else (.now | plus(($hold // 0) * 3600)) end) as $until
| if $repeat == null or $repeat < 1 then {fail: "options.repeat is a number of seconds, from 1"}
  elif $hold == null or $hold < 1 then {fail: "options.hold is a number of hours, from 1"}
  elif $i.action == null then {skip: "Alertmanager gets incidents only"}
  elif (.answers | length) > 0 then {done: {labels: $labels, severities: $severities, since: $since}, again: $repeat}
  else {request: {method: "POST", path: "/api/v2/alerts", answer: [""], body: [$severities[] | {
    labels: ({severity: .} + $labels), startsAt: $since, endsAt: $until,
    annotations: {summary: ($i.title | clip(1000)), description: ($i.text | clip(8000)), severity: $i.severity}}] | unique_by(.labels)}}
  end
