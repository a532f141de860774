# Prometheus Alertmanager, API v2: https://prometheus.io/docs/alerting/latest/clients/ (POST /api/v2/alerts)
#   url                   of one Alertmanager; every member of a cluster needs the alerts, so configure a webhook for each
#   options.labels.<name> a label to add, for routing (no '-' in the name)
#   options.repeat        the interval in seconds at which an open incident is resent (100): a third of Alertmanager's resolve_timeout or less
#   options.hold          how many hours an alert lives without being resent (24)
# The labels identify an alert: alertname, incident, key, kind, group (if there is one), severity and those of the options. They are
# set at the opening and stay the same to the end. An incident whose severity changes gets a second alert with that severity, and both
# end with it: as with rules for several severities, nobody is notified that it is over before it is. To receive the higher one only,
# inhibit severity="warning" by severity="critical" with equal: [incident].
# Alertmanager does not persist alerts: after a restart it learns of them when they are resent. Each is sent with an end time hours
# away, so a restart of ours ends none.
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
