import { clientId, deviceAddress, incidentAddress, overlayTags, stateBadge, why } from './badges.js';
import { h, keyed, replace } from './dom.js';
import { printable } from './format.js';
import { icon } from './icons.js';
import { go } from './router.js';
import { age } from './times.js';

const COLUMNS = [
  { name: 'Device', sort: 'clientId' },
  { name: 'State', sort: 'state' },
  { name: 'For', sort: 'since', first: '-since' },
  { name: 'Why', sort: 'reason' },
  { name: 'Group' },
  { name: 'Incident' },
];

/**
 * The table of the devices. Rows keep their elements while their device is shown, so that focus stays; arrow keys move between
 * them, Enter opens one.
 *
 * @param sorted called with the sort that is asked for
 */
export function deviceTable({ sorted, turn }) {
  const head = COLUMNS.map((column) => headCell(column, sorted));
  const body = h('tbody', { on: { keydown: (event) => move(event, body, turn), click: openRow } });
  const table = h('table', { class: 'table devices-table' },
    h('caption', { class: 'visually-hidden' }, 'Devices. Arrow keys move between the rows, Enter opens one.'),
    h('thead', {}, h('tr', {}, head)), body);

  function show(devices, sort) {
    head.forEach((cell, index) => showSort(cell, COLUMNS[index], sort));
    const focused = body.contains(document.activeElement) ? document.activeElement.closest('tr')?.dataset.client : undefined;
    keyed(body, devices, (device) => device.clientId, makeRow, fillRow);
    // A row that moves loses the focus.
    if (focused !== undefined && !body.contains(document.activeElement)) {
      [...body.rows].find((row) => row.dataset.client === focused)?.focus({ preventScroll: true });
    }
    if (!body.querySelector('tr[tabindex="0"]') && body.firstElementChild) {
      body.firstElementChild.tabIndex = 0;
    }
  }

  /** A device that is shown has changed. */
  function change(news) {
    for (const row of body.rows) {
      if (row.device.clientId === news.clientId) {
        fillRow(row, { ...row.device, ...news });
        return true;
      }
    }
    return false;
  }

  return { element: table, body, show, change };
}

function headCell(column, sorted) {
  if (!column.sort) {
    return h('th', { scope: 'col' }, column.name);
  }
  const cell = h('th', { scope: 'col' }, h('button', {
    type: 'button', class: 'sort', on: {
      click: () => {
        const first = column.first ?? column.sort;
        const other = first.startsWith('-') ? first.slice(1) : `-${first}`;
        sorted(cell.dataset.sort === first && column.sort !== 'state' ? other : first);
      },
    },
  }, column.name));
  return cell;
}

function showSort(cell, column, sort) {
  if (!column.sort) {
    return;
  }
  const button = cell.querySelector('button');
  const mine = sort.replace(/^-/, '') === column.sort;
  const falling = sort.startsWith('-');
  cell.dataset.sort = mine ? sort : '';
  if (mine) {
    cell.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
  } else {
    cell.removeAttribute('aria-sort');
  }
  replace(button, column.name, icon(mine ? (falling ? 'down' : 'up') : 'sortable', mine ? '' : 'sort-hint'));
}

function makeRow() {
  return h('tr', { tabindex: '-1' }, COLUMNS.map((column) => h('td', { data: { label: column.name } })));
}

function fillRow(row, device) {
  const signature = JSON.stringify([device.state, device.since, device.reason, device.cause, device.group, device.class, device.expectedBack, device.overlays, device.incidentId, device.severity, device.thingName]);
  if (row.dataset.shown === signature) {
    return;
  }
  const changed = row.device && row.device.state !== device.state;
  row.dataset.shown = signature;
  row.dataset.client = device.clientId;
  row.device = device;
  const [name, state, since, cause, group, incident] = row.cells;
  replace(name, h('a', { class: 'id-link', href: deviceAddress(device.clientId), tabindex: '-1' }, clientId(device.clientId)),
    device.thingName && device.thingName !== device.clientId ? h('span', { class: 'faint' }, printable(device.thingName)) : null);
  const asleep = device.state === 'SUSPECT' && device.expectedBack;
  replace(state, stateBadge(device.state), asleep ? h('span', { class: 'tag', title: 'It said goodbye and is expected back' }, 'asleep') : null, overlayTags(device.overlays));
  replace(since, device.since ? age(device.since) : h('span', { class: 'faint' }, '–'));
  replace(cause, why(device));
  replace(group, device.group ? h('bdi', {}, printable(device.group)) : device.class ? null : h('span', { class: 'faint' }, '–'),
    device.group && device.class ? ' ' : null,
    device.class ? h('span', { class: 'tag', title: 'Its class' }, printable(device.class)) : null);
  replace(incident, device.incidentId && device.state !== 'ONLINE' && device.severity !== 'none'
    ? h('a', { href: incidentAddress(device.incidentId, device.clientId), tabindex: '-1', class: 'quiet-link' }, 'Incident')
    : h('span', { class: 'faint' }, '–'));
  if (changed) {
    row.classList.remove('changed');
    // So that the animation begins again.
    void row.offsetWidth;
    row.classList.add('changed');
  }
}

function openRow(event) {
  const row = event.target.closest('tr');
  if (row && !event.target.closest('a') && !String(getSelection())) {
    go(deviceAddress(row.device.clientId));
  }
}

function move(event, body, turn) {
  const row = event.target.closest('tr');
  if (!row || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const to = {
    ArrowDown: row.nextElementSibling,
    ArrowUp: row.previousElementSibling,
    Home: body.firstElementChild,
    End: body.lastElementChild,
  }[event.key];
  if (to) {
    event.preventDefault();
    row.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  } else if (event.key === 'Enter' && event.target === row) {
    event.preventDefault();
    go(deviceAddress(row.device.clientId));
  } else if (event.key === 'PageDown' || event.key === 'PageUp') {
    event.preventDefault();
    turn(event.key === 'PageDown' ? 1 : -1);
  }
}
