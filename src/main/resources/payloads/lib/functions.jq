# What every payload file can call. Beside these there are
#   clip($n)      at most $n characters, on an ellipsis where it was cut; what is unseen (control characters, those that turn the direction
#                 of a text, those without width) is escaped as \u202e
#   headline($n)  the same on one line, and what is too much is taken out of the middle of its longest word: of an id, not of "is offline"
#   printable     the same for an id, which may hold line feeds
#   digest        32 letters that stand for a text
#
# incident: what the event tells of its incident, the same for incident.* and for device.offline, device.stale and device.online.
#   .action      open, update or resolve; null for an event that is no news of an incident. An update is open where the target has
#                no ticket of the incident yet (.open): it has become serious enough only now, or its opening was lost.
#   .id .key     the incident's own id, and what it is about
#   .severity    info, warning or critical
#   .title .text one line, and all there is to say in some lines; what may be cut, the names of the devices, comes last
#   .key .group .devices .reason   printable
#
# carried_out($changes; $requests; $headers): makes the requests of a target that queues them, as Opsgenie does, and asks at
# $requests what became of the last one.
#   .request     what to send next; it is null in the end, and there is
#   .ended       done, refused, late (not known within options.look-ups questions), unseen (the key may not ask) or gone (404)
#   .why         what the target says of it
#   .alert       the id of the alert
# ended($that; $i; $receipt; $name): what follows from it.
def among($list): . as $x | any($list[]; . == $x);
# Whether nothing can have been made of the incident before.
def first_told: .attempt == 1 and (.event.type | endswith(".incident.opened") or endswith(".device.offline") or endswith(".device.stale"));
# The colour of an incident, where names of colours would be read as text.
def sign: if .action == "resolve" then "✅" else {critical: "🔴", warning: "🟠"}[.severity] // "🔵" end;
def fit($n): if length > $n then digest else . end;
def maybe_printable: if . == null then null else printable end;
def unclipped_incident:
  .event as $e | ($e.data // {}) as $d | ($e.type | ltrimstr("io.iotconnectivity.")) as $type
  | (if .open == true then "open" else "update" end) as $update
  | if ($type | startswith("incident.")) then
      {
        action: {"incident.opened": "open", "incident.updated": $update, "incident.resolved": "resolve"}[$type],
        id: $d.incidentId, key: ($d.key | printable), kind: $d.kind, title: $d.title,
        since: ($d.since // $d.openedAt), resolvedAt: $d.resolvedAt, resolution: $d.resolution, mergedInto: $d.mergedInto,
        group: ($d.group | maybe_printable), deviceCount: $d.deviceCount, downCount: $d.downCount,
        devices: [($d.devices // [])[] | printable]
      }
    else
      ($d.clientId // $e.subject | printable) as $device
      | {
        action: (if $d.incidentId == null then null
                 else {"device.offline": "open", "device.stale": "open", "device.online": "resolve"}[$type] end),
        id: $d.incidentId, key: "device/\($device)", kind: "device",
        title: "\($device) \({"device.offline": "is offline", "device.stale": "is connected and silent", "device.online": "is online again"}[$type] // $type)",
        since: (if $type == "device.online" then null else $d.since end),
        resolvedAt: (if $type == "device.online" then ($d.since // $e.time) else null end),
        resolution: (if $type == "device.online" then "recovered" else null end),
        mergedInto: null, group: null, deviceCount: 1, downCount: (if $type == "device.online" then 0 else 1 end),
        devices: [$device]
      }
    end
  | . + {severity: ($d.severity // "info" | if . == "none" then "info" else . end), cause: $d.cause, reason: ($d.reason | maybe_printable), advice: $d.advice, source: $e.source, time: $e.time};
def incident:
  unclipped_incident | . + {text: (
    [
      .title,
      (if .reason != null or .cause != null then "Cause: \([.cause, .reason] | map(select(. != null)) | join(", "))" else empty end),
      (if .since != null then "Since: \(.since)" else empty end),
      (if .resolvedAt != null then "Resolved: \(.resolvedAt) (\(.resolution // "resolved")\(if .mergedInto != null then " into \(.mergedInto)" else "" end))" else empty end),
      (if .group != null then "Group: \(.group)" else empty end),
      (if (.deviceCount // 0) > 1 then "Devices: \(.deviceCount), away now: \(.downCount)" else empty end),
      (if .advice != null then "Advice: \(.advice)" else empty end),
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
  else {done: $receipt, note: "\($name) has no open alert of the incident any more: \($that.why)"} end;
