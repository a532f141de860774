# A shift log that takes one line per incident: {"text": …, "ref": …}.
#   options.prefix   text at the start of every line
incident as $i
| if $i.action == null then {skip: "the shift log only takes incidents"}
  elif (.answers | length) > 0 then {done: null}
  else {request: {body: {text: "\(.options.prefix // "")\($i.action): \($i.title)" | clip(200), ref: $i.id}}}
  end
