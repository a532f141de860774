# PagerDuty, Events API v2: https://developer.pagerduty.com/docs/send-alert-event
#   options.routing-key  integration key of the service; the resolution uses the key of the opening, since PagerDuty
#                        silently drops one with another key
#   options.client-url   link from the incident back to here, if there is anything to see
# One incident is one dedup_key: a repeated trigger, as for an update, is added to the alert's log and opens nothing.
# Limits: summary 1024, dedup_key 255 characters, event 512 KB.
# Delivered: 202 with status success, which says that the event was queued. A routing key cannot query what became of it.
incident as $i
| (.receipt["routing-key"] // .options["routing-key"]) as $key
| if $key == null then {fail: "needs options.routing-key, the integration key of a PagerDuty service"}
  elif $i.action == null then {skip: "PagerDuty gets incidents only"}
  elif (.answers | length) > 0 then {done: {"routing-key": $key}}
  else
    {request: {method: "POST", path: "", answer: [{status: "success"}], body: (
      {routing_key: $key, dedup_key: ($i.id | fit(255)), event_action: (if $i.action == "resolve" then "resolve" else "trigger" end)}
      + if $i.action == "resolve" then {} else
        {
          client: "iot-connectivity",
          payload: {
            summary: ($i.title | clip(1024)),
            source: ($i.key | clip(255)),
            severity: $i.severity,
            timestamp: ($i.since // .now),
            component: ($i.devices[0] // $i.key | clip(255)),
            group: ($i.group // "" | clip(255)),
            class: ($i.kind | clip(255)),
            custom_details: {
              text: ($i.text | clip(8000)), cause: ($i.cause // "" | clip(100)), reason: ($i.reason // "" | clip(200)),
              advice: ($i.advice // "" | clip(1000)), devices: [$i.devices[0:50][] | clip(128)],
              device_count: $i.deviceCount, away_now: $i.downCount, incident: ($i.id | clip(255))
            }
          }
        }
        + if .options["client-url"] != null then {client_url: .options["client-url"]} else {} end
      end)}}
  end
