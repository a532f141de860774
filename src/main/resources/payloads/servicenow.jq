# ServiceNow Event Management: events for table em_event, pushed in bulk.
# https://www.servicenow.com/docs/bundle/washingtondc-it-operations-management/page/product/event-management/task/send-events-via-web-service.html
#   url                   https://<instance>.service-now.com; for a MID server, set options.path to /api/mid/em/jsonv2
#   headers.Authorization of a user with the role evt_mgmt_integration
#   options.source        the source named in the events (iot-connectivity)
#   options.path          where to push to (/api/global/em/jsonv2)
# message_key is the incident's id, so all its events become one alert; severity 0 clears it.
# Limits: source, node, type, resource, metric_name 100, message_key 1024, description 4000 characters.
# Delivered: a JSON object that does not say that 0 events were inserted; for a MID server an empty body, too. A hibernating
# instance answers with a page. What rules do with the events shows only in the instance.
def severity: {critical: "1", warning: "3", info: "4"}[.] // "3";
incident as $i
| if $i.action == null then {skip: "ServiceNow gets incidents only"}
  elif (.answers | length) > 0 then
    (.answers[0].body | tojson) as $said
    | if $said | test("\\b0 events") then {retry: "ServiceNow says: \($said | clip(200))", alone: true} else {done: {}} end
  else (.options.path // "/api/global/em/jsonv2") as $path
  | {request: {method: "POST", path: $path, headers: {Accept: "application/json"},
    answer: ([{}] + if $path | startswith("/api/mid/") then [""] else [] end), body: {records: [
    {
      source: (.options.source // "iot-connectivity" | clip(100)),
      event_class: ($i.source | clip(100)),
      node: ($i.group // $i.devices[0] // $i.key | clip(100)),
      resource: ($i.key | clip(100)),
      metric_name: "connectivity",
      type: ($i.kind | clip(100)),
      message_key: ($i.id | fit(1024)),
      severity: (if $i.action == "resolve" then "0" else ($i.severity | severity) end),
      resolution_state: (if $i.action == "resolve" then "Closing" else "New" end),
      time_of_event: ($i.time | .[0:19] | sub("T"; " ")),
      description: ($i.text | clip(4000)),
      additional_info: ({
        incident: ($i.id | clip(255)), key: ($i.key | clip(255)), cause: ($i.cause // "" | clip(100)), reason: ($i.reason // "" | clip(200)),
        severity: $i.severity, devices: ($i.deviceCount | tostring), away_now: ($i.downCount | tostring)
      } | tojson)
    }]}}}
  end
