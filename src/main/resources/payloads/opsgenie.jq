# Opsgenie, Alert API: https://docs.opsgenie.com/docs/alert-api
#   url                  https://api.opsgenie.com (the default) or https://api.eu.opsgenie.com
#   options.api-key      of an API integration; or set headers.Authorization = GenieKey ...
#   options.team         name of the team that should respond
#   options.look-ups     how often to poll the status of a queued request, from 0 to 5 (4)
# The alias is the incident's id, so a repeated creation increments the count of one alert instead of creating a second.
# Limits: message 130, alias 512, description 15000, note 25000, entity 512, source 100, tags 20 of 50 characters.
# Delivered: the request, queued according to 202 and its requestId, has been carried out; a note or a priority that is still queued
# counts too, since it would come twice. A key without read access to alerts cannot poll: 202 then suffices.
def priority: {critical: "P1", warning: "P3", info: "P5"}[.] // "P3";
def headers: if .options["api-key"] != null then {Authorization: "GenieKey \(.options["api-key"])"} else {} end;
def alias: .id | if test("^[A-Za-z0-9._:-]{1,512}$") then . else digest end;
incident as $i
| ("/v2/alerts/\($i | alias | @uri)") as $alert
| headers as $headers
| {priority: ($i.severity | priority)} as $receipt
| {query: {identifierType: "alias"}, expect: [404]} as $known
| (if $i.action == "open" then
    [{path: "/v2/alerts", body: (
      {
        message: ($i.title | headline(130)), alias: ($i | alias), description: ($i.text | clip(15000)), entity: ($i.key | clip(512)),
        source: ($i.source | clip(100)), priority: $receipt.priority, tags: [($i.kind, $i.cause // empty) | clip(50)],
        details: {incident: ($i.id | clip(500)), key: ($i.key | clip(500)), cause: ($i.cause // "" | clip(100)), reason: ($i.reason // "" | clip(200))}
      }
      + if .options.team != null then {responders: [{type: "team", name: .options.team}]} else {} end)}]
  elif $i.action == "update" then
    [$known + {path: "\($alert)/notes", body: {note: ($i.text | clip(25000)), source: ($i.source | clip(100))}}]
    + if .receipt.priority == $receipt.priority then [] else [$known + {method: "PUT", path: "\($alert)/priority", body: {priority: $receipt.priority}}] end
  else [$known + {path: "\($alert)/close", body: {note: ($i.text | clip(25000)), source: ($i.source | clip(100))}}] end) as $changes
| if $i.action == null then {skip: "Opsgenie gets incidents only"}
  else
    carried_out($changes; "/v2/alerts/requests"; $headers) as $that
    | if $that.request != null then {request: $that.request}
      else ended($that; $i; $receipt; "Opsgenie") end
  end
