# Prometheus Alertmanager, API v2: https://prometheus.io/docs/alerting/latest/clients/ (POST /api/v2/alerts)
#   url                   of one Alertmanager; of a cluster every member wants the alerts, so make a webhook for each
#   options.labels.<name> a label to add, for routing (no '-' in the name)
# The labels are what an alert is: those of the opening are kept and come again with the resolution. When the severity changes, the
# alert of the old one is ended and that of the new one begun in one request.
# An alert without an end is resolved after resolve_timeout unless it is sent again and again. Instead it is sent with an end a year
# away while the incident is open. An Alertmanager that is restarted forgets its alerts, and learns of this one at its next update.
def plus($seconds): sub("\\.[0-9]+"; "") | fromdateiso8601 + $seconds | todateiso8601;
def labels($i):
  {alertname: "IotConnectivity", incident: ($i.id | clip(255)), key: ($i.key | clip(255)), kind: ($i.kind | clip(100)), severity: $i.severity}
  + (.options | with_entries(select(.key | test("^labels\\.[a-zA-Z_][a-zA-Z0-9_]*$")) | .key |= ltrimstr("labels.")));
def alert($i; $labels; $until):
  {labels: $labels, startsAt: ($i.since // .now), endsAt: $until, annotations: {summary: ($i.title | clip(1000)), description: ($i.text | clip(8000))}};
incident as $i
| .receipt.labels as $before
| (if $i.action == "resolve" and $before != null then $before else labels($i) end) as $labels
| (if $i.action == "resolve" then .now else (.now | plus(31536000)) end) as $until
| ($i + {since: (.receipt.since // $i.since // .now)}) as $i
| if $i.action == null then {skip: "Alertmanager gets incidents only"}
  elif (.answers | length) > 0 then {done: {labels: $labels, since: $i.since}}
  else {request: {method: "POST", path: "/api/v2/alerts", body: (
    [alert($i; $labels; $until)] + if $before != null and $before != $labels then [alert($i; $before; .now)] else [] end)}}
  end
