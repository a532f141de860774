# Jira Cloud issues, REST API v3: https://developer.atlassian.com/cloud/jira/platform/rest/v3/
#   url                        https://<site>.atlassian.net
#   headers.Authorization      Basic <base64 of user:API token>
#   options.project            key of the project
#   options.issue-type         name of the issue type (Task)
#   options.resolve-transition name of the transition, or of the status it leads to (Done)
#   options.reopen-transition  the same for opening again (To Do)
#   options.reopen-within      hours: a new incident about the same thing opens the issue of an earlier one again that was done so
#                              lately; without it every incident has an issue of its own
# An incident's issue has the label iotc-<digest of its id>, which is searched for before an issue is made, and a label made of what it
# is about. Jira's search learns of a new issue some seconds late.
# Limits: summary 255 characters on one line, label 255 without blanks, description 32767 with its markup.
def tag: "iotc-\(digest)";
def doc: {type: "doc", version: 1, content: [split("\n")[0:100][] | if . == "" then {type: "paragraph", content: []} else {type: "paragraph", content: [{type: "text", text: .}]} end]};
def search($jql): {request: {method: "GET", path: "/rest/api/3/search/jql", query: {jql: $jql, fields: "status", maxResults: "1"}}};
def look($issue): {request: {method: "GET", path: "/rest/api/3/issue/\($issue | @uri)", query: {fields: "status", expand: "transitions"}, expect: [404]}};
def is_done: .fields.status.statusCategory.key == "done";
def comment($issue; $i): {request: {method: "POST", path: "/rest/api/3/issue/\($issue | @uri)/comment", body: {body: ($i.text | clip(8000) | doc)}, expect: [404]}};
def to($issue; $id): {request: {method: "POST", path: "/rest/api/3/issue/\($issue | @uri)/transitions", body: {transition: {id: $id}}}};
def transition($name): ($name | ascii_downcase) as $n | [.transitions[]? | select((.name, .to.name? // "") | ascii_downcase == $n) | .id] | first;
def reopen_within: .options["reopen-within"] // "" | if test("^[0-9]{1,4}$") then tonumber else null end;
def create($i): {request: {method: "POST", path: "/rest/api/3/issue", body: {fields: {
  project: {key: .options.project}, issuetype: {name: (.options["issue-type"] // "Task")},
  summary: ($i.title | gsub("\n"; " ") | clip(255)), description: ($i.text | clip(8000) | doc),
  labels: ["iot-connectivity", ($i.id | tag), ($i.key | tag)]}}}};
# From an issue that was looked at: through the transition, and then a comment, which comes last because it must not come twice.
def through($name; $issue; $looked; $i; $asked):
  .receipt as $receipt
  | ($looked.body | transition($name)) as $id
  | if $id == null then {fail: "issue \($issue) has no transition to \($name)"}
    elif $asked == 0 then to($issue; $id)
    elif $asked == 1 then comment($issue; $i)
    else {done: {issue: $issue}} end;
incident as $i
| .answers as $a
| ($a | length) as $n
| "labels = \"\($i.id | tag)\"" as $mine
| (.options["resolve-transition"] // "Done") as $resolve
| (.options["reopen-transition"] // "To Do") as $reopen
| if .options.project == null then {fail: "needs options.project, the key of a Jira project"}
  elif .options["reopen-within"] != null and reopen_within == null then {fail: "options.reopen-within is a number of hours"}
  elif $i.action == null then {skip: "Jira gets incidents only"}
  elif $i.action == "open" then
    if $n == 0 then search($mine)
    elif ($a[0].body.issues | length) > 0 then
      $a[0].body.issues[0] as $found
      | if ($found | is_done | not) then {done: {issue: $found.key}}
        elif $n == 1 then look($found.key)
        else through($reopen; $found.key; $a[1]; $i; $n - 2) end
    elif reopen_within == null then
      if $n == 1 then create($i) else {done: {issue: $a[1].body.key}} end
    elif $n == 1 then search("labels = \"\($i.key | tag)\" AND statusCategory = Done AND statusCategoryChangedDate >= \"-\(reopen_within)h\" ORDER BY updated DESC")
    elif ($a[1].body.issues | length) == 0 then
      if $n == 2 then create($i) else {done: {issue: $a[2].body.key}} end
    else
      $a[1].body.issues[0].key as $issue
      | if $n == 2 then {request: {method: "PUT", path: "/rest/api/3/issue/\($issue | @uri)", body: {update: {labels: [{add: ($i.id | tag)}]}}}}
        elif $n == 3 then look($issue)
        else through($reopen; $issue; $a[3]; $i; $n - 4) end
    end
  elif .receipt.issue == null and $n == 0 then search($mine)
  else
    (if .receipt.issue == null then 1 else 0 end) as $before
    | (.receipt.issue // $a[0].body.issues[0].key) as $issue
    | ($n - $before) as $n
    | $a[$before] as $looked
    | if $issue == null then {done: null}
      elif $i.action == "update" then
        if $n == 0 then comment($issue; $i) else {done: {issue: $issue}} end
      elif $n == 0 then look($issue)
      elif $looked.status == 404 or ($n == 1 and ($looked.body | is_done)) then {done: {issue: $issue}}
      else through($resolve; $issue; $looked; $i; $n - 1) end
  end
