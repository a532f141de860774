import { h } from './dom.js';
import { part, printable } from './format.js';
import { icon } from './icons.js';
import { KIND_NAMES, SEVERITY_NAMES, STATE_MEANING, STATE_NAMES, causeName, reasonName } from './words.js';

/** A state by shape, word and colour. */
export function stateBadge(state, className = '') {
  const known = STATE_NAMES[state] ? state : 'UNKNOWN';
  return h('span', { class: `badge state-${known.toLowerCase()} ${className}`, title: STATE_MEANING[known] },
    icon(known.toLowerCase()), STATE_NAMES[state] ?? printable(state));
}

export function severityBadge(severity) {
  const known = SEVERITY_NAMES[severity] ? severity : 'none';
  return h('span', { class: `badge severity-${known}` }, icon(known), SEVERITY_NAMES[known]);
}

export function kindTag(kind) {
  return h('span', { class: 'tag' }, icon(kind), KIND_NAMES[kind] ?? printable(kind));
}

export function overlayTags(overlays) {
  const meaning = { flapping: 'it keeps dropping and returning', conflict: 'different clients keep taking over the client id', deaf: 'it is connected, but not subscribed to what it must be' };
  return (overlays ?? []).map((name) => h('span', { class: 'tag tag-strong', title: meaning[name] ?? '' }, icon(name), name === 'deaf' ? 'DEAF' : printable(name)));
}

/** Well, warned of or in trouble, by shape, word and colour. */
export function conditionBadge(condition, words) {
  const look = { up: 'state-online', warn: 'state-suspect', down: 'state-offline', off: 'state-unknown' }[condition];
  const shape = { up: 'online', warn: 'suspect', down: 'offline', off: 'none' }[condition];
  return h('span', { class: `badge ${look}` }, icon(shape), words);
}

export function why(device) {
  if (!device.reason && !device.cause) {
    return h('span', { class: 'faint' }, '–');
  }
  return h('span', { class: 'why', title: device.reason ?? '' },
    h('span', {}, printable(reasonName(device.reason) || causeName(device.cause))),
    device.reason && device.cause && device.cause !== 'UNKNOWN' ? h('span', { class: 'faint' }, causeName(device.cause)) : null);
}

export function clientId(id) {
  return h('bdi', { class: 'id', title: JSON.stringify(id) }, printable(id));
}

export function deviceAddress(id) {
  return `#/devices/${part(id)}`;
}

export function deviceLink(id, className = '') {
  return h('a', { class: `id-link ${className}`, href: deviceAddress(id) }, clientId(id));
}

/** What enrich routes know: for each field its name, and its value as a link to the devices that share it. */
export function extraLinks(extra = {}) {
  return Object.entries(extra).flatMap(([route, fields]) =>
    Object.entries(fields).map(([name, value]) => [printable(`${route}.${name}`),
      h('a', { href: `#/devices?extra=${part(`${route}.${name}:${value}`)}` }, printable(value))]));
}

/** @param client the device that it is looked at for: its outage may be part of the incident of its group */
export function incidentAddress(id, client) {
  return `#/incidents/${part(id)}${client === undefined ? '' : `?device=${part(client)}`}`;
}
