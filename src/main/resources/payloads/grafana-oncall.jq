# Grafana OnCall, in Grafana Cloud a part of IRM, formatted webhook: https://grafana.com/docs/oncall/latest/configure/integrations/references/webhook/
#   url           of an integration of the type Formatted Webhook; anyone who has it can post, so it is a secret
#   options.link  link from the incident back to here, if there is anything to see
# alert_uid is the incident's id, so an update joins the alert and the state ok resolves it.
# Delivered: Ok. Limits: the body 500 KB; 300 alerts in five minutes.
incident as $i
| if $i.action == null then {skip: "Grafana OnCall gets incidents only"}
  elif (.answers | length) > 0 then {done: {}}
  else {request: {method: "POST", path: "", answer: ["Ok*"], body: (
    {alert_uid: ($i.id | fit(255)), title: ($i.title | headline(250)), state: (if $i.action == "resolve" then "ok" else "alerting" end),
      message: ($i.text | clip(8000)), severity: $i.severity, kind: ($i.kind // "" | clip(100)), group: ($i.group // "" | clip(255))}
    + if .options.link != null then {link_to_upstream_details: .options.link} else {} end)}}
  end
