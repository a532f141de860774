# ServiceNow incidents, Table API: https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html
#   url                       https://<instance>.service-now.com
#   headers.Authorization     of a user with read and write access to incidents: Basic <base64 of user:password>, or Bearer <token>
#   options.fields.<name>     value of a field of new incidents, such as options.fields.assignment_group or options.fields.caller_id: for
#                             a reference its sys_id, for a choice its value
#   options.resolved-state    state of resolved incidents (6, Resolved)
#   options.close-code        resolution code (Solution provided); instances created before Tokyo have Solved (Permanently)
# An incident has the correlation_id iotc-<digest of its id>, which is searched for before one is created: a lost response creates no second.
# Updates and the resolution are work notes. What a person has resolved, closed or cancelled stays as it is.
# Delivered: result with the sys_id. A hibernating instance answers with a page. Limits: short_description 160, correlation_id 100,
# description and notes 4000 characters.
def table: "/api/now/table/incident";
def json: {Accept: "application/json"};
def level: {critical: "1", warning: "2"}[.] // "3";
def fields: .options | with_entries(select(.key | startswith("fields.")) | .key |= ltrimstr("fields."));
def found: .answers[0].body.result[0];
def patch($id; $body): {request: {method: "PATCH", path: "\(table)/\($id | @uri)", query: {sysparm_fields: "sys_id,state"}, headers: json,
  expect: [404], answer: [{result: {sys_id: "*"}}], body: $body}};
incident as $i
| "iotc-\($i.id | digest)" as $mine
| .answers as $a
| (.options["resolved-state"] // "6") as $resolved
| {severity: $i.severity} as $now
| if $i.action == null then {skip: "ServiceNow gets incidents only"}
  elif .receipt.sys_id == null and ($a | length) == 0 then
    {request: {method: "GET", path: table, headers: json, answer: [{result: []}],
      query: {sysparm_query: "correlation_id=\($mine)^ORDERBYDESCsys_created_on", sysparm_fields: "sys_id,number,state", sysparm_limit: "1"}}}
  elif .receipt.sys_id == null and found == null and $i.action != "open" then {done: null, note: "ServiceNow has no record of the incident"}
  elif $i.action == "open" then
    if found != null then {done: ($now + {sys_id: found.sys_id, number: found.number})}
    elif ($a | length) == 1 then {request: {method: "POST", path: table, headers: json, answer: [{result: {sys_id: "*"}}],
      query: {sysparm_fields: "sys_id,number"}, body: ({
        short_description: ($i.title | headline(160)), description: ($i.text | clip(4000)), correlation_id: $mine,
        correlation_display: "iot-connectivity", impact: ($i.severity | level), urgency: ($i.severity | level)} + fields)}}
    else {done: ($now + {sys_id: $a[1].body.result.sys_id, number: $a[1].body.result.number})} end
  else
    (if .receipt.sys_id != null then {sys_id: .receipt.sys_id, number: .receipt.number} else {sys_id: found.sys_id, number: found.number} end) as $ticket
    | (if .receipt.sys_id != null then $a else $a[1:] end) as $a
    | ($now + $ticket) as $receipt
    | if $i.action == "update" then
        if ($a | length) == 0 then patch($ticket.sys_id; {work_notes: ($i.text | clip(4000))}
          + if .receipt.severity != $i.severity then {impact: ($i.severity | level), urgency: ($i.severity | level)} else {} end)
        elif $a[0].status == 404 then {done: $receipt, note: "\($ticket.number) no longer exists"}
        else {done: $receipt} end
      elif ($a | length) == 0 then {request: {method: "GET", path: "\(table)/\($ticket.sys_id | @uri)", headers: json, expect: [404],
        query: {sysparm_fields: "sys_id,state"}, answer: [{result: {sys_id: "*"}}]}}
      elif $a[0].status == 404 then {done: $receipt, note: "\($ticket.number) no longer exists"}
      elif ($a | length) > 1 or ($a[0].body.result.state | tostring | among(["6", "7", "8", $resolved])) then {done: $receipt}
      else patch($ticket.sys_id; {state: $resolved, close_code: (.options["close-code"] // "Solution provided"),
        close_notes: ($i.text | clip(4000)), work_notes: ($i.text | clip(4000))}) end
  end
