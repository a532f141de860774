import { ApiError, address, get, send } from '../api.js';
import { availabilityBar, barKey } from '../availabilitybar.js';
import { deviceLink } from '../badges.js';
import { churnPanel } from '../churn.js';
import { h, replace, setText } from '../dom.js';
import { count, counted, duration, part, printable } from '../format.js';
import { empty, panel } from '../panel.js';
import { keepQuery } from '../router.js';
import { moment } from '../times.js';
import { failed } from '../toast.js';
import { reasonName } from '../words.js';

const MOST_LISTED = 50;
const MONTHS = 13;
/** The figures of a large fleet take longer than other answers. */
const PATIENCE = 120000;

/** How long devices were available in a month, and why they were not. */
export function reportPage({ root, query, signal }) {
  let wanted = read(query);
  let asked = null;
  const note = h('p', { class: 'page-note', 'aria-live': 'polite' });
  const month = h('select', { 'aria-label': 'Month', on: { change: () => change({ month: month.value }) } }, months().map((value) => h('option', { value }, value)));
  const files = [['CSV', 'csv'], ['Parquet', 'parquet']].map(([name, format]) => h('button', { type: 'button', class: 'button', on: { click: (event) => save(format, event.currentTarget) } }, name));
  const group = h('button', { type: 'button', class: 'chip', on: { click: () => change({ group: '' }) } });
  const kind = h('button', { type: 'button', class: 'chip', on: { click: () => change({ class: '' }) } });
  const fleet = panel({ title: 'All of them', load: async () => whole(await report()) });
  const reasons = panel({ title: 'Away for', load: async () => reasonList((await report()).fleet.downSecondsByReason) });
  const classes = panel({ title: 'Classes', flush: true, load: async () => named((await report()).classes, 'class') });
  const slos = panel({ title: 'Error budgets', flush: true, load: async (stop) => budgets(await objectives(stop)) });
  const groups = panel({ title: 'Groups', flush: true, load: async () => named((await report()).groups, 'group') });
  const devices = panel({ title: 'Devices that were away longest', flush: true, load: async () => table((await report()).items, (item) => deviceLink(item.clientId), 'Device') });

  const churn = churnPanel({ wanted: () => wanted, signal });

  root.append(
    h('div', { class: 'page-head' }, h('h1', {}, 'Availability'), note),
    h('div', { class: 'tool-row' }, month, group, kind, h('span', { class: 'push' }), files),
    h('div', { class: 'columns' },
      h('div', { class: 'wide-column' }, fleet.element, devices.element, churn.element),
      h('div', { class: 'side-column' }, reasons.element, slos.element, classes.element, groups.element)));

  /** One answer for all panels. */
  function report() {
    asked ??= get(address('/api/report', { ...wanted, limit: MOST_LISTED }), { signal, patience: PATIENCE }).then((answer) => {
      const parts = [counted(answer.total, 'device'), answer.keptSince && answer.keptSince > answer.from ? ['nothing is known before ', moment(answer.keptSince, { full: true })] : '',
        answer.complete ? '' : 'some events are not counted yet'];
      replace(note, parts.filter(Boolean).map((each, index) => [index ? ', ' : '', each]));
      return answer;
    }).catch((failure) => {
      asked = null;
      throw failure;
    });
    return asked;
  }

  /** They are of the window up to now, whatever month is shown. */
  async function objectives(stop) {
    try {
      return (await get(address('/api/slo', { class: wanted.class }), { signal: stop })).items;
    } catch (failure) {
      if (failure.status === 404 || failure.status === 503) {
        return [];
      }
      throw failure;
    }
  }

  function change(news) {
    wanted = { ...wanted, ...news };
    load();
  }

  function load() {
    asked = null;
    month.value = wanted.month;
    chip(group, 'Group', wanted.group);
    chip(kind, 'Class', wanted.class);
    keepQuery(wanted);
    for (const each of [fleet, reasons, slos, classes, groups, devices, churn]) {
      each.refresh(signal);
    }
  }

  async function save(format, button) {
    button.disabled = true;
    try {
      const response = await send(address(`/api/report.${format}`, wanted), { signal, patience: PATIENCE, headers: { Accept: '*/*' } });
      if (!response.ok) {
        const problem = await response.json().catch(() => ({}));
        throw new ApiError(response.status, problem.title ?? `Status ${response.status}`, problem.detail ?? '');
      }
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      link.download = `availability-${wanted.month}.${format}`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        failed('The file was not made', failure);
      }
    } finally {
      button.disabled = false;
    }
  }

  load();
  return {
    again: (next) => {
      wanted = read(next);
      load();
      return true;
    },
  };
}

function read(query) {
  return { month: query.get('month') || months()[0], group: query.get('group') ?? '', class: query.get('class') ?? '' };
}

/** The current month first. */
function months() {
  const now = new Date();
  return Array.from({ length: MONTHS + 1 }, (ignored, back) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7));
}

function chip(element, name, value) {
  element.hidden = !value;
  setText(element, value ? `${name} ${printable(value)} ×` : '');
  element.setAttribute('aria-label', value ? `All instead of ${name.toLowerCase()} ${printable(value)}` : '');
}

/** Nothing that was away at any time shows as 100 %. */
function percent(figures) {
  return figures.availability === undefined ? '–' : `${(Math.floor(figures.availability * 100000) / 1000).toFixed(3)} %`;
}

function whole(report) {
  const figures = report.fleet;
  if (!figures.devices) {
    return empty('No device is known of that time');
  }
  const facts = [
    ['Available', percent(figures)],
    ['Up', duration(figures.upSeconds)],
    ['Down', duration(figures.downSeconds)],
    ['Outages', count(figures.outages)],
    ['Interruptions', count(figures.interruptions)],
    ['Longest outage', duration(figures.longestOutageSeconds)],
    ['MTTR', figures.mttrSeconds === undefined ? '–' : duration(figures.mttrSeconds)],
    ['MTBF', figures.mtbfSeconds === undefined ? '–' : duration(figures.mtbfSeconds)],
    ['Connections', count(figures.connections)],
    ['Mean connection', figures.meanConnectionSeconds === undefined ? '–' : duration(figures.meanConnectionSeconds)],
    ['Longest connection', duration(figures.longestConnectionSeconds)],
    ['Silent', duration(figures.silentSeconds)],
    ['Excluded: maintenance', duration(figures.maintenanceSeconds)],
    ['Excluded: we were blind', duration(figures.blindSeconds)],
    ['Excluded: planned', duration(figures.plannedSeconds)],
    ['Unknown', duration(figures.unknownSeconds)],
  ];
  return h('div', {}, availabilityBar(figures), barKey(), h('dl', { class: 'figures' }, facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))));
}

function reasonList(reasons) {
  const rows = Object.entries(reasons).sort(([, one], [, other]) => other - one);
  if (rows.length === 0) {
    return empty('No device was away', 'check');
  }
  return h('dl', { class: 'figures' }, rows.map(([reason, seconds]) => h('div', {}, h('dt', {}, printable(reasonName(reason) || reason)), h('dd', {}, duration(seconds)))));
}

/** What is left is rounded down, and what is overspent up. */
function budgets(slos) {
  if (slos.length === 0) {
    return empty('No class has an objective');
  }
  const number = (label, text) => h('td', { data: { label } }, h('span', { class: 'nowrap' }, text));
  return h('table', { class: 'table stacked' },
    h('caption', { class: 'visually-hidden' }, 'Error budgets of classes, up to now'),
    h('thead', {}, h('tr', {}, ['Class', 'Objective', 'Left', 'Burn, 1 h'].map((each) => h('th', { scope: 'col' }, each)))),
    h('tbody', {}, slos.map((slo) => h('tr', {},
      h('td', {}, h('a', { class: 'row-link', href: slo.incidentId ? `#/incidents/${part(slo.incidentId)}` : linkTo('class', slo.class) }, printable(slo.class))),
      number('Objective', `${Number((slo.target * 100).toFixed(4))} %`),
      number('Left', slo.remaining === undefined ? '–' : `${Math.floor(slo.remaining * 100)} %`),
      number('Burn, 1 h', (slo.burnRates['1h'] ?? 0).toFixed(1))))));
}

function named(rows, parameter) {
  return rows.length === 0 ? empty('None') : table(rows, (row) => h('a', { class: 'row-link', href: linkTo(parameter, row.name) }, printable(row.name)), 'Name', false);
}

function linkTo(parameter, name) {
  const query = new URLSearchParams(location.hash.split('?', 2)[1] ?? '');
  query.set(parameter, name);
  return `#/report?${query}`;
}

function table(rows, name, title, wide = true) {
  if (rows.length === 0) {
    return empty('None');
  }
  const columns = [title, 'Available', 'Down', ...(wide ? ['Outages', ''] : [])];
  const number = (label, text) => h('td', { data: { label } }, h('span', { class: 'nowrap' }, text));
  return h('table', { class: 'table stacked' },
    h('caption', { class: 'visually-hidden' }, 'Availability, those away longest first'),
    h('thead', {}, h('tr', {}, columns.map((each) => h('th', { scope: 'col' }, each)))),
    h('tbody', {}, rows.map((row) => h('tr', {},
      h('td', {}, name(row)),
      number('Available', percent(row)),
      number('Down', duration(row.downSeconds)),
      wide ? number('Outages', count(row.outages)) : null,
      wide ? h('td', { class: 'bare bar-cell' }, availabilityBar(row)) : null))));
}
