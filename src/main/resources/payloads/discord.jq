# Discord, webhooks of a channel: https://docs.discord.com/developers/resources/webhook#execute-webhook
#   url   https://discord.com/api/webhooks/<id>/<token>, without a trailing /slack; anyone who has it can post, so it is a secret
# An incident is one message, which is edited as it progresses; its end, and a change of severity, is also a separate message, since
# edits notify nobody. Texts are in a code block and mention nobody.
# Delivered: the id of the message. Limits: title 256, description 4096 characters; five messages in two seconds.
def block($n): clip($n) | gsub("```"; "'''") | "```\n\(.)\n```";
def escaped: gsub("(?<c>[\\\\*_~`|>#<@:()\\[\\]-])"; "\\\(.c)");
def message($i): {allowed_mentions: {parse: []}, embeds: [{
  title: "\($i | sign) \($i.title | headline(120) | escaped)", description: ($i.text | block(4000)),
  color: (if $i.action == "resolve" then 3066993 else {critical: 15158332, warning: 15105570}[$i.severity] // 3447003 end)}]};
def post($i): {request: {method: "POST", path: "", query: {wait: "true"}, answer: [{id: "*"}], body: message($i)}};
incident as $i
| .receipt.id as $id
| (.answers | length) as $n
| if $i.action == null then {skip: "Discord gets incidents only"}
  elif $id == null then
    if $n == 0 then post($i) else {done: {id: .answers[0].body.id, severity: $i.severity}} end
  elif $i.reminder != null then if $n == 0 then post($i) else {done: .receipt} end
  elif $n == 0 then {request: {method: "PATCH", path: "/messages/\($id | @uri)", expect: [404], answer: [{id: "*"}], body: message($i)}}
  elif $n == 1 and ($i.action == "resolve" or .receipt.severity != $i.severity or .answers[0].status == 404) then post($i)
  elif .answers[0].status == 404 then {done: {id: .answers[1].body.id, severity: $i.severity}, note: "the message of the incident no longer exists; a new one was posted"}
  else {done: {id: $id, severity: $i.severity}} end
