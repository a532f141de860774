# Jira Service Management, Operations.
#   options.api-key       of an API integration: alerts go to https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events/
#   options.cloud-id      or, without a key, id of the site: alerts go to https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v2/api-group-alerts/
#                         with headers.Authorization = Basic ... of a user's API token
# The alias is the incident's id, so that a repeated creation counts up one alert instead of making a second.
# Limits: message 130, alias 512, description 15000, note 25000, entity 512, source 100, tags 20 of 50 characters.
# 202 says that the request was queued; its requestId is kept in the receipt.
def priority: {critical: "P1", warning: "P3", info: "P5"}[.] // "P3";
def alias: .id | if test("^[A-Za-z0-9._:-]{1,512}$") then . else digest end;
def alert($i): {
  message: ($i.title | clip(130)), alias: ($i | alias), description: ($i.text | clip(15000)), entity: ($i.key | clip(512)),
  source: ($i.source | clip(100)), priority: ($i.severity | priority), tags: [($i.kind, $i.cause // empty) | clip(50)]
};
def note($i): {note: ($i.text | clip(25000))};
incident as $i
| (.answers | length) as $asked
| {request: (.answers[0].body.requestId? // .receipt.request)} as $receipt
| if $i.action == null then {skip: "Jira Service Management gets incidents only"}
  elif .options["api-key"] != null then
    {Authorization: "GenieKey \(.options["api-key"])"} as $headers
    | "/jsm/ops/integration/v2/alerts" as $alerts
    | if $asked > 0 then {done: $receipt}
      elif $i.action == "open" then {request: {method: "POST", path: $alerts, headers: $headers, body: (alert($i) + {details: {incident: ($i.id | clip(500)), key: ($i.key | clip(500))}})}}
      else {request: {method: "POST", path: "\($alerts)/\($i | alias | @uri)/\(if $i.action == "resolve" then "close" else "notes" end)",
        query: {identifierType: "alias"}, headers: $headers, body: (note($i) + {source: ($i.source | clip(100))}), expect: [404]}} end
  elif .options["cloud-id"] == null then {fail: "needs options.api-key or options.cloud-id"}
  else
    "/jsm/ops/api/\(.options["cloud-id"] | @uri)/v1/alerts" as $alerts
    | if $i.action == "open" then
        if $asked > 0 then {done: $receipt}
        else {request: {method: "POST", path: $alerts, body: (alert($i) + {extraProperties: {incident: ($i.id | clip(500)), key: ($i.key | clip(500))}})}} end
      elif $asked == 0 then {request: {method: "GET", path: "\($alerts)/alias", query: {alias: ($i | alias)}, expect: [404]}}
      elif .answers[0].body.id? == null then
        if .attempt < 5 then {retry: "there is no alert of this alias yet, as long as its creation is queued", after: 10}
        else {done: $receipt} end
      elif $asked == 1 then {request: {method: "POST", expect: [404], body: note($i),
        path: "\($alerts)/\(.answers[0].body.id | @uri)/\(if $i.action == "resolve" then "close" else "notes" end)"}}
      else {done: $receipt} end
  end
