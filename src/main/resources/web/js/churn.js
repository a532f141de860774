import { address, get } from './api.js';
import { deviceLink } from './badges.js';
import { h } from './dom.js';
import { count, counted, printable } from './format.js';
import { empty, panel } from './panel.js';
import { moment } from './times.js';

const MOST_LISTED = 50;
const LESS_LIKELY = 0.0001;

/** What disconnects more often than in its own past, in the latest day or hour. */
export function churnPanel({ wanted, signal }) {
  const span = h('select', { 'aria-label': 'Compared', on: { change: () => shown.refresh(signal) } },
    h('option', { value: 'day' }, 'Last day'), h('option', { value: 'hour' }, 'Last hour'));
  const shown = panel({
    title: 'More disconnects than in their own past',
    actions: [span],
    flush: true,
    load: async (stop) => {
      const { group, class: kind } = wanted();
      const found = await get(address('/api/churn', { span: span.value, group, class: kind, limit: MOST_LISTED }), { signal: stop });
      shown.note(found.comparedAt ? [`${count(found.total)} of ${counted(found.devices, 'device')} whose past is known, as of `, moment(found.comparedAt)] : '');
      return found.comparedAt ? worse(found, !group && !kind) : empty('Nothing has been compared yet');
    },
  });
  return shown;
}

function worse(found, isWhole) {
  const whole = isWhole ? [...found.classes.map((each) => ['Class ', each]), ...found.groups.map((each) => ['Group ', each])] : [];
  if (whole.length === 0 && found.items.length === 0) {
    return empty('None', 'check');
  }
  return h('table', { class: 'table stacked' },
    h('caption', { class: 'visually-hidden' }, 'More disconnects than in their own past, the clearest first'),
    h('thead', {}, h('tr', {}, ['Name', 'Disconnects', 'Usually', 'Worst day', 'Chance'].map((each) => h('th', { scope: 'col' }, each)))),
    h('tbody', {},
      whole.map(([what, each]) => row(`${what}${printable(each.name)}`, each)),
      found.items.map((each) => row(deviceLink(each.clientId), each))));
}

function row(name, counts) {
  const number = (label, text) => h('td', { data: { label } }, h('span', { class: 'nowrap' }, text));
  return h('tr', {},
    h('td', {}, name),
    number('Disconnects', rounded(counts.ended)),
    number('Usually', rounded(counts.usual)),
    number('Worst day', rounded(counts.most)),
    number('Chance', chance(counts.chance)));
}

/** How one device compares, as a fact. */
export function churnFact(spans) {
  const day = spans.day;
  if (!day) {
    return null;
  }
  const text = `${rounded(day.ended)} in 24 h, usually ${rounded(day.usual)}`;
  return spans.day.worse || spans.hour?.worse ? `${text}: more often than in its own past` : text;
}

function rounded(number) {
  return Number.isInteger(number) ? count(number) : number.toFixed(1);
}

function chance(part) {
  return part < LESS_LIKELY / 100 ? 'less than 1 in a million' : `1 in ${count(Math.round(1 / part))}`;
}
