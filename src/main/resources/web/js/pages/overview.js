import { address, get } from '../api.js';
import { conditionBadge, incidentAddress, kindTag, severityBadge } from '../badges.js';
import { announce, h, keyed, replace, setText } from '../dom.js';
import { count, counted, printable, share } from '../format.js';
import { icon } from '../icons.js';
import { live, summary } from '../live.js';
import { empty, ifNew, panel, trouble } from '../panel.js';
import { age } from '../times.js';
import { STATES, STATE_MEANING, STATE_NAMES, causeName, groupName, reasonName } from '../words.js';

const RANGES = [[1, '1 h'], [6, '6 h'], [24, '24 h'], [168, '7 d']];
const MOST_LISTED = 8;
const BETWEEN_WORDS = 15000;

export function overviewPage(view) {
  const { signal, root } = view;
  const headline = h('p', { class: 'page-note' });
  const attention = h('div', { class: 'attention' });
  const bar = h('div', { class: 'proportion', 'aria-hidden': 'true' }, STATES.map((state) => h('i', { class: `part-${state.toLowerCase()}`, data: { state } })));
  const cards = h('div', { class: 'cards' }, STATES.map(stateCard));
  const history = historyPanel(signal);
  const drawnReasons = ifNew(reasonList);
  const reasons = panel({ title: 'Why devices are offline', load: async () => drawnReasons((await now()).reasons ?? null) });
  const incidents = panel({
    title: 'Open incidents',
    actions: [h('a', { class: 'more', href: '#/incidents' }, 'All incidents')],
    flush: true,
    load: async (stop) => incidentList(await get(address('/api/incidents', { status: 'open', limit: MOST_LISTED }), { signal: stop })),
  });
  const drawnGroups = ifNew(groupList);
  const groups = panel({ title: 'Groups most affected', load: async () => drawnGroups((await now()).groups ?? null) });
  const drawnHealth = ifNew(healthList);
  const sources = panel({ title: 'Sources and sinks', actions: [h('a', { class: 'more', href: '#/system' }, 'System')], load: async () => drawnHealth(healthRows(await now())) });

  root.append(
    h('div', { class: 'page-head' }, h('h1', {}, 'Overview'), headline),
    attention, cards, bar,
    h('div', { class: 'columns' },
      h('div', { class: 'wide-column' }, history.element, incidents.element),
      h('div', { class: 'side-column' }, reasons.element, groups.element, sources.element)));

  // Read aloud, but not every second.
  let toldOffline = null;
  let toldAt = 0;
  const tellOffline = (offline) => {
    if (offline !== toldOffline && Date.now() - toldAt > BETWEEN_WORDS) {
      if (toldOffline !== null) {
        announce(`${counted(offline, 'device')} offline`);
      }
      toldOffline = offline;
      toldAt = Date.now();
    }
  };
  const show = (news) => {
    showCounts(news);
    reasons.refresh(signal);
    groups.refresh(signal);
    sources.refresh(signal);
  };
  const showCounts = (news) => {
    const total = news.total ?? 0;
    setText(headline, `${counted(total, 'device')}, ${share(news.devices.ONLINE, total)} online`);
    tellOffline(news.devices.OFFLINE);
    for (const state of STATES) {
      const number = news.devices[state] ?? 0;
      const card = cards.querySelector(`[data-state="${state}"]`);
      const figure = card.querySelector('.card-number');
      const text = count(number);
      if (figure.textContent !== text) {
        figure.textContent = text;
      }
      card.querySelector('.card-share').textContent = total ? share(number, total) : '';
      card.classList.toggle('card-none', number === 0);
      bar.querySelector(`[data-state="${state}"]`).style.flexGrow = total ? number / total : 0;
    }
    showAttention(attention, news);
  };

  live.addEventListener('summary', (event) => show(event.detail), { signal });
  const reload = later(() => incidents.refresh(signal), signal);
  live.addEventListener('incident', reload, { signal });
  live.addEventListener('summary', (event) => {
    if (event.detail.incidents?.open !== incidents.open) {
      incidents.open = event.detail.incidents?.open;
      reload();
    }
  }, { signal });
  live.addEventListener('reset', () => {
    history.refresh(signal);
    reload();
  }, { signal });
  const minute = setInterval(() => !document.hidden && history.refresh(signal), 60000);
  signal.addEventListener('abort', () => clearInterval(minute));

  history.refresh(signal);
  incidents.refresh(signal);
  if (summary()) {
    show(summary());
  } else {
    get('/api/summary', { signal }).then(show, (failure) => failure.name !== 'AbortError' && replace(attention, trouble(failure)));
  }
}

async function now() {
  return summary() ?? get('/api/summary');
}

/** So that a hundred incidents at once make one request. */
function later(action, signal) {
  let timer = 0;
  signal.addEventListener('abort', () => clearTimeout(timer));
  return () => {
    timer ||= setTimeout(() => {
      timer = 0;
      action();
    }, 400);
  };
}

function stateCard(state) {
  return h('a', { class: `card card-${state.toLowerCase()}`, href: `#/devices?state=${state}`, data: { state }, title: STATE_MEANING[state] },
    h('span', { class: 'card-name' }, icon(state.toLowerCase()), STATE_NAMES[state]),
    h('span', { class: 'card-number' }, '–'),
    h('span', { class: 'card-share' }));
}

function showAttention(box, news) {
  const items = [];
  if (news.store?.status === 'DOWN') {
    items.push(['down', 'The store rejects writes', news.store.problem ?? '', '#/system']);
  }
  for (const source of (news.sources ?? []).filter((one) => !one.connected)) {
    items.push(['down', `${source.name} is not connected`, source.lastError ?? 'It cannot receive anything.', '#/system']);
  }
  for (const source of (news.sources ?? []).filter((one) => one.connected && one.warning)) {
    items.push(['warn', source.name, source.warning, '#/system']);
  }
  keyed(box, items, (item) => item.join('\u0000'),
    ([kind, title, text, where]) => h('a', { class: `notice notice-${kind}`, href: where, role: 'alert' },
      icon(kind === 'down' ? 'offline' : 'suspect'), h('strong', {}, printable(title)), h('span', {}, printable(text))),
    () => {});
}

function historyPanel(signal) {
  let hours = 24;
  let chosen = false;
  let drawn = new AbortController();
  const buttons = RANGES.map(([value, name]) => h('button', {
    type: 'button', 'aria-pressed': String(value === hours), data: { hours: value }, on: {
      click: () => {
        chosen = true;
        choose(value);
        part.refresh(signal);
      },
    },
  }, name));
  const choose = (value) => {
    hours = value;
    buttons.forEach((button) => button.setAttribute('aria-pressed', String(Number(button.dataset.hours) === hours)));
  };
  const part = panel({
    title: 'Offline devices and outages',
    actions: [h('div', { class: 'segments', role: 'group', 'aria-label': 'Time range' }, buttons)],
    className: 'chart-panel',
    load: async (stop) => {
      let told = await get(`/api/history?hours=${hours}`, { signal: stop });
      if (!chosen && told.points?.length) {
        // Of a young application a day would show nothing but its last corner.
        const old = (Date.parse(told.to) - Date.parse(told.points[0].at)) / 3600000;
        const fitting = RANGES.find(([range]) => old <= range)?.[0] ?? 24;
        if (fitting < hours) {
          choose(fitting);
          told = await get(`/api/history?hours=${hours}`, { signal: stop });
        }
      }
      if (!told.points?.length) {
        return 'The history starts now, with one data point per minute.';
      }
      // Everything else is there before the charts are.
      const { awayChart } = await import('../chart.js');
      drawn.abort();
      drawn = new AbortController();
      return awayChart(told, AbortSignal.any([signal, drawn.signal]));
    },
  });
  return part;
}

function reasonList(reasons) {
  if (!reasons) {
    return 'This version of the application does not provide it.';
  }
  if (reasons.length === 0) {
    return empty('No device is offline', 'check');
  }
  const most = Math.max(...reasons.map((row) => row.devices));
  return h('ul', { class: 'bars' }, reasons.slice(0, MOST_LISTED).map((row) => barRow(
    address('#/devices', { reason: row.reason, sort: '-since' }), reasonName(row.reason) || causeName(row.cause) || 'No reason', causeName(row.cause), row.devices, most, count(row.devices))));
}

function groupList(groups) {
  if (!groups) {
    return 'This version of the application does not provide it.';
  }
  const affected = groups.filter((row) => row.away > 0);
  if (affected.length === 0) {
    return empty('Every group is complete', 'check');
  }
  return h('ul', { class: 'bars' }, affected.slice(0, MOST_LISTED).map((row) => barRow(
    address('#/devices', { group: row.group || null, sort: 'state' }), groupName(row.group), share(row.away, row.devices),
    row.away, row.devices, `${count(row.away)} of ${count(row.devices)}`)));
}

function barRow(where, name, note, value, most, text) {
  const fill = h('i', {});
  fill.style.width = `${Math.max(1.5, (100 * value) / most)}%`;
  return h('li', {}, h('a', { href: where },
    h('span', { class: 'bar-name' }, h('bdi', {}, printable(name)), note ? h('span', { class: 'faint' }, note) : null),
    h('span', { class: 'bar-value' }, text),
    h('span', { class: 'bar-track', 'aria-hidden': 'true' }, fill)));
}

function incidentList(page) {
  if (page.items.length === 0) {
    return empty('No open incidents', 'check');
  }
  return h('ul', { class: 'incident-list' }, page.items.map((incident) => h('li', {},
    h('a', { href: incidentAddress(incident.incidentId) },
      severityBadge(incident.severity),
      h('span', { class: 'incident-title' }, printable(incident.title)),
      h('span', { class: 'incident-meta' }, kindTag(incident.kind), age(incident.since ?? incident.openedAt))))));
}

function healthRows(news) {
  const rows = (news.sources ?? []).map((source) => [source.name, source.connected ? (source.warning ? 'warn' : 'up') : 'down',
    source.connected ? (source.warning ? 'Warning' : 'Connected') : 'Down']);
  for (const sink of news.sinks ?? []) {
    const failing = sink.lastError && sink.waiting > 0;
    rows.push([sink.name, !sink.active ? 'off' : failing ? 'down' : sink.deadLetters > 0 ? 'warn' : 'up',
      !sink.active ? 'Off' : failing ? `${count(sink.waiting)} waiting` : sink.deadLetters > 0 ? counted(sink.deadLetters, 'dead letter') : 'Delivering']);
  }
  return rows;
}

function healthList(rows) {
  return h('ul', { class: 'health' }, rows.map(([name, condition, words]) => h('li', {}, h('span', {}, printable(name)), conditionBadge(condition, words))));
}
