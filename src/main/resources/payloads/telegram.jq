# Telegram, Bot API: https://core.telegram.org/bots/api#sendmessage
#   options.token    of the bot, as BotFather shows it
#   options.chat-id  number of the chat, or @<name> of a public channel
# An incident is one message, which is edited as it progresses; each change is also a reply to it, since edits notify nobody.
# Texts are in <pre>, which prevents mentions and links.
# Delivered: ok:true. Limits: 4096 characters; one message per second and chat, 20 per minute in a group.
def html: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;");
def call($method; $body): {request: {method: "POST", path: "/bot\(.options.token)/\($method)", expect: [400, 429], answer: [{ok: true}],
  body: ({chat_id: .options["chat-id"], parse_mode: "HTML", link_preview_options: {is_disabled: true}} + $body)}};
def text($i): {text: "\($i | sign) <pre>\($i.text | clip(3900) | html)</pre>"};
def reply($i; $message): call("sendMessage"; text($i) + {reply_parameters: {message_id: $message, allow_sending_without_reply: true}});
def said: .body.description? // "no reason" | tostring | clip(200);
incident as $i
| .receipt.message as $message
| .answers as $a
| ($a | length) as $n
| if (.options.token // "" | test("^[0-9]+:[A-Za-z0-9_-]+$") | not) then {fail: "needs options.token, the token of a bot"}
  elif .options["chat-id"] == null then {fail: "needs options.chat-id, the number of a chat"}
  elif $i.action == null then {skip: "Telegram gets incidents only"}
  elif $n > 0 and $a[-1].status == 429 then {retry: "Telegram says: \($a[-1] | said)", after: ($a[-1].body.parameters.retry_after? // 30)}
  elif $message == null then
    if $n == 0 then call("sendMessage"; text($i))
    elif $a[0].status == 400 then {retry: "Telegram says: \($a[0] | said)"}
    else {done: {message: $a[0].body.result.message_id}} end
  elif $i.reminder != null then
    if $n == 0 then reply($i; $message)
    elif $a[0].status == 400 then {retry: "Telegram says: \($a[0] | said)"}
    else {done: {message: $message}} end
  elif $n == 0 then call("editMessageText"; text($i) + {message_id: $message})
  elif $n == 1 then reply($i; $message)
  elif $a[1].status == 400 then {retry: "Telegram says: \($a[1] | said)"}
  else {done: {message: $message}} end
