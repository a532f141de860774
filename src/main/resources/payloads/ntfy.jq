# ntfy: https://docs.ntfy.sh/publish/
#   url                    https://ntfy.sh/<topic>, or your own server; anyone who knows a public topic can read it, so it is a secret
#   headers.Authorization  Bearer <access token>, if the topic requires one
# Each event is a notification: critical ones have the highest priority. Texts are plain.
# Delivered: the id of the message. Limits: 4096 bytes, or the text becomes a file; title in one line.
incident as $i
| ($i.text | clip(4000)) as $text
| if $i.action == null then {skip: "ntfy gets incidents only"}
  elif (.answers | length) > 0 then {done: {}}
  else {request: {method: "POST", path: "", headers: {"Content-Type": "text/plain; charset=utf-8"}, answer: [{id: "*"}],
    query: {
      title: ($i.title | headline(200)),
      priority: (if $i.action == "resolve" then "3" else {critical: "5", warning: "4"}[$i.severity] // "3" end),
      tags: (if $i.action == "resolve" then "white_check_mark" else {critical: "rotating_light", warning: "warning"}[$i.severity] // "information_source" end)},
    body: (if ($text | utf8bytelength) > 4000 then $text | clip(1300) else $text end)}}
  end
