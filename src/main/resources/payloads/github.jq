# GitHub issues: https://docs.github.com/rest/issues/issues
#   url                  https://api.github.com (the default); for an Enterprise Server https://<host>/api/v3
#   options.repository   <owner>/<name>
#   options.token        with write access to its issues; or set headers.Authorization = Bearer ...
#   options.labels       labels of new issues, comma-separated (iot-connectivity, which is always added)
# The issue's text ends with iotc-<digest of the incident's id>. If an earlier attempt may have created the issue, it is searched for among
# the latest 20 with the label. Texts are in a code block, where GitHub ignores mentions, links and issue numbers.
# Delivered: the number of the issue, the id of the comment. Limits: title 256, text 65536 characters; 80 new issues and comments a minute.
def headers: {Accept: "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
  + if .options.token != null then {Authorization: "Bearer \(.options.token)"} else {} end;
def issues: "/repos/\(.options.repository)/issues";
def block($n): clip($n) | gsub("~~~"; "---") | "~~~~text\n\(.)\n~~~~";
def comment($number; $i): {request: {method: "POST", path: "\(issues)/\($number)/comments", headers: headers, expect: [404, 410],
  answer: [{id: "*"}], body: {body: ($i.text | block(8000))}}};
incident as $i
| "iotc-\($i.id | digest)" as $mine
| .answers as $a
| first_told as $first
| ($first | not) as $doubts
| if (.options.repository // "" | test("^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$") | not) then {fail: "needs options.repository, as owner/name"}
  elif $i.action == null then {skip: "GitHub gets incidents only"}
  elif .receipt.number == null and $doubts and ($a | length) == 0 then
    {request: {method: "GET", path: issues, headers: headers, answer: [[]],
      query: {labels: "iot-connectivity", state: "all", sort: "created", direction: "desc", per_page: "20"}}}
  else
    (.receipt.number // (if $doubts then first(($a[0].body // [])[] | select(.body // "" | contains($mine)) | .number) // null else null end)) as $number
    | (if .receipt.number == null and $doubts then $a[1:] else $a end) as $a
    | if $i.action == "open" then
        if $number != null then {done: {number: $number}}
        elif ($a | length) == 0 then {request: {method: "POST", path: issues, headers: headers, answer: [{number: "*"}], body: {
          title: ($i.title | headline(256)), body: "\($i.text | block(8000))\n\n\($mine)",
          labels: (["iot-connectivity"] + (.options.labels // "" | split(",") | map(gsub("^ +| +$"; "")) | map(select(. != ""))) | unique)}}}
        else {done: {number: $a[0].body.number}} end
      elif $number == null then {done: null, note: "GitHub has no issue for the incident"}
      elif ($a | length) > 0 and ($a[-1].status == 404 or $a[-1].status == 410) then {done: {number: $number}, note: "issue \($number) no longer exists"}
      elif $i.action == "update" then
        if ($a | length) == 0 then comment($number; $i) else {done: {number: $number}} end
      elif ($a | length) == 0 then {request: {method: "PATCH", path: "\(issues)/\($number)", headers: headers, expect: [404, 410],
        answer: [{number: "*"}], body: {state: "closed", state_reason: "completed"}}}
      elif ($a | length) == 1 then comment($number; $i)
      else {done: {number: $number}} end
  end
