import { get } from '../api.js';
import { clientId, extraLinks, incidentAddress, overlayTags, stateBadge } from '../badges.js';
import { churnFact } from '../churn.js';
import { showText } from '../dialog.js';
import { add, announce, h, replace } from '../dom.js';
import { devicePart, duration, part, printable } from '../format.js';
import { icon } from '../icons.js';
import { askForLife } from '../life.js';
import { live, summary } from '../live.js';
import { panel, skeleton, trouble } from '../panel.js';
import { askForSilence, exactly } from '../silences.js';
import { storyText, timeline, timelineFilter, timelineMemory } from '../timeline.js';
import { age, moment, remaining } from '../times.js';
import { failed, toast } from '../toast.js';
import { STATE_MEANING, STATE_NAMES, causeMeaning, causeName, reasonName } from '../words.js';

const MOST_EVENTS = 500;
const NEWS = 700;

export function devicePage({ root, id, signal }) {
  const where = `/api/devices/${devicePart(id)}`;
  const head = h('div', {}, skeleton(2));
  const advice = h('div', {});
  let story = null;
  let drawn = null;
  const memory = timelineMemory();
  let events = [];

  const what = panel({
    title: 'Timeline',
    actions: [
      timelineFilter((kind, on) => {
        memory.hidden[on ? 'delete' : 'add'](kind);
        drawn?.draw();
      }),
      h('button', { type: 'button', class: 'button small', on: { click: () => story && showText('What happened, and why', storyText(story), 'The output of the explain command, oldest first. Times are UTC.') } }, 'As text'),
    ],
    flush: true,
    lines: 8,
    load: async (stop) => {
      const [told, page] = await Promise.all([
        get(`${where}/explain`, { signal: stop }),
        get(`${where}/events?limit=${MOST_EVENTS}`, { signal: stop }),
      ]);
      story = told;
      events = page.items;
      showAdvice();
      if (told.sentences.length === 0) {
        return 'Nothing about this device is on record.';
      }
      drawn = timeline(told, events, memory);
      return drawn.element;
    },
  });
  const facts = panel({ title: 'Facts', load: async (stop) => factList(...await Promise.all([device(stop), churn()])) });

  root.append(
    h('nav', { class: 'crumbs', 'aria-label': 'Breadcrumb' }, h('a', { href: '#/devices' }, icon('previous'), 'Devices')),
    head, advice,
    h('div', { class: 'columns' },
      h('div', { class: 'wide-column' }, what.element),
      h('div', { class: 'side-column' }, facts.element)));

  let known = null;
  let asked = null;
  let compared = null;

  /** How it compares with its past: asked once, because it changes slowly; nothing if that is off. */
  function churn() {
    compared ??= get(`${where}/churn`, { signal }).then((answer) => churnFact(answer.spans)).catch(() => null);
    return compared;
  }

  /** One request for the head and the facts. */
  function device(stop) {
    asked ??= get(where, { signal: stop }).finally(() => {
      asked = null;
    });
    return asked;
  }

  async function load() {
    facts.refresh(signal);
    what.refresh(signal);
    try {
      const before = known?.state;
      known = await device(signal);
      if (before && before !== known.state) {
        announce(`${printable(id)} is ${STATE_NAMES[known.state] ?? known.state}`);
      }
      showHead();
      showAdvice();
    } catch (failure) {
      if (failure.name !== 'AbortError' && !known) {
        replace(head, h('div', { class: 'subject' }, h('h1', {}, clientId(id))), failure.status === 404
          ? h('p', { class: 'muted' }, 'This device has never been seen.') : trouble(failure, load));
      }
    }
  }

  function showHead() {
    replace(head,
      h('div', { class: 'subject' },
        h('h1', {}, clientId(known.clientId)),
        stateBadge(known.state, 'large'), overlayTags(known.overlays),
        h('div', { class: 'subject-actions' },
          h('button', { type: 'button', class: 'button', on: { click: copyId } }, icon('copy'), 'Copy id'),
          h('button', { type: 'button', class: 'button', data: { life: known.state === 'RETIRED' ? 'restore' : 'retire' }, on: { click: changeLife } }, known.state === 'RETIRED' ? 'Restore' : 'Retire'),
          summary()?.disconnects && (known.state === 'ONLINE' || known.state === 'STALE') ? h('button', { type: 'button', class: 'button', data: { life: 'disconnect' }, on: { click: disconnect } }, 'Disconnect') : null,
          h('button', { type: 'button', class: 'button', on: { click: silence } }, icon('mute'), 'Silence this device'))),
      h('p', { class: 'subject-note' },
        known.since ? add(h('span', {}, `${STATE_MEANING[known.state]}, for `), age(known.since), ' since ', moment(known.since)) : h('span', {}, STATE_MEANING[known.state]),
        known.graceEndsAt ? add(h('span', {}, 'counts as offline in '), remaining(known.graceEndsAt)) : null,
        known.incidentId && known.state !== 'ONLINE' && known.severity !== 'none' ? h('a', { href: incidentAddress(known.incidentId, id) }, 'Its incident') : null));
  }

  /** Why, and what to do: the advice of the event that began it, else what the cause means. */
  function showAdvice() {
    if (!known || known.state === 'ONLINE' || !(known.reason || known.cause)) {
      replace(advice);
      return;
    }
    const told = events.find((event) => event.data?.incidentId === known.incidentId && event.data?.advice)?.data.advice;
    replace(advice, h('section', { class: `advice severity-${known.severity ?? 'none'}`, 'aria-label': 'Cause and advice' },
      h('p', {}, h('strong', {}, [reasonName(known.reason), causeName(known.cause)].filter(Boolean).map(printable).join(' · '))),
      h('p', {}, printable(told ?? causeMeaning(known.cause))),
      known.diagnosis?.details ? h('p', { class: 'muted' }, `The IoT log says: ${printable(known.diagnosis.details)}`) : null,
      known.verified === false ? h('p', { class: 'muted' }, 'Unverified: it rests on a last will alone, or AWS could not tell.') : null));
  }

  async function copyId() {
    try {
      await navigator.clipboard.writeText(id);
      toast('done', 'Client id copied');
    } catch (failure) {
      showText('Client id', id);
    }
  }

  function changeLife() {
    askForLife({ way: known.state === 'RETIRED' ? 'restore' : 'retire', id, done: load });
  }

  function disconnect() {
    askForLife({ way: 'disconnect', id, done: load });
  }

  function silence() {
    askForSilence({ title: 'Silence this device', clients: exactly(id), done: load });
  }

  let news = 0;
  function later() {
    news ||= setTimeout(() => {
      news = 0;
      load();
    }, NEWS);
  }
  signal.addEventListener('abort', () => clearTimeout(news));
  live.addEventListener('change', (event) => event.detail.clientId === id && later(), { signal });
  live.addEventListener('changes', later, { signal });
  live.addEventListener('reset', later, { signal });
  let whenPolled = '';
  live.addEventListener('summary', async (event) => {
    // Without the stream only the counts tell that something happened somewhere.
    const seen = JSON.stringify(event.detail.devices);
    if (whenPolled && whenPolled !== seen && document.getElementById('live').dataset.status !== 'live') {
      later();
    }
    whenPolled = seen;
  }, { signal });

  load().catch((failure) => failed('Cannot show the device', failure));
}

function factList(device, churn) {
  const seconds = (value) => (value === undefined ? null : duration(value));
  const rows = [
    ['Reason', device.reason ? h('span', { class: 'id' }, printable(device.reason)) : null],
    ['Cause', device.cause ? causeName(device.cause) : null],
    ['Severity', device.severity ?? null],
    ['Not subscribed to', device.missing ? device.missing.map((filter) => h('span', { class: 'id' }, printable(filter))) : null],
    ['Verified', device.verified ? 'yes' : 'no'],
    ['Retired by', device.retired ? printable([device.retired.author ?? device.retired.by, device.retired.comment].filter(Boolean).join(': ')) : null],
    ['Disconnected by', device.disconnectedBy ? printable([device.disconnectedBy.author ?? device.disconnectedBy.by, device.disconnectedBy.comment].filter(Boolean).join(': ')) : null],
    ['Last will', device.lastWill ? 'seen' : 'none'],
    ['Group', device.group ? h('a', { href: `#/devices?group=${part(device.group)}` }, printable(device.group)) : null],
    ['Class', device.class ? h('a', { href: `#/devices?class=${part(device.class)}` }, printable(device.class)) : null],
    ['Expected back', device.expectedBack ? moment(device.expectedBack) : null],
    ['Thing', device.thingName ? printable(device.thingName) : null],
    ['Address', device.ipAddress ? h('span', { class: 'id' }, printable(device.ipAddress)) : null],
    ['Connected from', device.sourceIp ? h('span', { class: 'id' }, printable(device.sourceIp)) : null],
    ['Network', device.network ? h('span', { class: 'id' }, printable(device.network.prefix)) : null],
    ['Network of', device.network?.asn ? printable([`AS${device.network.asn}`, device.network.organization].filter(Boolean).join(' ')) : null],
    ['Country', device.network?.country ? printable(device.network.country) : null],
    ['Last heard from', device.lastSeen ? h('span', {}, age(device.lastSeen), ' ago') : null],
    ['Disconnects', churn],
    ['Keep-alive', seconds(device.keepAliveSeconds)],
    ['Loss detected within', seconds(device.worstCaseDetectionSeconds)],
    ['Connection', device.versionNumber === undefined ? null : `number ${device.versionNumber}`],
    ['Session', device.sessionIdentifier ? h('span', { class: 'id' }, printable(device.sessionIdentifier)) : null],
    ['Certificate', device.principalIdentifier ? h('span', { class: 'id' }, printable(device.principalIdentifier)) : null],
    ...extraLinks(device.extra),
    ['Updated', moment(device.updatedAt)],
    ['Sequence', String(device.sequence)],
  ];
  return h('dl', { class: 'facts' }, rows.filter(([, value]) => value !== null).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}
