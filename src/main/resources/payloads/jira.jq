# Jira issues: Cloud, https://developer.atlassian.com/cloud/jira/platform/rest/v3/, and
# Data Center, https://developer.atlassian.com/server/jira/platform/rest/v11000/
#   url                        https://<site>.atlassian.net, or the address of a Data Center
#   headers.Authorization      Basic <base64 of user:API token>; for a Data Center Bearer <personal access token>
#   options.data-center        true for a Data Center: REST v2, plain text (false)
#   options.project            key of the project
#   options.issue-type         name of the issue type (Task)
#   options.priority.<word>    name of the priority for info, warning or critical; the default is Jira's own
#   options.fields.<id>        value of a field, such as customfield_10010: JSON, or else plain text
#   options.resolve-transition name of the transition, or of the status it leads to (Done)
#   options.resolution         name of the resolution that this transition sets, if its screen requires one
#   options.reopen-transition  like resolve-transition, for reopening (To Do)
#   options.reopen-within      hours: a new incident about the same thing reopens the issue of an earlier one that was done within
#                              this time; without it every incident has its own issue
#   options.index-wait         seconds that Jira's search may lag, from 0 to 20 (10)
# An incident's issue has the label iotc-<digest of its id>, which is searched for before an issue is created, and a label derived from
# its subject. If an earlier attempt may have created the issue and the search does not find it, it is searched for once more after
# index-wait, since Jira indexes a new issue with some seconds' delay.
# Delivered: the key of the issue, the id of the comment, 204 and no body for a transition. An issue without such a transition, or that
# refuses it, gets a comment that says so and stays open; if one cannot be reopened, a new one is created.
# Limits: summary 255 characters on one line, label 255 without spaces, description 32767 with its markup.
def tag: "iotc-\(digest)";
def dc: .options["data-center"] == "true";
def api: if dc then "/rest/api/2" else "/rest/api/3" end;
def text_of($text): if dc then $text else {type: "doc", version: 1, content:
  [$text | split("\n")[0:100][] | if . == "" then {type: "paragraph", content: []} else {type: "paragraph", content: [{type: "text", text: .}]} end]} end;
def issue($key): "\(api)/issue/\($key | tostring | @uri)";
def search($jql): {request: {method: "GET", path: "\(api)/search\(if dc then "" else "/jql" end)", query: {jql: $jql, fields: "status", maxResults: "5"}, answer: [{issues: []}]}};
def look($key): {request: {method: "GET", path: issue($key), query: {fields: "status", expand: "transitions"}, expect: [404], answer: [{fields: {status: {}}}]}};
def is_done: .fields.status.statusCategory.key == "done";
def found: (.body.issues? // []) | (map(select(is_done | not)) + .) | first;
def comment($key; $text): {request: {method: "POST", path: "\(issue($key))/comment", body: {body: text_of($text | clip(8000))}, expect: [404], answer: [{id: "*"}]}};
def to($key; $id; $with): {request: {method: "POST", path: "\(issue($key))/transitions", body: ({transition: {id: $id}} + $with), expect: [400], answer: [""]}};
def transition($name): ($name | ascii_downcase) as $n | [.body.transitions[]? | select((.name, .to.name? // "") | ascii_downcase == $n) | .id] | first;
def hours: .options["reopen-within"] // "" | if test("^[0-9]{1,4}$") then tonumber else null end;
def index_wait: .options["index-wait"] // "10" | tonumber? // 10 | if . > 20 then 20 else . end;
def fields: .options | with_entries(select(.key | startswith("fields.")) | .key |= ltrimstr("fields.") | .value |= (. as $text | try fromjson catch $text));
def create($i): .options["priority.\($i.severity)"] as $priority
  | {request: {method: "POST", path: "\(api)/issue", answer: [{key: "*"}], body: {fields: ({
    project: {key: .options.project}, issuetype: {name: (.options["issue-type"] // "Task")},
    summary: ($i.title | headline(255)), description: text_of($i.text | clip(8000)),
    labels: ["iot-connectivity", ($i.id | tag), ($i.key | tag)]}
    + (if $priority != null then {priority: {name: $priority}} else {} end) + fields)}}};
def created($i; $answer): if $answer == null then create($i) else {done: {issue: $answer.body.key}} end;
def said: .body | [(.errorMessages? // [])[], ((.errors? // {})[])] | map(tostring) | join("; ") | clip(300);
# Resolves an issue that was fetched. The comment comes last because it must not be added twice.
def resolve($name; $key; $i): .answers as $a
  | ($a[0] | transition($name)) as $id
  | (if .options.resolution != null then {fields: {resolution: {name: .options.resolution}}} else {} end) as $with
  | (if $id == null then "has no transition to \($name)" elif $a[1].status == 400 then "refuses the transition to \($name): \($a[1] | said)" else null end) as $why
  | ($a[(if $id == null then 1 else 2 end):] | length) as $commented
  | if $id != null and ($a | length) == 1 then to($key; $id; $with)
    elif $commented == 0 then comment($key; if $why == null then $i.text else "The incident is over. This issue \($why), so somebody has to close it.\n\n\($i.text)" end)
    elif $why == null then {done: {issue: $key}}
    else {done: {issue: $key}, note: "issue \($key) \($why); it stays open, with a comment that the incident is over"} end;
# Reopens an issue that was fetched, after $before, which is a request or null.
def reopen($name; $key; $i; $before): .answers as $a
  | ($a[0] | transition($name)) as $id
  | ($a[1 + (if $before == null then 0 else 1 end):]) as $rest
  | if $id == null then created($i; $a[1])
    elif $before != null and ($a | length) == 1 then {request: $before}
    elif $rest[0] == null then to($key; $id; {})
    elif $rest[0].status == 400 then created($i; $rest[1])
    elif $rest[1] == null then comment($key; $i.text)
    else {done: {issue: $key}} end;
def open($i): (.options["reopen-transition"] // "To Do") as $name
  | (.answers[0] | found) as $mine
  | if (.answers | length) == 0 then search("labels = \"\($i.id | tag)\"")
    elif $mine != null and ($mine | is_done | not) then {done: {issue: $mine.key}}
    elif $mine != null then
      .answers |= .[1:]
      | if (.answers | length) == 0 then look($mine.key) else reopen($name; $mine.key; $i; null) end
    elif hours == null then created($i; .answers[1])
    elif (.answers | length) == 1 then
      search("labels = \"\($i.key | tag)\" AND statusCategory = Done AND \(if dc then "updated" else "statusCategoryChangedDate" end) >= \"-\(hours)h\" ORDER BY updated DESC")
    else
      (.answers[1].body.issues[0].key) as $former
      | .answers |= .[2:]
      | if $former == null then created($i; .answers[0])
        elif (.answers | length) == 0 then look($former)
        else reopen($name; $former; $i; {method: "PUT", path: issue($former), body: {update: {labels: [{add: ($i.id | tag)}]}}, answer: [""]}) end
    end;
def known($key; $i):
  if $i.action == "update" then if (.answers | length) == 0 then comment($key; $i.text) else {done: {issue: $key}} end
  elif (.answers | length) == 0 then look($key)
  elif .answers[0].status == 404 then {done: {issue: $key}, note: "issue \($key) no longer exists"}
  elif (.answers | length) == 1 and (.answers[0].body | is_done) then {done: {issue: $key}}
  else resolve(.options["resolve-transition"] // "Done"; $key; $i) end;
. as $in
| (incident | if .action == "update" and $in.receipt.issue == null then .action = "open" else . end) as $i
| ($i.action == "open" or .receipt.issue == null) as $searches
# Whether an earlier attempt may have created an issue that the search does not find yet.
| ($searches and index_wait > 0 and (.attempt > 1 or (.event.type | endswith(".incident.opened") or endswith(".device.offline") or endswith(".device.stale") | not))) as $doubts
| ($doubts and .answers[0].body.issues == []) as $unfound
| if .options.project == null then {fail: "needs options.project, the key of a Jira project"}
  elif .options["reopen-within"] != null and hours == null then {fail: "options.reopen-within is a number of hours"}
  elif $i.action == null then {skip: "Jira gets incidents only"}
  elif $unfound and (.answers | length) == 1 then search("labels = \"\($i.id | tag)\"") | .request.after = ($in | index_wait)
  else
    (if $unfound then .answers |= .[1:] else . end)
    | if $i.action == "open" then open($i)
      elif .receipt.issue != null then known(.receipt.issue; $i)
      elif (.answers | length) == 0 then search("labels = \"\($i.id | tag)\"")
      else
        (.answers[0] | found.key?) as $key
        | if $key == null then {done: null, note: "Jira has no issue for the incident"}
          else .answers |= .[1:] | known($key; $i) end
      end
  end
