import { announce, h, replace } from './dom.js';
import { count } from './format.js';
import { icon } from './icons.js';
import { live, startLive, summary } from './live.js';
import { currentRoute, go } from './router.js';
import { startTheme } from './theme.js';
import { startTicking } from './times.js';
import { breakdownPage } from './pages/breakdown.js';
import { devicePage } from './pages/device.js';
import { devicesPage } from './pages/devices.js';
import { incidentPage } from './pages/incident.js';
import { incidentsPage } from './pages/incidents.js';
import { overviewPage } from './pages/overview.js';
import { reportPage } from './pages/report.js';
import { sinksPage } from './pages/sinks.js';
import { systemPage } from './pages/system.js';
import { address } from './api.js';
import { empty } from './panel.js';

const PAGES = [
  { name: 'overview', title: 'Overview', address: '#/', list: overviewPage },
  { name: 'devices', title: 'Devices', address: '#/devices', list: devicesPage, one: devicePage },
  { name: 'incidents', title: 'Incidents', address: '#/incidents', list: incidentsPage, one: incidentPage, badge: (now) => now.incidents?.open },
  { name: 'report', title: 'Availability', address: '#/report', list: reportPage },
  { name: 'breakdown', title: 'Breakdown', address: '#/breakdown', list: breakdownPage },
  { name: 'sinks', title: 'Sinks', address: '#/sinks', list: sinksPage, badge: (now) => (now.sinks ?? []).filter((sink) => sink.lastError || sink.gone).length },
  { name: 'system', title: 'System', address: '#/system', list: systemPage, badge: (now) => (now.sources ?? []).filter((source) => !source.connected).length },
];

const content = document.getElementById('content');
const navigation = document.getElementById('nav');
const search = document.getElementById('search');
let shown = null;
let leave = () => {};

function showNavigation() {
  replace(navigation, h('ul', {}, PAGES.map((page) => h('li', {},
    h('a', { href: page.address, data: { page: page.name } },
      icon(page.name), h('span', { class: 'nav-name' }, page.title), h('span', { class: 'nav-badge', hidden: true }))))));
}

function showBadges() {
  const now = summary();
  for (const page of PAGES.filter((one) => one.badge)) {
    const badge = navigation.querySelector(`[data-page="${page.name}"] .nav-badge`);
    const number = page.badge(now) ?? 0;
    badge.hidden = number === 0;
    badge.textContent = number > 999 ? '999+' : count(number);
    badge.title = `${number} need attention`;
  }
  document.getElementById('version').textContent = now.version ?? '';
}

/** Shows the page that the address asks for. A page gets a signal that is aborted when it is left. */
function show() {
  const route = currentRoute();
  const page = PAGES.find((one) => one.name === route.page);
  const isFirst = shown === null;
  const name = `${route.page}/${route.id}`;
  const sameList = shown?.name === name && shown.again?.(route.query);
  if (sameList) {
    return;
  }
  leave();
  const life = new AbortController();
  leave = () => life.abort();
  content.replaceChildren();
  for (const link of navigation.querySelectorAll('a')) {
    if (link.dataset.page === page?.name) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  const view = { root: content, id: route.id, query: route.query, signal: life.signal };
  const make = page && (route.id ? page.one : page.list);
  shown = { name, again: null };
  if (make) {
    shown.again = make(view)?.again;
  } else {
    content.append(h('h1', {}, 'Not found'), empty('There is no page at this address.'));
  }
  titled(page, route);
  if (!isFirst) {
    window.scrollTo(0, 0);
    content.focus({ preventScroll: true });
    announce(`${document.title.split(' · ')[0]} page`);
  }
}

function titled(page, route) {
  document.title = [route.id || page?.title || 'Not found', 'iot-connectivity'].join(' · ');
}

function typing(element) {
  return element.closest?.('input, textarea, select, [contenteditable]') || document.querySelector('dialog[open]');
}

document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  content.focus();
});

document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    event.preventDefault();
    const field = document.querySelector('[data-search]') ?? search;
    field.focus();
    field.select();
  } else if (event.key === 'Escape' && event.target.matches?.('input[type=search]')) {
    event.target.blur();
  }
});

document.getElementById('finder').addEventListener('submit', (event) => {
  event.preventDefault();
  go(address('/devices', { q: search.value.trim() }));
  search.value = '';
  search.blur();
});

showNavigation();
startTheme(document.getElementById('theme'));
live.addEventListener('summary', showBadges);
addEventListener('hashchange', show);
startTicking();
startLive(document.getElementById('live'));
show();
