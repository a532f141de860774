# The functions available to every payload file, besides
#   clip($n)      at most $n characters, with an ellipsis if truncated; invisible characters (control, bidirectional and zero-width
#                 ones) are escaped, such as \u202e
#   headline($n)  the same on one line, shortened in the middle of its longest word: in an id, not in "is offline"
#   printable     the same for an id, which may contain line feeds
#   digest        32 letters that identify a text
#
# incident: what the event says about its incident, the same for incident.* and for device.offline, device.stale and device.online.
#   .action      open, update or resolve; null for an event that is not about an incident. An update counts as open if the target has
#                no ticket for the incident yet (.open): it has only now become serious enough, or its opening was lost.
#   .id .key     the incident's own id, and its subject
#   .reminder    how often the target has been reminded of the open incident since the last news; null for news
#   .severity    info, warning or critical
#   .title .text one line, and all details on several lines; what may be truncated, the device names, comes last
#   .key .group .devices .reason   printable
#   .common      what the devices of a storm have in common that others have not, one sentence; null if nothing stands out
#   .extra       what the enrich routes know about the device: {"sites": {"site": "Oslo"}}; {} if that is nothing
#
# carried_out($changes; $requests; $headers): makes the requests of a target that queues them, like Opsgenie, and polls $requests for
# the status of the last one.
#   .request     what to send next; null at the end, when there is
#   .ended       done, refused, late (not known after options.look-ups polls), unseen (the key lacks read access) or gone (404)
#   .why         what the target says about it
#   .alert       the id of the alert
# ended($that; $i; $receipt; $name): the resulting step.
def among($list): . as $x | any($list[]; . == $x);
# Whether nothing can have been created for the incident before.
def first_told: .attempt == 1 and (.event.type | endswith(".incident.opened") or endswith(".device.offline") or endswith(".device.stale"));
# The colour of an incident, for targets that would take colour names as text.
def sign: if .action == "resolve" then "✅" else {critical: "🔴", warning: "🟠"}[.severity] // "🔵" end;
def fit($n): if length > $n then digest else . end;
def maybe_printable: if . == null then null else printable end;
def unclipped_incident:
  .event as $e | ($e.data // {}) as $d | ($e.type | ltrimstr("io.iotconnectivity.")) as $type
  | (if .open == true then "open" else "update" end) as $update
  | if ($type | startswith("incident.")) then
      {
        action: {"incident.opened": "open", "incident.updated": $update, "incident.resolved": "resolve"}[$type],
        id: $d.incidentId, key: ($d.key | printable), kind: $d.kind, reminder: $d.reminder,
        title: (if $d.reminder != null then "Still open: \($d.title)" else $d.title end),
        since: ($d.since // $d.openedAt), resolvedAt: $d.resolvedAt, resolution: $d.resolution, mergedInto: $d.mergedInto,
        group: ($d.group | maybe_printable), deviceCount: $d.deviceCount, downCount: $d.downCount,
        devices: [($d.devices // [])[] | printable]
      }
    else
      ($d.clientId // $e.subject | printable) as $device
      | {"device.online": "recovered", "device.retired": "retired", "device.forgotten": "forgotten"}[$type] as $over
      | {
        action: (if $d.incidentId == null then null
                 else {"device.offline": "open", "device.stale": "open", "device.online": "resolve", "device.retired": "resolve", "device.forgotten": "resolve"}[$type] end),
        id: $d.incidentId, key: "device/\($device)", kind: "device", reminder: null,
        title: "\($device) \({"device.offline": "is offline", "device.stale": "is connected and silent", "device.online": "is online again", "device.retired": "was retired", "device.forgotten": "is forgotten"}[$type] // $type)",
        since: (if $over == null then $d.since else null end),
        resolvedAt: (if $over == null then null elif $over == "forgotten" then $e.time else ($d.since // $e.time) end),
        resolution: $over,
        mergedInto: null, group: null, deviceCount: 1, downCount: (if $over == null then 1 else 0 end),
        devices: [$device]
      }
    end
  | . + {severity: ($d.severity // "info" | if . == "none" then "info" else . end), cause: $d.cause, reason: ($d.reason | maybe_printable), advice: $d.advice, common: $d.common.text, extra: ($d.extra // {}), source: $e.source, time: $e.time};
def incident:
  unclipped_incident | . + {text: (
    [
      .title,
      (if .reason != null or .cause != null then "Cause: \([.cause, .reason] | map(select(. != null)) | join(", "))" else empty end),
      (if .since != null then "Since: \(.since)" else empty end),
      (if .resolvedAt != null then "Resolved: \(.resolvedAt) (\(.resolution // "resolved")\(if .mergedInto != null then " into \(.mergedInto)" else "" end))" else empty end),
      (if .group != null then "Group: \(.group)" else empty end),
      (if (.deviceCount // 0) > 1 then "Devices: \(.deviceCount), away now: \(.downCount)" else empty end),
      (if .common != null then "In common: \(.common)" else empty end),
      (if .advice != null then "Advice: \(.advice)" else empty end),
      (.extra | to_entries[] | "\(.key): \(.value | to_entries | map("\(.key) \(.value)") | join(", ") | clip(500))"),
      "Incident: \(.id)",
      (if (.devices | length) > 0 then "Named: \(.devices | map(clip(128)) | join(", "))\(if (.deviceCount // 0) > (.devices | length) then ", …" else "" end)" else empty end)
    ] | join("\n"))};
def outcome: if type != "object" then {} elif (.data | type) == "object" then .data else . end;
def carried_out($changes; $requests; $headers):
  .answers as $a
  | ($changes | length) as $n
  | ($a[$n:]) as $looks
  | ($looks[-1] // {}) as $look
  | ($look.body | outcome) as $told
  | (.options["look-ups"] // "4" | tonumber? // 4 | if . > 5 then 5 else . end) as $most
  | if ($a | length) > 0 and ($looks | length) == 0 and $a[-1].status == 404 then {ended: "gone", why: ($a[-1].body | outcome | .message // "it is not there" | tostring | clip(200))}
    elif ($a | length) < $n then {request: ($changes[$a | length] + {headers: $headers, answer: [{requestId: "*"}]})}
    elif $most < 1 or $look.status == 401 or $look.status == 403 then {ended: "unseen"}
    elif $told.isSuccess == true then {ended: "done", alert: ($told.alertId | if . == "" then null else . end)}
    elif $told.isSuccess == false then {ended: "refused", why: ($told.status // "no reason" | tostring | clip(200))}
    elif ($looks | length) < $most then {request: {method: "GET", path: "\($requests)/\($a[$n - 1].body.requestId | tostring | @uri)", headers: $headers,
      expect: [401, 403, 404], answer: [{}], after: [0.2, 1, 2, 4, 4][$looks | length]}}
    else {ended: "late"} end;
def ended($that; $i; $receipt; $name):
  if $that.ended == "done" or $that.ended == "unseen" then {done: $receipt}
  elif $that.ended == "late" and $i.action == "update" then {done: $receipt}
  elif $that.ended == "late" then {retry: "\($name) has taken the request, and does not say in time that it was carried out", maybe: true}
  elif $i.action == "open" or ($that.ended == "refused" and ($that.why | test("not exist|not found|closed"; "i") | not)) then {retry: "\($name) says: \($that.why)", alone: true}
  elif $i.action == "resolve" and .open == true and .attempt < 3 then {retry: "\($name) says: \($that.why); its creation may still be queued", after: 10, alone: true}
  else {done: $receipt, note: "\($name) no longer has an open alert for the incident: \($that.why)"} end;
