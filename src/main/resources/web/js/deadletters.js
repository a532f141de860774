import { address, get, post } from './api.js';
import { deviceLink, incidentAddress } from './badges.js';
import { confirm } from './dialog.js';
import { h, replace } from './dom.js';
import { count, counted, printable } from './format.js';
import { icon } from './icons.js';
import { empty, panel } from './panel.js';
import { moment } from './times.js';
import { failed, toast } from './toast.js';

const SIZE = 25;

/**
 * What could not be read or delivered, and its second chance.
 *
 * @param changed called when something was replayed
 */
export function deadLettersPanel(signal, changed) {
  let sink = '';
  let after = '';
  let trail = [];
  let page = null;
  const choice = h('select', { 'aria-label': 'Filter dead letters', on: { change: () => show(choice.value) } }, h('option', { value: '' }, 'All sinks and sources'));
  const replayAll = h('button', { type: 'button', class: 'button small', on: { click: () => replay(sink ? { sink } : { all: true }, sink ? `all dead letters of ${sink}` : 'all dead letters') } }, icon('replay'), 'Replay all');
  const back = h('button', { type: 'button', class: 'button', on: { click: () => turn(-1) } }, icon('previous'), 'Newer');
  const forth = h('button', { type: 'button', class: 'button', on: { click: () => turn(1) } }, 'Older', icon('next'));
  const place = h('span', { class: 'place' });
  const foot = h('footer', { class: 'panel-foot' }, place, h('div', { class: 'pager' }, back, forth));
  const part = panel({
    title: 'Dead letters', note: 'unreadable messages and undeliverable events', actions: [choice, replayAll], flush: true,
    load: async (stop) => {
      page = await get(address('/api/dead-letters', { sink, after, limit: SIZE }), { signal: stop });
      replayAll.hidden = !page.items.some(hasChance);
      back.disabled = !after;
      forth.disabled = !page.next;
      replace(place, page.total ? `${count(page.items.length)} of ${count(page.total)}` : '');
      foot.hidden = page.total <= page.items.length;
      const open = openLetters(part.body);
      return page.items.length ? h('ul', { class: 'letters' }, page.items.map((letter) => row(letter, open.has(letter.id)))) : empty('Nothing is lost', 'check');
    },
  });
  part.element.append(foot);

  function show(name) {
    sink = name;
    after = '';
    trail = [];
    if (![...choice.options].some((option) => option.value === name)) {
      choice.append(h('option', { value: name }, printable(name)));
    }
    choice.value = name;
    part.refresh(signal);
  }

  function turn(by) {
    if (by > 0) {
      trail.push(after);
      after = page.next;
    } else {
      after = trail.pop() ?? '';
    }
    part.refresh(signal);
  }

  function row(letter, open) {
    const isOut = letter.direction === 'out';
    return h('li', { data: { letter: letter.id } },
      h('div', { class: 'letter-head' },
        h('strong', {}, printable(letter.origin)),
        h('span', { class: 'tag' }, icon(isOut ? 'delivery' : 'signal'), isOut ? 'undelivered' : 'unreadable'),
        about(letter),
        h('span', { class: 'faint' }, moment(letter.at), isOut ? ` · ${counted(letter.attempts, 'attempt')}` : ` · ${counted(letter.originalSize, 'byte')}`),
        h('div', { class: 'row-actions' }, hasChance(letter)
          ? h('button', { type: 'button', class: 'button small', on: { click: () => replay({ id: letter.id }, isOut ? `this event for ${letter.origin}` : `this message from ${letter.origin}`) } }, icon('replay'), isOut ? 'Replay' : 'Read again') : null)),
      h('p', { class: 'letter-reason' }, printable(letter.reason)),
      h('details', { open }, h('summary', {}, `Payload${letter.payloadEncoding === 'base64' ? ', as base64' : ''}${letter.payloadTruncated ? ', truncated' : ''}`),
        h('pre', { class: 'code', tabindex: '0' }, pretty(letter))));
  }

  async function replay(which, what) {
    if (!(await confirm('Replay dead letters?', `This replays ${printable(what)}: events are delivered again under their original ids; messages are read again, in the order in which they arrived.`, 'Replay'))) {
      return;
    }
    try {
      const { replayed, takenIn, unreadable } = await post('/api/dead-letters/replay', which);
      toast('done', outcome(replayed, takenIn), unreadable ? `${counted(unreadable, 'message')} still cannot be read; see the new reason.` : replayed ? 'Anything that fails again returns here.' : undefined);
    } catch (failure) {
      failed('Nothing was replayed', failure);
    }
    part.refresh(signal);
    changed();
  }

  return { element: part.element, refresh: () => part.refresh(signal), show, offer: (names) => offer(choice, names, sink) };
}

/** Signals that the rules failed on have no topic: they are no messages any more. */
function hasChance(letter) {
  return letter.direction === 'out' || letter.topic !== undefined;
}

function outcome(replayed, takenIn) {
  const done = [replayed ? `${counted(replayed, 'event')} being redelivered` : '', takenIn ? `${counted(takenIn, 'message')} accepted` : ''].filter(Boolean);
  return done.length ? done.join(', ') : 'Nothing changed';
}

/** What it is about: an incident, a device or a topic. */
function about(letter) {
  if (letter.incidentId) {
    return h('a', { class: 'id-link', href: incidentAddress(letter.incidentId) }, h('bdi', { class: 'id' }, printable(letter.incidentKey)));
  }
  if (letter.clientId) {
    return deviceLink(letter.clientId);
  }
  return letter.topic ? h('bdi', { class: 'id' }, printable(letter.topic)) : null;
}

function openLetters(body) {
  return new Set([...body.querySelectorAll('details[open]')].map((box) => box.closest('li').dataset.letter));
}

function offer(choice, names, chosen) {
  const options = [['', 'All sinks and sources'], ...names.map((name) => [name, name])];
  const signature = JSON.stringify(options);
  if (choice.dataset.shown !== signature && document.activeElement !== choice) {
    choice.dataset.shown = signature;
    replace(choice, options.map(([value, text]) => h('option', { value }, printable(text))));
    choice.value = chosen;
  }
}

/** JSON in lines, everything else as it is. */
function pretty(letter) {
  const json = parsed(letter);
  return json === undefined ? letter.payload : JSON.stringify(json, null, 2);
}

function parsed({ payload, payloadEncoding, payloadTruncated }) {
  if (payloadEncoding !== 'utf-8' || payloadTruncated) {
    return undefined;
  }
  try {
    return JSON.parse(payload);
  } catch (notJson) {
    return undefined;
  }
}
