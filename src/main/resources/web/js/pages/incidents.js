import { address, get } from '../api.js';
import { incidentAddress, kindTag, severityBadge } from '../badges.js';
import { h, replace, setText } from '../dom.js';
import { count, counted, duration, printable } from '../format.js';
import { icon } from '../icons.js';
import { live, summary } from '../live.js';
import { empty, panel } from '../panel.js';
import { handledBy } from '../notes.js';
import { keepQuery } from '../router.js';
import { age, moment } from '../times.js';
import { KIND_NAMES } from '../words.js';

const SIZE = 50;
const NEWS = 600;

export function incidentsPage({ root, query, signal }) {
  let wanted = read(query);
  let trail = [];
  let page = null;
  const note = h('p', { class: 'page-note', 'aria-live': 'polite' });
  const statuses = h('div', { class: 'chips', role: 'group', 'aria-label': 'Status' }, [['open', 'Open'], ['resolved', 'Resolved'], ['all', 'All']]
    .map(([value, name]) => h('button', { type: 'button', class: 'chip', data: { status: value }, on: { click: () => change({ status: value }) } }, name, h('span', { class: 'chip-count' }))));
  const kind = h('select', { 'aria-label': 'Kind', on: { change: () => change({ kind: kind.value }) } },
    h('option', { value: '' }, 'Any kind'), Object.entries(KIND_NAMES).filter(([value]) => value !== 'test').map(([value, name]) => h('option', { value }, name)));
  const back = h('button', { type: 'button', class: 'button', on: { click: () => turn(-1) } }, icon('previous'), 'Newer');
  const forth = h('button', { type: 'button', class: 'button', on: { click: () => turn(1) } }, 'Older', icon('next'));
  const place = h('span', { class: 'place' });
  const list = panel({
    title: 'Incidents', flush: true, bare: true, lines: 8,
    load: async (stop) => {
      page = await get(address('/api/incidents', { status: wanted.status === 'all' ? '' : wanted.status, kind: wanted.kind, after: wanted.after, limit: SIZE }), { signal: stop });
      replace(place, page.items.length ? `${count(page.items.length)} of ${count(page.total)}` : '');
      setText(note, `${counted(page.total, 'incident')}${wanted.status === 'all' ? '' : `, ${wanted.status}`}`);
      back.disabled = !wanted.after;
      forth.disabled = !page.next;
      return page.items.length ? table(page.items) : empty(wanted.status === 'open' ? 'No open incidents' : 'No such incident', 'check');
    },
  });
  list.element.append(h('footer', { class: 'panel-foot' }, place, h('div', { class: 'pager' }, back, forth)));
  root.append(h('div', { class: 'page-head' }, h('h1', {}, 'Incidents'), note), h('div', { class: 'chip-row' }, statuses, kind), list.element);

  function change(news) {
    wanted = { ...wanted, ...news, after: '' };
    trail = [];
    load();
  }

  function turn(by) {
    if (by > 0) {
      trail.push(wanted.after);
      wanted = { ...wanted, after: page.next };
    } else {
      wanted = { ...wanted, after: trail.pop() ?? '' };
    }
    load();
  }

  function load() {
    keepQuery({ ...wanted, status: wanted.status === 'open' ? '' : wanted.status });
    showFilters();
    list.refresh(signal);
  }

  function showFilters() {
    for (const chip of statuses.children) {
      chip.setAttribute('aria-pressed', String(chip.dataset.status === wanted.status));
    }
    const open = summary()?.incidents?.open;
    statuses.querySelector('.chip-count').textContent = open === undefined ? '' : count(open);
    kind.value = wanted.kind;
  }

  let news = 0;
  const later = () => {
    news ||= setTimeout(() => {
      news = 0;
      list.refresh(signal);
    }, NEWS);
  };
  signal.addEventListener('abort', () => clearTimeout(news));
  live.addEventListener('incident', later, { signal });
  live.addEventListener('reset', later, { signal });
  let seen = summary()?.incidents?.open;
  live.addEventListener('summary', (event) => {
    if (event.detail.incidents?.open !== seen) {
      seen = event.detail.incidents?.open;
      later();
    }
    showFilters();
  }, { signal });
  load();
  return {
    again: (next) => {
      wanted = read(next);
      trail = [];
      load();
      return true;
    },
  };
}

function read(query) {
  return { status: query.get('status') || 'open', kind: query.get('kind') ?? '', after: query.get('after') ?? '' };
}

function table(incidents) {
  return h('table', { class: 'table stacked' },
    h('caption', { class: 'visually-hidden' }, 'Incidents, newest first'),
    h('thead', {}, h('tr', {}, ['Incident', 'Severity', 'Kind', 'Devices', 'Began', 'Duration'].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, incidents.map((incident) => h('tr', {},
      h('td', {}, h('a', { class: 'row-link', href: incidentAddress(incident.incidentId) }, printable(incident.title)), handledBy(incident) ? h('div', { class: 'faint' }, handledBy(incident)) : null),
      h('td', { class: 'bare' }, severityBadge(incident.severity)),
      h('td', { class: 'bare' }, kindTag(incident.kind)),
      h('td', { data: { label: 'Devices' } }, h('span', { class: 'nowrap' }, incident.status === 'open' && incident.deviceCount > 1 ? `${count(incident.downCount)} of ${count(incident.deviceCount)} away` : count(incident.deviceCount))),
      h('td', { data: { label: 'Began' } }, moment(incident.since ?? incident.openedAt)),
      h('td', { data: { label: 'Duration' } }, incident.resolvedAt
        ? duration((Date.parse(incident.resolvedAt) - Date.parse(incident.since ?? incident.openedAt)) / 1000)
        : age(incident.since ?? incident.openedAt))))));
}
