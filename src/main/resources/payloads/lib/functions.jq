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
def among($list): . as $x | any($list[]; . == $x);
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
