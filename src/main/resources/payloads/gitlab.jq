# GitLab issues: https://docs.gitlab.com/api/issues/
#   url                 https://gitlab.com (the default), or your own instance
#   options.project     number of the project, as its page shows it (Project ID)
#   options.token       access token with the scope api
#   options.issue-type  issue or incident (incident)
#   options.labels      labels of new issues, comma-separated (iot-connectivity)
# The issue's text ends with iotc-<digest of the incident's id>, which is searched for before an issue is created. Texts are in a code
# block, where GitLab ignores mentions, issue numbers and commands.
# Delivered: the iid of the issue, the id of the note. Limits: title 255 characters.
def headers: if .options.token != null then {"PRIVATE-TOKEN": .options.token} else {} end;
def issues: "/api/v4/projects/\(.options.project)/issues";
def block($n): clip($n) | gsub("~~~"; "---") | "~~~~text\n\(.)\n~~~~";
def note($iid; $i): {request: {method: "POST", path: "\(issues)/\($iid)/notes", headers: headers, expect: [404], answer: [{id: "*"}],
  body: {body: ($i.text | block(8000))}}};
incident as $i
| "iotc-\($i.id | digest)" as $mine
| (.receipt.iid // .answers[0].body[0].iid? // null) as $iid
| if (.options.project // "" | test("^[0-9]+$") | not) then {fail: "needs options.project, the number of a GitLab project"}
  elif $i.action == null then {skip: "GitLab gets incidents only"}
  elif .receipt.iid == null and (.answers | length) == 0 then
    {request: {method: "GET", path: issues, headers: headers, answer: [[]], query: {search: $mine, in: "description", scope: "all", per_page: "1"}}}
  else
    (if .receipt.iid == null then .answers[1:] else .answers end) as $a
    | if $i.action == "open" then
        if $iid != null then {done: {iid: $iid}}
        elif ($a | length) == 0 then {request: {method: "POST", path: issues, headers: headers, answer: [{iid: "*"}], body: {
          title: ($i.title | headline(255)), description: "\($i.text | block(8000))\n\n\($mine)",
          labels: (.options.labels // "iot-connectivity"), issue_type: (.options["issue-type"] // "incident")}}}
        else {done: {iid: $a[0].body.iid}} end
      elif $iid == null then {done: null, note: "GitLab has no issue for the incident"}
      elif ($a | length) > 0 and $a[-1].status == 404 then {done: {iid: $iid}, note: "issue \($iid) no longer exists"}
      elif $i.action == "update" then
        if ($a | length) == 0 then note($iid; $i) else {done: {iid: $iid}} end
      elif ($a | length) == 0 then {request: {method: "PUT", path: "\(issues)/\($iid)", headers: headers, expect: [404],
        answer: [{iid: "*"}], body: {state_event: "close"}}}
      elif ($a | length) == 1 then note($iid; $i)
      else {done: {iid: $iid}} end
  end
