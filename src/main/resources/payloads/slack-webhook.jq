# Slack, incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
# format = slack with a hooks.slack.com/services address means this file.
#   url              https://hooks.slack.com/services/...; anyone who has it can post, so it is a secret
#   options.updates  true posts a message for every update too; without it, for one that changes the severity, and for reminders (false)
# A webhook can only post: its messages cannot be edited, and have no thread. format = slack with a bot token can do both.
# Texts are plain_text, where Slack ignores markup, names and links; & < > are escaped all the same.
# Delivered: ok. Limits: text 4000, section 3000 characters; one message a second. An archived channel answers 410, which disables
# the sink; a deleted webhook 404 no_service, which is retried until the settings are fixed.
def escaped: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;");
def short($n): escaped | clip($n) | sub("&[a-z]*…$"; "…");
incident as $i
| if $i.action == null then {skip: "Slack gets incidents only"}
  elif $i.action == "update" and $i.reminder == null and .options.updates != "true" and .receipt.severity == $i.severity then
    {skip: "an incoming webhook cannot change a message, and options.updates is not true"}
  elif (.answers | length) > 0 then {done: {severity: $i.severity}}
  else {request: {method: "POST", path: "", answer: ["ok"], body: {
    text: "\($i | sign) \($i.title | headline(300) | short(300))",
    blocks: [{type: "section", text: {type: "plain_text", emoji: false, text: "\($i | sign) \($i.text | clip(2900) | short(2900))"}}],
    unfurl_links: false, unfurl_media: false}}}
  end
