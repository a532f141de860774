import { get } from '../api.js';
import { conditionBadge, deviceLink, extraLinks, incidentAddress, kindTag, severityBadge } from '../badges.js';
import { add, announce, h, replace } from '../dom.js';
import { count, counted, devicePart, duration, part, printable } from '../format.js';
import { icon } from '../icons.js';
import { live } from '../live.js';
import { empty, panel, skeleton, trouble } from '../panel.js';
import { handledBy, noteButtons, noteList } from '../notes.js';
import { age, clock, moment } from '../times.js';
import { causeName, reasonName } from '../words.js';

/** Decisions are told device by device; of so many devices they are read. */
const MOST_ASKED = 5;
const AROUND = 120000;
const TOLD = { yes: ['up', 'Told'], now: ['up', 'Now'], later: ['warn', 'Later'], no: ['off', 'No'] };
const RESULTS = { delivered: ['up', 'Delivered'], dropped: ['off', 'Dropped'], lost: ['down', 'Lost'] };

export function incidentPage({ root, id, query, signal }) {
  const where = `/api/incidents/${part(id)}`;
  const head = h('div', {}, skeleton(2));
  const devices = h('div', { class: 'panel-body' }, skeleton(3));
  const notes = h('div', { class: 'panel-body flush' });
  const notesNote = h('span', { class: 'panel-note' });
  const notesActions = h('div', {});
  const devicesNote = h('span', { class: 'panel-note' });
  const sent = h('div', { class: 'panel-body flush' }, skeleton(4));
  let incident = null;
  const decisions = panel({ title: 'Decisions', flush: true, load: async (stop) => decisionList(incident, stop) });
  const route = panel({ title: 'Route', note: 'who is told', flush: true, load: async (stop) => routeTable(await get(`${where}/route`, { signal: stop })) });
  root.append(
    h('nav', { class: 'crumbs', 'aria-label': 'Breadcrumb' }, h('a', { href: '#/incidents' }, icon('previous'), 'Incidents')),
    head,
    h('div', { class: 'stack' },
      h('section', { class: 'panel', 'aria-label': 'Handling' }, h('header', { class: 'panel-head' }, h('h2', {}, 'Handling'), notesNote, notesActions), notes),
      h('section', { class: 'panel', 'aria-label': 'Devices' }, h('header', { class: 'panel-head' }, h('h2', {}, 'Devices'), devicesNote), devices),
      h('section', { class: 'panel', 'aria-label': 'Deliveries' }, h('header', { class: 'panel-head' }, h('h2', {}, 'Deliveries'), h('span', { class: 'panel-note' }, 'by sink, newest first')), sent),
      route.element,
      decisions.element));

  async function load() {
    try {
      const before = incident?.status;
      incident = await get(where, { signal });
      if (before && before !== incident.status) {
        announce('The incident is resolved');
      }
      showHead(head, incident);
      replace(devicesNote, incident.deviceCount > incident.devices.length ? `the first ${incident.devices.length} of ${count(incident.deviceCount)}` : counted(incident.deviceCount, 'device'));
      replace(notesNote, handledBy(incident));
      replace(notesActions, incident.status === 'open' ? noteButtons(incident, load) : null);
      replace(notes, incident.handling ? noteList(incident) : empty('Nobody has taken note of it yet.'));
      replace(devices, incident.devices.length
        ? h('ul', { class: 'device-list' }, incident.devices.map((client) => h('li', {}, deviceLink(client)))) : empty(incident.kind === 'blind' ? 'This incident is about one of the monitor’s own sources, not about devices.' : 'No devices are listed.'));
      replace(sent, incident.sent.length ? sentTable(incident.sent) : empty('Nothing has been delivered yet.'));
      route.refresh(signal);
      decisions.refresh(signal);
    } catch (failure) {
      if (failure.name === 'AbortError' || incident) {
        return;
      }
      if (failure.status === 404) {
        await notAnIncident();
      } else {
        replace(head, trouble(failure, load));
      }
    }
  }

  /** The outage of a device has an id of its own, that is an incident's only where one was opened for it. */
  async function notAnIncident() {
    const client = query.get('device');
    const other = client === null ? undefined : await incidentOfItsGroup(client, signal).catch(() => undefined);
    if (signal.aborted) {
      return;
    }
    if (other) {
      location.replace(incidentAddress(other.incidentId));
      return;
    }
    replace(head, h('h1', {}, 'No incident'), h('p', { class: 'muted' },
      'No incident was opened for this outage (it was planned, silenced or covered by another incident), or it is no longer on record. The device’s story says which.'),
    client === null ? null : h('p', {}, deviceLink(client)));
    root.querySelector('.stack').remove();
  }

  let news = 0;
  const later = () => {
    news ||= setTimeout(() => {
      news = 0;
      load();
    }, 600);
  };
  signal.addEventListener('abort', () => clearTimeout(news));
  live.addEventListener('incident', (event) => event.detail.incidentId === id && later(), { signal });
  live.addEventListener('reset', later, { signal });
  load();
}

function showHead(head, incident) {
  const open = incident.status === 'open';
  const began = incident.since ?? incident.openedAt;
  replace(head,
    h('div', { class: 'subject' }, h('h1', {}, printable(incident.title)), conditionBadge(open ? 'down' : 'up', open ? 'Open' : 'Resolved'), severityBadge(incident.severity), kindTag(incident.kind)),
    h('p', { class: 'subject-note' },
      add(h('span', {}, 'began '), moment(began, { full: true })),
      open ? add(h('span', {}, 'ongoing for '), age(began))
        : add(h('span', {}, `took ${duration((Date.parse(incident.resolvedAt) - Date.parse(began)) / 1000)}, ended `), moment(incident.resolvedAt)),
      incident.resolution ? h('span', {}, incident.resolution) : null,
      incident.mergedInto ? h('a', { href: incidentAddress(incident.mergedInto) }, 'continues in another incident') : null,
      incident.group ? h('a', { href: `#/devices?group=${part(incident.group)}` }, `group ${printable(incident.group)}`) : null,
      incident.deviceCount > 1 ? h('span', {}, open ? `${count(incident.downCount)} of ${count(incident.deviceCount)} devices offline` : counted(incident.deviceCount, 'device')) : null,
      extraLinks(incident.extra).map(([name, link]) => add(h('span', {}, `${name} `), link))),
    incident.common ? h('section', { class: 'advice severity-info', 'aria-label': 'In common' },
      h('p', {}, h('strong', {}, printable(incident.common.text))),
      h('p', { class: 'muted' }, `${count(incident.common.devices)} of ${count(incident.common.devicesOf)} of its devices, ${count(incident.common.fleet)} of ${count(incident.common.fleetOf)} that they were compared with`)) : null,
    incident.cause || incident.advice ? h('section', { class: `advice severity-${incident.severity ?? 'none'}`, 'aria-label': 'Cause and advice' },
      h('p', {}, h('strong', {}, [reasonName(incident.reason), causeName(incident.cause)].filter(Boolean).map(printable).join(' · '))),
      incident.advice ? h('p', {}, printable(incident.advice)) : null) : null);
}

function sentTable(rows) {
  return h('table', { class: 'table stacked' },
    h('thead', {}, h('tr', {}, ['Sink', 'What', 'Result', 'When', 'Attempts', 'Answer'].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, rows.map((row) => h('tr', {},
      h('td', { class: 'nowrap' }, printable(row.sink)),
      h('td', { class: 'bare nowrap' }, h('span', { class: 'id' }, row.type)),
      h('td', { class: 'bare' }, conditionBadge(...(RESULTS[row.result] ?? ['off', row.result]))),
      h('td', { data: { label: 'When' } }, moment(row.at)),
      h('td', { data: { label: 'Attempts' } }, count(row.attempts)),
      h('td', { data: { label: 'Answer' } }, row.answer ? printable(row.answer) : h('span', { class: 'faint' }, '–'))))));
}

function routeTable({ items }) {
  if (items.length === 0) {
    return 'There are no sinks.';
  }
  return h('table', { class: 'table stacked' },
    h('thead', {}, h('tr', {}, ['Sink', 'Told', 'When', 'Reminder', 'Why'].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, items.map((row) => h('tr', {},
      h('td', { class: 'nowrap' }, printable(row.sink)),
      h('td', { class: 'bare' }, conditionBadge(...(TOLD[row.told] ?? ['off', row.told]))),
      h('td', { data: { label: 'When' } }, row.at ? moment(row.at) : h('span', { class: 'faint' }, '–')),
      h('td', { data: { label: 'Reminder' } }, row.reminder ? moment(row.reminder) : h('span', { class: 'faint' }, '–')),
      h('td', { data: { label: 'Why' } }, printable(row.why))))));
}

async function incidentOfItsGroup(client, signal) {
  const [device, open] = await Promise.all([
    get(`/api/devices/${devicePart(client)}`, { signal }),
    get('/api/incidents?status=open&limit=500', { signal }),
  ]);
  return open.items.find((incident) => incident.devices.includes(client))
    ?? open.items.find((incident) => incident.kind === 'group' && (incident.group ?? '') === (device.group ?? ''));
}

/** What was decided for its devices while it lasted. */
async function decisionList(incident, signal) {
  const from = Date.parse(incident.since ?? incident.openedAt) - AROUND;
  const until = incident.resolvedAt ? Date.parse(incident.resolvedAt) + AROUND : Infinity;
  const asked = incident.devices.slice(0, MOST_ASKED);
  const stories = await Promise.all(asked.map((client) => get(`/api/devices/${devicePart(client)}/explain`, { signal }).catch((failure) => {
    if (failure.status === 404) {
      return { sentences: [] };
    }
    throw failure;
  })));
  const made = stories.flatMap((story, index) => story.sentences
    .filter(({ kind, at }) => kind === 'decision' && Date.parse(at) >= from && Date.parse(at) <= until)
    .map((sentence) => ({ ...sentence, client: asked[index] })));
  made.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  if (made.length === 0) {
    return 'No decision about it is on record.';
  }
  return h('table', { class: 'table stacked decisions' },
    h('thead', {}, h('tr', {}, ['Device', 'When', 'Decision'].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, made.slice(0, 100).map(({ client, at, text }) => h('tr', {},
      h('td', {}, deviceLink(client)),
      h('td', { class: 'bare' }, h('time', { datetime: at, title: new Date(at).toISOString(), class: 'moment' }, clock(at))),
      h('td', { class: 'bare' }, text)))));
}
