import { get, post, remove } from '../api.js';
import { conditionBadge } from '../badges.js';
import { deadLettersPanel } from '../deadletters.js';
import { confirm, openDialog } from '../dialog.js';
import { add, h, replace } from '../dom.js';
import { count, counted, part, printable } from '../format.js';
import { icon } from '../icons.js';
import { live } from '../live.js';
import { panel } from '../panel.js';
import { age, remaining, serverNow } from '../times.js';
import { failed, toast } from '../toast.js';

const EVERY = 5000;
const LOOKS = 40;
const BETWEEN_LOOKS = 750;

export function sinksPage({ root, signal }) {
  const note = h('p', { class: 'page-note' });
  const letters = deadLettersPanel(signal, () => sinks.refresh(signal));
  const sinks = panel({
    title: 'Deliveries', note: 'by sink, since startup', flush: true, lines: 8,
    load: async (stop) => {
      const { items } = await get('/api/sinks', { signal: stop });
      const troubled = items.filter((sink) => ['down'].includes(condition(sink)[0])).length;
      replace(note, troubled ? `${count(troubled)} of ${counted(items.length, 'sink')} in trouble` : `${counted(items.length, 'sink')}, all well`);
      letters.offer(items.map((sink) => sink.name));
      return items.length ? table(items, { letters: (name) => showLetters(letters, name), changed: () => sinks.refresh(signal), signal }) : 'No sink is enabled.';
    },
  });
  root.append(h('div', { class: 'page-head' }, h('h1', {}, 'Sinks'), note), h('div', { class: 'stack' }, sinks.element, letters.element));

  const refresh = () => {
    if (!document.hidden && !document.querySelector('dialog[open]')) {
      sinks.refresh(signal);
    }
  };
  const timer = setInterval(refresh, EVERY);
  signal.addEventListener('abort', () => clearInterval(timer));
  let lost = -1;
  live.addEventListener('summary', (event) => {
    const now = (event.detail.sinks ?? []).reduce((sum, sink) => sum + sink.deadLetters, 0);
    if (lost >= 0 && now !== lost) {
      letters.refresh();
      refresh();
    }
    lost = now;
  }, { signal });
  live.addEventListener('reset', refresh, { signal });
  sinks.refresh(signal);
  letters.refresh();
}

function showLetters(letters, name) {
  letters.show(name);
  letters.element.scrollIntoView({ block: 'start' });
}

/** How a sink is doing, for the eye and in a word. */
function condition(sink) {
  if (sink.gone) {
    return ['down', 'Disabled'];
  }
  if (!sink.active) {
    return ['off', 'Off'];
  }
  if (sink.pausedUntil) {
    return ['down', 'Paused'];
  }
  if (sink.lastError) {
    return sink.waiting > 0 ? ['down', 'Failing'] : ['warn', 'Last attempt failed'];
  }
  return ['up', 'Delivering'];
}

function table(items, { letters, changed, signal }) {
  const names = ['Sink', 'Status', 'Waiting', 'Lag', 'Delivered', 'Failures', 'Dead letters', ''];
  return h('div', { class: 'table-frame' }, h('table', { class: 'table stacked' },
    h('caption', { class: 'visually-hidden' }, 'Sinks and their status'),
    h('thead', {}, h('tr', {}, names.map((name, index) => h('th', { scope: 'col', class: index >= 2 && index <= 6 ? 'number' : '' }, name || h('span', { class: 'visually-hidden' }, 'Actions'))))),
    h('tbody', {}, items.map((sink) => h('tr', { data: { sink: sink.name } },
      h('td', {}, h('div', { class: 'sink-name' }, h('strong', {}, printable(sink.name)), problem(sink))),
      h('td', { class: 'bare' }, conditionBadge(...condition(sink))),
      cell('Waiting', sink.waiting ? count(sink.waiting) : faint('0')),
      cell('Lag', sink.waiting && sink.oldestWaiting ? age(sink.oldestWaiting) : faint('–')),
      cell('Delivered', count(sink.delivered)),
      cell('Failures', sink.failures ? count(sink.failures) : faint('0')),
      cell('Dead letters', sink.deadLetters
        ? h('button', { type: 'button', class: 'button small', on: { click: () => letters(sink.name) }, 'aria-label': `${counted(sink.deadLetters, 'dead letter')} of ${sink.name}` }, count(sink.deadLetters)) : faint('0')),
      h('td', { class: 'bare' }, h('div', { class: 'row-actions' },
        sink.gone ? h('button', { type: 'button', class: 'button small', on: { click: () => enable(sink.name, changed) } }, 'Enable') : null,
        sink.active ? null : h('button', { type: 'button', class: 'button small', on: { click: () => forget(sink, changed) } }, 'Forget'),
        h('button', { type: 'button', class: 'button small', disabled: !sink.active || Boolean(sink.gone), on: { click: () => test(sink.name, changed, signal) } }, icon('send'), 'Test'))))))));
}

function cell(label, content) {
  return h('td', { class: 'number', data: { label } }, content);
}

function faint(text) {
  return h('span', { class: 'faint' }, text);
}

function problem(sink) {
  if (sink.gone) {
    return h('span', { class: 'error-text' }, printable(sink.gone));
  }
  if (!sink.lastError) {
    return sink.lastDelivery ? add(h('span', { class: 'faint' }), 'last delivery ', age(sink.lastDelivery), ' ago') : faint('nothing delivered since startup');
  }
  return h('span', { class: 'error-text' }, printable(sink.lastError), sink.pausedUntil && Date.parse(sink.pausedUntil) > serverNow() ? add(h('span', {}), ' · next attempt in ', remaining(sink.pausedUntil)) : null);
}

async function enable(name, changed) {
  if (!(await confirm('Deliver to this sink again?', `${printable(name)} answered that it is gone (HTTP 410). Everything due to it since then is delivered.`, 'Enable'))) {
    return;
  }
  try {
    await post(`/api/sinks/${part(name)}/enable`);
    toast('done', `${printable(name)} enabled`);
  } catch (failure) {
    failed(`${printable(name)} was not enabled`, failure);
  }
  changed();
}

async function forget({ name, deadLetters }, changed) {
  if (!(await confirm('Forget this sink?', `${printable(name)} is disabled. If it was removed for good, this deletes its undelivered events, its open tickets and ${counted(deadLetters, 'dead letter')}. This cannot be undone.`, 'Forget'))) {
    return;
  }
  try {
    await remove(`/api/sinks/${part(name)}`);
    toast('done', `${printable(name)} forgotten`);
  } catch (failure) {
    failed(`${printable(name)} was not forgotten`, failure);
  }
  changed();
}

/** Sends it an incident that is none, and looks what becomes of it. */
async function test(name, changed, signal) {
  if (!(await confirm('Send a test?', `This sends ${printable(name)} a test incident and its resolution, the same way as any event. They are marked as a test.`, 'Send'))) {
    return;
  }
  let started;
  try {
    started = await post(`/api/sinks/${part(name)}/test`);
  } catch (failure) {
    failed(`The test was not sent to ${printable(name)}`, failure);
    return;
  }
  const list = h('ul', { class: 'results', 'aria-live': 'polite' });
  let closed = false;
  const dialog = openDialog(`Testing ${printable(name)}`, (close) => [
    list,
    h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button', on: { click: close } }, 'Close')),
  ]);
  dialog.addEventListener('close', () => {
    closed = true;
    changed();
  });
  for (let look = 0; look < LOOKS && !closed && !signal.aborted; look += 1) {
    const sent = (await get(started.sent, { signal }).catch(() => ({ items: [] }))).items;
    replace(list, started.events.map((event) => result(event, sent.find((row) => row.eventId === event.id))));
    if (started.events.every((event) => sent.some((row) => row.eventId === event.id))) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
  }
}

const RESULTS = { delivered: ['up', 'Delivered'], dropped: ['off', 'Dropped'], lost: ['down', 'Lost'] };

function result(event, row) {
  return h('li', { data: { result: row?.result ?? 'waiting' } }, conditionBadge(...(row ? (RESULTS[row.result] ?? ['off', row.result]) : ['off', 'In progress'])),
    h('span', { class: 'id' }, event.type), row?.answer ? h('span', { class: 'faint' }, printable(row.answer)) : null);
}
