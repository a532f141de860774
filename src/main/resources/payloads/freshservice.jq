# Freshservice tickets: https://api.freshservice.com/#tickets
#   url                      https://<domain>.freshservice.com
#   headers.Authorization    Basic <base64 of <API key>:X>
#   options.email            the requester of new tickets
#   options.workspace-id     number of the workspace, if there are several
#   options.resolved-status  status of resolved tickets (4, Resolved)
# A ticket has the tag iotc-<prefix of a digest of the incident's id>. If an earlier attempt may have created the ticket, this tag is
# searched for. Notes are private.
# Delivered: the id of the ticket or of the note. Limits: subject 255, tag 32 characters.
def tickets: "/api/v2/tickets";
def priority: {critical: 4, warning: 3}[.] // 2;
def html: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;") | gsub("\n"; "<br>");
def note($id; $i): {request: {method: "POST", path: "\(tickets)/\($id)/notes", expect: [404], answer: [{conversation: {id: "*"}}],
  body: {body: ($i.text | clip(8000) | html), private: true}}};
incident as $i
| "iotc-\($i.id | digest | .[0:24])" as $mine
| first_told as $first
| ($first | not) as $doubts
| (.options["resolved-status"] // "4" | tonumber? // null) as $resolved
| if .options.email == null then {fail: "needs options.email, that of the requester"}
  elif $resolved == null then {fail: "options.resolved-status is a number"}
  elif $i.action == null then {skip: "Freshservice gets incidents only"}
  elif .receipt.id == null and $doubts and (.answers | length) == 0 then
    {request: {method: "GET", path: "\(tickets)/filter", query: {query: "\"tag:'\($mine)'\""}, answer: [{tickets: []}]}}
  else
    (.receipt.id // (if $doubts then .answers[0].body.tickets[0].id? else null end)) as $id
    | (if .receipt.id == null and $doubts then .answers[1:] else .answers end) as $a
    | if $i.action == "open" then
        if $id != null then {done: {id: $id}}
        elif ($a | length) == 0 then {request: {method: "POST", path: tickets, answer: [{ticket: {id: "*"}}], body: (
          {email: .options.email, subject: ($i.title | headline(255)), description: ($i.text | clip(8000) | html), status: 2,
            priority: ($i.severity | priority), tags: ["iot-connectivity", $mine]}
          + if .options["workspace-id"] != null then {workspace_id: (.options["workspace-id"] | tonumber? // null)} else {} end)}}
        else {done: {id: $a[0].body.ticket.id}} end
      elif $id == null then {done: null, note: "Freshservice has no ticket for the incident"}
      elif ($a | length) > 0 and $a[-1].status == 404 then {done: {id: $id}, note: "ticket \($id) no longer exists"}
      elif ($a | length) == 0 then {request: {method: "PUT", path: "\(tickets)/\($id)", expect: [404], answer: [{ticket: {id: "*"}}],
        body: (if $i.action == "resolve" then {status: $resolved} else {priority: ($i.severity | priority)} end)}}
      elif ($a | length) == 1 then note($id; $i)
      else {done: {id: $id}} end
  end
