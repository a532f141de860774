# Slack, Web API: https://docs.slack.dev/reference/methods/chat.postMessage and https://docs.slack.dev/reference/methods/chat.update
#   options.token         bot token (xoxb-...) with chat:write; or set headers.Authorization = Bearer ...
#   options.channel       id of the channel
#   options.inbound       set automatically with inbound-secret: the message has a button Acknowledge
# An incident is one message, which is edited as the incident progresses; each change is also posted to its thread.
# A reminder changes nothing: it is posted to the thread and shown in the channel.
# Delivered: ok:true. Slack answers 200 to failures too, with ok:false and an error. An error in the message itself makes it a dead
# letter at once; every other error is retried, since somebody can fix it. A message whose response was lost is posted again: Slack has
# no idempotency key. Texts are plain_text, where Slack ignores markup, names and links; & < > are escaped all the same. Limits: text 4000 (40000 before truncation), section 3000 characters; one message per second and channel.
def escaped: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;");
def short($n): clip($n) | escaped | clip($n) | sub("&[a-z]*…$"; "…");
def message($i): {
  text: "\($i | sign) \($i.title | headline(300) | short(300))",
  blocks: [{type: "section", text: {type: "plain_text", emoji: false, text: "\($i | sign) \($i.text | short(2900))"}}]
    + if .options.inbound == null or $i.action == "resolve" then [] else
      [{type: "actions", elements: [{type: "button", action_id: "iotc_acknowledge", text: {type: "plain_text", text: "Acknowledge"}, value: ($i.id | clip(2000))}]}] end,
  parse: "none", unfurl_links: false, unfurl_media: false
};
def call($method; $body): {request: {method: "POST", path: "/api/\($method)",
  headers: ({"Content-Type": "application/json; charset=utf-8"} + if .options.token != null then {Authorization: "Bearer \(.options.token)"} else {} end),
  answer: [{ok: "*"}], body: $body}};
def of_the_message: ["invalid_blocks", "invalid_blocks_format", "invalid_attachments", "too_many_attachments", "attachment_payload_limit_exceeded",
  "msg_too_long", "msg_blocks_too_long", "no_text", "markdown_text_conflict", "invalid_arguments", "invalid_arg_name", "invalid_array_arg",
  "invalid_charset", "invalid_form_data", "invalid_post_type", "invalid_json", "json_not_object", "missing_post_type"];
def of_the_thread: ["message_not_found", "thread_not_found", "cannot_reply_to_message", "thread_locked"];
def judged($error):
  if $error == "ratelimited" or $error == "rate_limited" then {retry: "Slack says ratelimited", after: (.answers[-1].headers["retry-after"] // "30" | tonumber? // 30)}
  elif $error | among(["internal_error", "fatal_error", "service_unavailable", "request_timeout"]) then {retry: "Slack says \($error)", maybe: true}
  elif $error | among(of_the_message) then {fail: "Slack says \($error)"}
  else {retry: "Slack says \($error)"} end;
incident as $i
| (.options.channel // .receipt.channel) as $channel
| .receipt.ts as $ts
| .answers as $a
| (if ($a | length) > 0 then (if $a[-1].body.ok? == true then null else ($a[-1].body.error // "no error" | tostring | clip(100)) end) else null end) as $error
| if $i.action == null then {skip: "Slack gets incidents only"}
  elif $channel == null then {fail: "needs options.channel, the id of a channel"}
  elif $ts == null then
    if ($a | length) == 0 then call("chat.postMessage"; message($i) + {channel: $channel})
    elif $error != null then judged($error)
    else {done: {channel: $a[0].body.channel, ts: $a[0].body.ts}} end
  elif $i.reminder != null then
    if ($a | length) == 0 then call("chat.postMessage"; message($i) + {channel: .receipt.channel, thread_ts: $ts, reply_broadcast: true})
    elif $error != null and ($error | among(of_the_thread)) then {done: .receipt, note: "the thread of the message is gone or locked: \($error)"}
    elif $error != null then judged($error)
    else {done: .receipt} end
  elif ($a | length) == 0 then call("chat.update"; message($i) + {channel: .receipt.channel, ts: $ts})
  elif ($a | length) == 1 and $error != null and ($error | among(["message_not_found", "cant_update_message", "edit_window_closed", "update_failed"]) | not) then judged($error)
  elif ($a | length) == 1 then call("chat.postMessage"; message($i) + {channel: .receipt.channel, thread_ts: $ts})
  elif $error | among(of_the_thread) then {done: .receipt, note: "the thread of the message is gone or locked: \($error)"}
  elif $error != null then judged($error)
  else {done: .receipt} end
