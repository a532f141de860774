# Zendesk tickets: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
#   url                    https://<subdomain>.zendesk.com
#   headers.Authorization  Basic <base64 of <e-mail>/token:<API token>>
#   options.tags           tags of new tickets, comma-separated (iot-connectivity)
#   options.group-id       number of the group that should respond
# A ticket has the external_id iotc-<digest of the incident's id>, which is searched for before one is created. Comments are internal.
# Delivered: the id of the ticket. A ticket closed by a person accepts no updates. Limits: subject 150, comment 64 KB.
def tickets: "/api/v2/tickets";
def priority: {critical: "urgent", warning: "high"}[.] // "normal";
def comment($i): {comment: {body: ($i.text | clip(8000)), public: false}};
incident as $i
| "iotc-\($i.id | digest)" as $mine
| (.receipt.id // .answers[0].body.tickets[0].id? // null) as $id
| if $i.action == null then {skip: "Zendesk gets incidents only"}
  elif .receipt.id == null and (.answers | length) == 0 then
    {request: {method: "GET", path: tickets, query: {external_id: $mine, per_page: "1"}, answer: [{tickets: []}]}}
  else
    (if .receipt.id == null then .answers[1:] else .answers end) as $a
    | if $i.action == "open" then
        if $id != null then {done: {id: $id}}
        elif ($a | length) == 0 then {request: {method: "POST", path: tickets, headers: {"Idempotency-Key": $mine}, answer: [{ticket: {id: "*"}}], body: {
          ticket: ({subject: ($i.title | headline(150)), external_id: $mine, type: "incident", priority: ($i.severity | priority),
            tags: (.options.tags // "iot-connectivity" | split(",") | map(gsub("^ +| +$"; "")) | map(select(. != "")))} + comment($i)
            + if .options["group-id"] != null then {group_id: (.options["group-id"] | tonumber? // null)} else {} end)}}}
        else {done: {id: $a[0].body.ticket.id}} end
      elif $id == null then {done: null, note: "Zendesk has no ticket for the incident"}
      elif ($a | length) == 0 then {request: {method: "PUT", path: "\(tickets)/\($id)", expect: [404, 422], answer: [{ticket: {id: "*"}}], body: {
        ticket: (comment($i) + if $i.action == "resolve" then {status: "solved"} else {priority: ($i.severity | priority)} end)}}}
      elif $a[0].status == 404 then {done: {id: $id}, note: "ticket \($id) no longer exists"}
      elif $a[0].status == 422 and ($a[0].body | tojson | test("closed"; "i")) then {done: {id: $id}, note: "ticket \($id) is closed and accepts no updates"}
      elif $a[0].status == 422 then {fail: "Zendesk says: \($a[0].body | tojson | clip(300))"}
      else {done: {id: $id}} end
  end
