import { address, get } from '../api.js';
import { h, replace } from '../dom.js';
import { count, counted, duration, printable } from '../format.js';
import { empty, panel } from '../panel.js';
import { keepQuery } from '../router.js';
import { moment } from '../times.js';
import { reasonName } from '../words.js';

const MONTHS = 13;
const MOST_ROWS = 50;
const MOST_COLUMNS = 24;
const MOST_CELLS = 1000;
/** A large fleet takes longer than other answers. */
const PATIENCE = 120000;
const USUAL = ['hour', 'thing-type', 'class', 'group', 'network'];
const SHADES = 5;

/** How the absences of a month are spread over reasons and what devices are like. */
export function breakdownPage({ root, query, signal }) {
  let wanted = read(query);
  const note = h('p', { class: 'page-note', 'aria-live': 'polite' });
  const month = h('select', { 'aria-label': 'Month', on: { change: () => change({ month: month.value }) } }, months().map((value) => h('option', { value }, value)));
  const by = h('input', { type: 'text', list: 'dimensions', 'aria-label': 'By', placeholder: 'attribute.firmware', maxlength: 200, on: { change: () => change({ by: by.value.trim() || 'hour' }) } });
  const choices = h('datalist', { id: 'dimensions' }, USUAL.map((value) => h('option', { value })));
  const spread = panel({ title: 'Reasons', flush: true, load: async (stop) => heat(await breakdown(`reason,${wanted.by}`, stop)) });
  const values = panel({ title: 'How often', flush: true, load: async (stop) => table(await breakdown(wanted.by, stop)) });

  root.append(
    h('div', { class: 'page-head' }, h('h1', {}, 'Breakdown'), note),
    h('div', { class: 'tool-row' }, month, by, choices, USUAL.map((value) => h('button', { type: 'button', class: 'chip', on: { click: () => change({ by: value }) } }, value))),
    h('div', { class: 'stack' }, spread.element, values.element));

  async function breakdown(dimensions, stop) {
    const answer = await get(address('/api/breakdown', { month: wanted.month, by: dimensions, limit: MOST_CELLS }), { signal: stop, patience: PATIENCE });
    const parts = [`${counted(answer.absences, 'absence')} of ${counted(answer.devices, 'device')}`,
      answer.summed ? `${count(answer.summed)} more without reasons` : '',
      answer.keptSince && answer.keptSince > answer.from ? ['nothing is known before ', moment(answer.keptSince, { full: true })] : '',
      answer.complete ? '' : 'some events are not counted yet'];
    replace(note, parts.filter(Boolean).map((each, index) => [index ? ', ' : '', each]));
    return answer;
  }

  function change(news) {
    wanted = { ...wanted, ...news };
    load();
  }

  /** One after the other: the application computes one at a time. */
  async function load() {
    month.value = wanted.month;
    by.value = wanted.by;
    keepQuery(wanted);
    await spread.refresh(signal);
    await values.refresh(signal);
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
  return { month: query.get('month') || months()[0], by: query.get('by') || 'hour' };
}

/** The current month first. */
function months() {
  const now = new Date();
  return Array.from({ length: MONTHS + 1 }, (ignored, back) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7));
}

/** A row a value, a column a reason; the more absences, the stronger the colour. */
function heat(answer) {
  if (!answer.items.length) {
    return empty('No device was away', 'check');
  }
  const name = answer.by[1];
  const sums = (key) => {
    const all = new Map();
    answer.items.forEach((item) => all.set(item.values[key], (all.get(item.values[key]) ?? 0) + item.absences));
    return [...all].sort(([one, before], [other, after]) => (key === 'hour' ? one.localeCompare(other) : after - before)).map(([value]) => value);
  };
  const reasons = sums('reason').slice(0, MOST_COLUMNS);
  const rows = sums(name).slice(0, MOST_ROWS);
  const cells = new Map(answer.items.map((item) => [JSON.stringify([item.values[name], item.values.reason]), item]));
  const most = Math.max(...answer.items.map((item) => item.absences));
  return h('table', { class: 'table heat' },
    h('caption', { class: 'visually-hidden' }, `Absences by ${name} and reason`),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, printable(name)), reasons.map((reason) => h('th', { scope: 'col' }, printable(reasonName(reason) || reason))))),
    h('tbody', {}, rows.map((value) => h('tr', {}, h('th', { scope: 'row' }, printable(value)), reasons.map((reason) => {
      const cell = cells.get(JSON.stringify([value, reason]));
      return h('td', { class: cell ? `heat-${Math.max(1, Math.ceil(cell.absences * SHADES / most))}` : '' }, cell ? count(cell.absences) : '');
    })))));
}

function table(answer) {
  if (!answer.items.length) {
    return empty('No device was away', 'check');
  }
  const name = answer.by[0];
  const number = (label, text) => h('td', { data: { label } }, h('span', { class: 'nowrap' }, text));
  return h('table', { class: 'table stacked' },
    h('caption', { class: 'visually-hidden' }, `Absences by ${name}, most first`),
    h('thead', {}, h('tr', {}, [name, 'Absences', 'Outages', 'Down', 'Devices away', 'A device'].map((each) => h('th', { scope: 'col' }, printable(each))))),
    h('tbody', {}, answer.items.slice(0, MOST_ROWS).map((item) => h('tr', {},
      h('td', {}, printable(item.values[name])),
      number('Absences', count(item.absences)),
      number('Outages', count(item.outages)),
      number('Down', duration(item.downSeconds)),
      number('Devices away', `${count(item.devices)} of ${count(item.devicesOf)}`),
      number('A device', item.devicesOf ? (item.absences / item.devicesOf).toFixed(1) : '–')))));
}
