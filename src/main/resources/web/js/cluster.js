import { get } from './api.js';
import { conditionBadge } from './badges.js';
import { h } from './dom.js';
import { count, counted, printable } from './format.js';
import { ifNew, panel } from './panel.js';
import { age, moment } from './times.js';

const EVERY = 5000;
const STAGE_NAMES = { devices: 'Devices', incidents: 'Incidents' };

/** The instances that share the devices; nothing where there can be only one. */
export function clusterPanel(signal) {
  const opened = new Set();
  const drawn = ifNew((told) => content(told, opened));
  const part = panel({
    title: 'Instances', note: 'they share the devices', flush: true, className: 'cluster',
    load: async (stop) => {
      try {
        const { asOf, ...told } = await get('/api/cluster', { signal: stop });
        part.element.hidden = told.engine !== 'kafka';
        part.note('they share the devices');
        return drawn(told);
      } catch (failure) {
        if (failure.name !== 'AbortError') {
          // With the embedded engine, nothing can fail.
          part.element.hidden = false;
          part.note(printable(failure.detail || failure.message));
        }
        throw failure;
      }
    },
  });
  part.element.hidden = true;
  const timer = setInterval(() => {
    if (!document.hidden && !part.element.hidden) {
      part.refresh(signal);
    }
  }, EVERY);
  signal.addEventListener('abort', () => clearInterval(timer));
  part.refresh(signal);
  return part.element;
}

function content(told, opened) {
  const names = ['Instance', 'Since', 'View', ...told.stages.map((stage) => STAGE_NAMES[stage.name] ?? stage.name), 'Sinks'];
  return h('div', {},
    h('div', { class: 'table-frame' }, h('table', { class: 'table stacked' },
      h('caption', { class: 'visually-hidden' }, 'Instances and the partitions that they work on'),
      h('thead', {}, h('tr', {}, names.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, told.instances.map((instance) => row(instance, told, opened))))),
    h('footer', { class: 'panel-foot' }, h('span', { class: 'tagged' }, told.stages.map(stageBadge), told.leader ? null : conditionBadge('warn', 'No instance leads'))));
}

function row(instance, told, opened) {
  return h('tr', { data: { instance: instance.name } },
    h('td', {}, h('div', { class: 'sink-name' },
      h('span', { class: 'tagged' }, h('strong', {}, printable(instance.name)),
        instance.leads ? conditionBadge('up', 'Leads') : null,
        instance.name === told.instance ? h('span', { class: 'tag' }, 'this one') : null),
      h('span', { class: 'faint' }, instance.host ? printable(instance.host) : 'is joining'))),
    h('td', { data: { label: 'Since' } }, instance.since ? h('span', {}, moment(instance.since), h('span', { class: 'faint' }, ' (', age(instance.since), ')')) : unknown()),
    h('td', { data: { label: 'View' } }, view(instance)),
    told.stages.map((stage) => h('td', { data: { label: STAGE_NAMES[stage.name] ?? stage.name } }, numbers(instance.stages[stage.name]))),
    h('td', { data: { label: 'Sinks' } }, sinks(instance, opened)));
}

function view(instance) {
  if (!instance.view) {
    return conditionBadge('off', 'None');
  }
  if (instance.viewLag === undefined) {
    return unknown();
  }
  // The others are told every few seconds how far it is.
  return instance.viewLag > 1000 ? conditionBadge('warn', `${count(instance.viewLag)} records behind`) : conditionBadge('up', 'Current');
}

/** @param opened the instances whose list is open, also when it is drawn again */
function sinks({ name: instance, sinks: work }, opened) {
  const names = Object.keys(work);
  if (names.length === 0) {
    return unknown();
  }
  const partitions = names.reduce((sum, name) => sum + work[name].length, 0);
  const remember = ({ target }) => (target.open ? opened.add(instance) : opened.delete(instance));
  return h('details', { open: opened.has(instance), on: { toggle: remember } }, h('summary', {}, `${counted(partitions, 'partition')} of ${counted(names.length, 'sink')}`),
    h('ul', {}, names.map((name) => h('li', {}, printable(name), ' ', numbers(work[name])))));
}

function stageBadge(stage) {
  const name = STAGE_NAMES[stage.name] ?? stage.name;
  if (stage.unassigned > 0) {
    return conditionBadge('warn', `${name}: nobody works on ${count(stage.unassigned)} of ${counted(stage.partitions, 'partition')}`);
  }
  return conditionBadge(stage.lag === undefined ? 'off' : 'up', `${name}: ${stage.lag === undefined ? 'lag unknown' : `${counted(stage.lag, 'record')} to read`}`);
}

function unknown() {
  return h('span', { class: 'faint' }, '–');
}

/** Numbers as ranges: 0–3, 7. */
function numbers(list) {
  if (!list?.length) {
    return unknown();
  }
  const ranges = [];
  for (const number of list) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) {
      last[1] = number;
    } else {
      ranges.push([number, number]);
    }
  }
  return h('span', { class: 'nowrap' }, ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', '));
}
