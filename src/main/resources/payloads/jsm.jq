# Jira Service Management, Operations.
#   options.api-key       of an API integration: alerts go to https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events/
#   options.cloud-id      or, without a key, id of the site: alerts go to https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v2/api-group-alerts/
#                         with headers.Authorization = Basic ... of a user's API token
#   options.look-ups      how often to poll the status of a queued request, from 0 to 5 (4)
# The alias is the incident's id, so a repeated creation increments the count of one alert instead of creating a second.
# Limits: message 130, alias 512, description 15000, note 25000, entity 512, source 100, tags 20 of 50 characters.
# Delivered: the request, queued according to 202 and its requestId, has been carried out; a note that is still queued counts too, since
# it would come twice. A key without read access to alerts cannot poll: 202 then suffices.
def priority: {critical: "P1", warning: "P3", info: "P5"}[.] // "P3";
def alias: .id | if test("^[A-Za-z0-9._:-]{1,512}$") then . else digest end;
def alert($i): {
  message: ($i.title | headline(130)), alias: ($i | alias), description: ($i.text | clip(15000)), entity: ($i.key | clip(512)),
  source: ($i.source | clip(100)), priority: ($i.severity | priority), tags: [($i.kind, $i.cause // empty) | clip(50)]
};
def extra($i): {incident: ($i.id | clip(500)), key: ($i.key | clip(500))};
def note($i): {note: ($i.text | clip(25000))};
def verb($i): if $i.action == "resolve" then "close" else "notes" end;
def go($changes; $requests; $headers; $i; $alert):
  carried_out($changes; $requests; $headers) as $that
  | if $that.request != null then {request: $that.request}
    elif $that.ended == "late" and .options["api-key"] != null and .attempt > 2 then
      {done: {}, note: "Jira Service Management accepted the request three times but never reported its outcome"}
    else ended($that; $i; {alert: ($that.alert // $alert)}; "Jira Service Management") end;
incident as $i
| if $i.action == null then {skip: "Jira Service Management gets incidents only"}
  elif .options["api-key"] != null then
    "/jsm/ops/integration/v2/alerts" as $alerts
    | go(
        [if $i.action == "open" then {path: $alerts, body: (alert($i) + {details: extra($i)})}
         else {path: "\($alerts)/\($i | alias | @uri)/\(verb($i))", query: {identifierType: "alias"}, body: (note($i) + {source: ($i.source | clip(100))}), expect: [404]} end];
        "\($alerts)/requests"; {Authorization: "GenieKey \(.options["api-key"])"}; $i; null)
  elif .options["cloud-id"] == null then {fail: "needs options.api-key or options.cloud-id"}
  else
    "/jsm/ops/api/\(.options["cloud-id"] | @uri)/v1/alerts" as $alerts
    | if $i.action == "open" then go([{path: $alerts, body: (alert($i) + {extraProperties: extra($i)})}]; "\($alerts)/requests"; {}; $i; null)
      elif .receipt.alert == null and (.answers | length) == 0 then
        {request: {method: "GET", path: "\($alerts)/alias", query: {alias: ($i | alias)}, expect: [404], answer: [{id: "*"}]}}
      elif .receipt.alert == null and .answers[0].status == 404 then
        if .attempt < 5 then {retry: "there is no alert of this alias yet, as long as its creation is queued", after: 10, alone: true}
        else {done: {}, note: "Jira Service Management has no alert for the incident"} end
      else
        (.receipt.alert // .answers[0].body.id) as $alert
        | (if .receipt.alert == null then .answers |= .[1:] else . end)
        | go([{path: "\($alerts)/\($alert | tostring | @uri)/\(verb($i))", body: note($i), expect: [404]}]; "\($alerts)/requests"; {}; $i; $alert)
      end
  end
