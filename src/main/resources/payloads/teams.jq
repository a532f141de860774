# Microsoft Teams: a card for a Workflows webhook ("When a Teams webhook request is received") or an incoming webhook.
# https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
#   url                   as Teams shows it; anyone who has it can post, so it is a secret
#   options.updates       true posts a card for every update too; without it, for reminders (false)
# A webhook cannot edit what it posted: there is one card for the opening, one for the resolution, and one for each reminder.
# Limits: 28 KB per message, four requests a second. Texts are in runs, where Teams ignores Markdown.
# Delivered: 202 and no body, which means that the workflow was started; the JSON of a workflow that ends with a Response; the 1 of
# an incoming webhook, which answers 200 to failures too and reports them in the text.
def run($text): {type: "RichTextBlock", inlines: [{type: "TextRun", text: $text}]};
incident as $i
| (.answers[0].body | if type == "string" then . else "" end) as $said
| if $i.action == null then {skip: "Teams gets incidents only"}
  elif $i.action == "update" and $i.reminder == null and .options.updates != "true" then {skip: "Teams cannot change a card, and options.updates is not true"}
  elif (.answers | length) > 0 then
    if $said | test("HTTP error 429") then {retry: "Teams says HTTP error 429", after: 30}
    elif $said | test("delivery failed") then {retry: "Teams says: \($said | clip(200))"}
    else {done: {}} end
  else {request: {method: "POST", path: "", answer: ["", "1", {}, "Webhook message delivery failed*"], body: {type: "message", summary: ($i.title | headline(200)), attachments: [{
    contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: {
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", type: "AdaptiveCard", version: "1.2",
      body: [
        {type: "RichTextBlock", inlines: [{type: "TextRun", text: ($i.title | headline(200)), weight: "Bolder", size: "Medium",
          color: (if $i.action == "resolve" then "Good" elif $i.severity == "critical" then "Attention" else "Warning" end)}]},
        ($i.text | clip(4000) | split("\n")[0:40][] | run(.))
      ]}}]}}}
  end
