# Opsgenie, Alert API: https://docs.opsgenie.com/docs/alert-api
#   url                  https://api.opsgenie.com (the default) or https://api.eu.opsgenie.com
#   options.api-key      of an API integration; or set headers.Authorization = GenieKey ...
#   options.team         name of the team that is to respond
# The alias is the incident's id, so that a repeated creation counts up one alert instead of making a second.
# Limits: message 130, alias 512, description 15000, note 25000, entity 512, source 100, tags 20 of 50 characters.
# 202 says that the request was queued; what became of it stands at /v2/alerts/requests/<requestId>, kept in the receipt.
def priority: {critical: "P1", warning: "P3", info: "P5"}[.] // "P3";
def headers: if .options["api-key"] != null then {Authorization: "GenieKey \(.options["api-key"])"} else {} end;
def alias: .id | if test("^[A-Za-z0-9._:-]{1,512}$") then . else digest end;
incident as $i
| ("/v2/alerts/\($i | alias | @uri)") as $alert
| (.answers | length) as $asked
| headers as $headers
| {priority: ($i.severity | priority), request: (.answers[0].body.requestId? // .receipt.request)} as $receipt
| if $i.action == null then {skip: "Opsgenie gets incidents only"}
  elif $i.action == "open" then
    if $asked > 0 then {done: $receipt}
    else {request: {method: "POST", path: "/v2/alerts", headers: $headers, body: (
      {
        message: ($i.title | clip(130)), alias: ($i | alias), description: ($i.text | clip(15000)), entity: ($i.key | clip(512)),
        source: ($i.source | clip(100)), priority: ($i.severity | priority), tags: [($i.kind, $i.cause // empty) | clip(50)],
        details: {incident: ($i.id | clip(500)), key: ($i.key | clip(500)), cause: ($i.cause // "" | clip(100)), reason: ($i.reason // "" | clip(200))}
      }
      + if .options.team != null then {responders: [{type: "team", name: .options.team}]} else {} end)}}
    end
  elif $i.action == "update" then
    if $asked == 0 then {request: {method: "POST", path: "\($alert)/notes", query: {identifierType: "alias"}, headers: $headers,
      body: {note: ($i.text | clip(25000)), source: ($i.source | clip(100))}, expect: [404]}}
    elif $asked == 1 and .receipt.priority != $receipt.priority then {request: {method: "PUT", path: "\($alert)/priority",
      query: {identifierType: "alias"}, headers: $headers, body: {priority: $receipt.priority}, expect: [404]}}
    else {done: $receipt} end
  elif $asked == 0 then {request: {method: "POST", path: "\($alert)/close", query: {identifierType: "alias"}, headers: $headers,
    body: {note: ($i.text | clip(25000)), source: ($i.source | clip(100))}, expect: [404]}}
  else {done: $receipt} end
