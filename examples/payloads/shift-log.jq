# A log of the shift that takes a line an incident: {"text": …, "ref": …}.
#   options.prefix   stands before every line
incident as $i
| if $i.action == null then {skip: "the log of the shift gets incidents only"}
  elif (.answers | length) > 0 then {done: null}
  else {request: {body: {text: "\(.options.prefix // "")\($i.action): \($i.title)" | clip(200), ref: $i.id}}}
  end
