# Slack, Web API: https://docs.slack.dev/reference/methods/chat.postMessage and https://docs.slack.dev/reference/methods/chat.update
#   options.token         bot token (xoxb-...) with chat:write; or set headers.Authorization = Bearer ...
#   options.channel       id of the channel
# An incident is one message, which is changed as the incident goes on; each change is told in its thread as well.
# Slack answers 200 to failures too and says ok:false. Limits: text 4000 (40000 before it is cut), section 3000 characters; one message a
# second and channel. A message whose answer was lost is posted again: Slack has no key to tell a repetition by.
def escaped: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;");
def short($n): clip($n) | escaped | clip($n) | sub("&[a-z]*…$"; "…");
def badge: if .action == "resolve" then ":white_check_mark:" else {critical: ":red_circle:", warning: ":large_orange_circle:"}[.severity] // ":large_blue_circle:" end;
def message($i): {
  text: "\($i | badge) \($i.title | short(300))",
  blocks: [{type: "section", text: {type: "mrkdwn", text: "\($i | badge) \($i.text | short(2900))"}}],
  unfurl_links: false, unfurl_media: false
};
def call($method; $body): {request: {method: "POST", path: "/api/\($method)",
  headers: ({"Content-Type": "application/json; charset=utf-8"} + if .options.token != null then {Authorization: "Bearer \(.options.token)"} else {} end),
  body: $body}};
def mendable: ["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission", "missing_scope",
  "channel_not_found", "not_in_channel", "is_archived", "restricted_action", "org_login_required", "ekm_access_denied", "team_access_not_granted"];
def judged($error):
  if $error == "ratelimited" or $error == "rate_limited" then {retry: "Slack says ratelimited", after: (.answers[-1].headers["retry-after"] // "30" | tonumber? // 30)}
  elif $error | among(["internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"]) then {retry: "Slack says \($error)", maybe: true}
  elif $error | among(mendable) then {retry: "Slack says \($error)"}
  else {fail: "Slack says \($error)"} end;
incident as $i
| (.options.channel // .receipt.channel) as $channel
| .receipt.ts as $ts
| .answers as $a
| (if ($a | length) > 0 then (if $a[-1].body.ok? == true then null else ($a[-1].body.error? // "what is no answer of its API" | tostring | clip(100)) end) else null end) as $error
| if $i.action == null then {skip: "Slack gets incidents only"}
  elif $channel == null then {fail: "needs options.channel, the id of a channel"}
  elif $ts == null then
    if ($a | length) == 0 then call("chat.postMessage"; message($i) + {channel: $channel})
    elif $error != null then judged($error)
    else {done: {channel: $a[0].body.channel, ts: $a[0].body.ts}} end
  elif ($a | length) == 0 then call("chat.update"; message($i) + {channel: .receipt.channel, ts: $ts})
  elif ($a | length) == 1 and $error != null and ($error | among(["message_not_found", "cant_update_message", "edit_window_closed", "update_failed"]) | not) then judged($error)
  elif ($a | length) == 1 then call("chat.postMessage"; message($i) + {channel: .receipt.channel, thread_ts: $ts})
  elif $error == "message_not_found" or $error == "thread_not_found" then {done: .receipt}
  elif $error != null then judged($error)
  else {done: .receipt} end
