import { address, get } from '../api.js';
import { deviceTable } from '../devicetable.js';
import { announce, h, replace } from '../dom.js';
import { count, printable } from '../format.js';
import { icon } from '../icons.js';
import { live, summary } from '../live.js';
import { empty, skeleton, trouble } from '../panel.js';
import { keepQuery } from '../router.js';
import { LIFE_STATES, STATES, STATE_NAMES, causeName, groupName, reasonName } from '../words.js';

const SIZE = 50;
const NEWS = 1500;

export function devicesPage({ root, query, signal }) {
  /** What is asked for; the address holds all of it. */
  let wanted = read(query);
  /** Where the pages before this one began. */
  let trail = [];
  let first = 1;
  let page = null;
  let request = new AbortController();

  const search = h('input', { type: 'search', id: 'device-search', data: { search: '' }, placeholder: 'Part of a client id', value: wanted.q, autocomplete: 'off', spellcheck: 'false', maxlength: '256' });
  const states = h('div', { class: 'chips', role: 'group', 'aria-label': 'State' }, ['', ...STATES, ...LIFE_STATES].map((state) => h('button', {
    type: 'button', class: 'chip', data: { state }, on: { click: () => change({ state }) },
  }, state ? icon(state.toLowerCase(), `ink-${state.toLowerCase()}`) : null, state ? STATE_NAMES[state] : 'All', h('span', { class: 'chip-count' }))));
  const deaf = h('button', { type: 'button', class: 'chip', data: { deaf: '' }, title: 'Connected, but not subscribed to what they must be', on: { click: () => change({ deaf: wanted.deaf ? '' : 'true' }) } }, icon('deaf'), 'Deaf', h('span', { class: 'chip-count' }));
  states.append(deaf);
  const reason = h('select', { id: 'device-reason' });
  const group = h('select', { id: 'device-group' });
  const ofClass = h('select', { id: 'device-class' });
  const classField = h('label', { class: 'field', for: 'device-class' }, h('span', {}, 'Class'), ofClass);
  const clear = h('button', { type: 'button', class: 'button quiet', on: { click: () => change({ q: '', state: '', reason: '', group: '', class: '', slow: '', deaf: '', extra: '' }) } }, icon('close'), 'Clear');
  const known = h('span', { class: 'muted' });
  const total = h('p', { class: 'page-note' });
  const body = h('div', { class: 'panel-body flush' }, skeleton(10));
  const place = h('span', { class: 'place' });
  const back = h('button', { type: 'button', class: 'button', on: { click: () => turn(-1) } }, icon('previous'), 'Previous');
  const forth = h('button', { type: 'button', class: 'button', on: { click: () => turn(1) } }, 'Next', icon('next'));
  const table = deviceTable({ sorted: (sort) => change({ sort }), turn });

  root.append(
    h('div', { class: 'page-head' }, h('h1', {}, 'Devices'), total),
    h('div', { class: 'filters', role: 'search', 'aria-label': 'This list' },
      h('label', { class: 'field grow', for: 'device-search' }, h('span', {}, 'Search'), search),
      h('label', { class: 'field', for: 'device-reason' }, h('span', {}, 'Reason'), reason),
      h('label', { class: 'field', for: 'device-group' }, h('span', {}, 'Group'), group),
      classField,
      known, clear),
    states,
    h('section', { class: 'panel', 'aria-label': 'Devices found' }, body,
      h('footer', { class: 'panel-foot' }, place, h('div', { class: 'pager' }, back, forth))));

  let typed = 0;
  search.addEventListener('input', () => {
    clearTimeout(typed);
    typed = setTimeout(() => change({ q: search.value.trim() }), 200);
  });
  reason.addEventListener('change', () => change({ reason: reason.value }));
  group.addEventListener('change', () => change({ group: group.value }));
  ofClass.addEventListener('change', () => change({ class: ofClass.value }));

  function change(news) {
    clearTimeout(typed);
    wanted = { ...wanted, ...news, after: '' };
    trail = [];
    first = 1;
    if (news.q !== undefined && search.value.trim() !== news.q) {
      search.value = news.q;
    }
    keep();
    load({ announced: true });
  }

  function turn(by) {
    if (by > 0 && page?.next) {
      trail.push(wanted.after);
      first += page.items.length;
      wanted = { ...wanted, after: page.next };
    } else if (by < 0 && wanted.after) {
      wanted = { ...wanted, after: trail.pop() ?? '' };
      first = wanted.after ? Math.max(1, first - SIZE) : 1;
    } else {
      return;
    }
    keep();
    load({ announced: true, focus: table.body.contains(document.activeElement) });
  }

  function keep() {
    keepQuery({ ...wanted, sort: wanted.sort === 'clientId' ? '' : wanted.sort });
  }

  async function load({ announced = false, focus = false } = {}) {
    request.abort();
    request = new AbortController();
    const stop = AbortSignal.any([signal, request.signal]);
    showFilters();
    body.classList.toggle('waiting', announced);
    try {
      const parameters = { ...wanted, sort: wanted.sort === 'clientId' ? '' : wanted.sort, limit: SIZE };
      page = await get(address('/api/devices', parameters), { signal: stop });
      if (!stop.aborted) {
        show(announced, focus);
      }
    } catch (failure) {
      if (failure.name === 'AbortError' || stop.aborted) {
        return;
      }
      if (announced || !page) {
        page = null;
        replace(body, trouble(failure, () => load({ announced: true })));
        replace(place);
        replace(total);
      }
    } finally {
      if (!stop.aborted) {
        body.classList.remove('waiting');
      }
    }
  }

  function show(announced, focus) {
    const filtered = wanted.q || wanted.state || wanted.reason || wanted.group || wanted.class || wanted.slow || wanted.deaf || wanted.extra;
    if (page.items.length === 0) {
      replace(body, empty(filtered ? 'No device matches' : 'No device has been seen yet. A device appears with its first event.'));
    } else {
      table.show(page.items, wanted.sort);
      if (body.firstChild !== table.element) {
        replace(body, table.element);
      }
      if (focus) {
        table.body.firstElementChild.focus();
      }
    }
    const known = page.total >= 0;
    replace(total, known ? `${count(page.total)} ${filtered ? 'found' : 'in total'}` : '');
    replace(place, page.items.length === 0 ? '' : wanted.after && trail.length === 0 ? `${count(page.items.length)} of ${count(page.total)}`
      : `${count(first)}–${count(first + page.items.length - 1)} of ${count(page.total)}`);
    back.disabled = !wanted.after;
    forth.disabled = !page.next;
    if (announced) {
      announce(`${count(page.total)} devices found`);
    }
  }

  function showFilters() {
    const now = summary();
    showDeaf(now?.deaf ?? 0);
    for (const chip of states.querySelectorAll('[data-state]')) {
      const value = chip.dataset.state;
      const number = value ? now?.devices?.[value] : now?.total;
      chip.setAttribute('aria-pressed', String(wanted.state === value));
      chip.hidden = LIFE_STATES.includes(value) && !number && wanted.state !== value;
      chip.querySelector('.chip-count').textContent = number === undefined ? '' : count(number);
    }
    choices(reason, 'Any reason', wanted.reason, (now?.reasons ?? []).filter((row) => row.reason)
      .map((row) => [row.reason, `${reasonName(row.reason)} · ${causeName(row.cause)} (${count(row.devices)})`]), reasonName);
    choices(group, 'Any group', wanted.group, (now?.groups ?? []).filter((row) => row.group)
      .map((row) => [row.group, `${row.group} (${count(row.away)} of ${count(row.devices)} away)`]), groupName);
    replace(known, wanted.extra ? `Known as ${printable(wanted.extra)}` : '');
    const classes = now?.classes ?? [];
    classField.hidden = classes.length === 0 && !wanted.class;
    choices(ofClass, 'Any class', wanted.class, [...classes, 'default'].map((name) => [name, name]), printable);
    clear.hidden = !(wanted.q || wanted.state || wanted.reason || wanted.group || wanted.class || wanted.slow || wanted.deaf || wanted.extra);
  }

  /** Hidden in a fleet that hears. */
  function showDeaf(number) {
    deaf.hidden = !number && !wanted.deaf;
    deaf.setAttribute('aria-pressed', String(Boolean(wanted.deaf)));
    deaf.querySelector('.chip-count').textContent = count(number);
  }

  // Many changes make one request, and not while nobody looks.
  let news = 0;
  function later() {
    news ||= setTimeout(() => {
      news = 0;
      if (!document.hidden) {
        load();
      }
    }, NEWS);
  }
  signal.addEventListener('abort', () => clearTimeout(news));
  live.addEventListener('change', (event) => {
    table.change(patch(event.detail));
    later();
  }, { signal });
  live.addEventListener('changes', later, { signal });
  live.addEventListener('reset', later, { signal });
  let counts = '';
  live.addEventListener('summary', (event) => {
    const seen = JSON.stringify([event.detail.devices, event.detail.deaf]);
    if (counts && counts !== seen) {
      later();
    }
    counts = seen;
    showFilters();
  }, { signal });

  load();
  return {
    again: (next) => {
      const other = read(next);
      if (JSON.stringify(other) !== JSON.stringify(wanted)) {
        wanted = other;
        trail = [];
        first = 1;
        search.value = wanted.q;
        load({ announced: true });
      }
      return true;
    },
  };
}

function read(query) {
  const text = (name) => query.get(name) ?? '';
  return { q: text('q'), state: text('state'), reason: text('reason'), group: text('group'), class: text('class'), slow: text('slow'), deaf: text('deaf'), extra: text('extra'), sort: text('sort') || 'clientId', after: text('after') };
}

/** What an event tells of a device, in the words of the list. */
function patch({ clientId, state, since, reason, cause, severity, group }) {
  return { clientId, state, since, reason, cause, severity, ...(group ? { group } : {}) };
}

function choices(select, any, chosen, options, name) {
  const all = [['', any], ...options];
  if (chosen && !options.some(([value]) => value === chosen)) {
    all.push([chosen, name(chosen)]);
  }
  const signature = JSON.stringify(all);
  // Not under the fingers of whoever is choosing.
  if (select.dataset.shown !== signature && document.activeElement !== select) {
    select.dataset.shown = signature;
    replace(select, all.map(([value, text]) => h('option', { value }, printable(text))));
  }
  select.value = chosen;
}
