# Google Chat, space webhooks: https://developers.google.com/workspace/chat/quickstart/webhooks
#   url   https://chat.googleapis.com/v1/spaces/...?key=...&token=...; anyone who has it can post, so it is a secret
# An incident is a thread of cards. Texts are escaped, so they contain no markup and mention nobody.
# Delivered: the name of the message. Limits: 32000 bytes per message; one message per second and space.
def html: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;") | gsub("\n"; "<br>");
incident as $i
| if $i.action == null then {skip: "Google Chat gets incidents only"}
  elif (.answers | length) > 0 then {done: {}}
  else {request: {method: "POST", path: "", query: {messageReplyOption: "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"}, answer: [{name: "*"}], body: {
    thread: {threadKey: ($i.id | digest)},
    cardsV2: [{cardId: "incident", card: {
      header: {title: "\($i | sign) \($i.title | headline(150))", subtitle: "\($i.severity), \($i.kind // "device" | clip(50))"},
      sections: [{widgets: [{textParagraph: {text: ($i.text | clip(3000) | html)}}]}]}}]}}}
  end
