# Mattermost, incoming webhooks: https://developers.mattermost.com/integrate/webhooks/incoming/; Rocket.Chat accepts the same.
#   url              https://<host>/hooks/<id>; anyone who has it can post, so it is a secret
#   options.channel  a channel other than the webhook's
#   options.updates  true posts a message for every update too; without it, for one that changes the severity, and for reminders (false)
# A webhook can only post. Texts are in a code block, which prevents mentions and links.
# Delivered: ok, for Rocket.Chat success:true. Limits: 4000 characters, which every version accepts.
def block($n): clip($n) | gsub("```"; "'''") | "```\n\(.)\n```";
incident as $i
| if $i.action == null then {skip: "Mattermost gets incidents only"}
  elif $i.action == "update" and $i.reminder == null and .options.updates != "true" and .receipt.severity == $i.severity then
    {skip: "an incoming webhook cannot change a message, and options.updates is not true"}
  elif (.answers | length) > 0 then {done: {severity: $i.severity}}
  else {request: {method: "POST", path: "", answer: ["ok", {success: true}], body: (
    {username: "iot-connectivity", text: "\($i | sign)\n\($i.text | block(3900))"}
    + if .options.channel != null then {channel: .options.channel} else {} end)}}
  end
