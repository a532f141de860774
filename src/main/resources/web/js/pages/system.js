import { get, here, post, send } from '../api.js';
import { conditionBadge } from '../badges.js';
import { clusterPanel } from '../cluster.js';
import { showText } from '../dialog.js';
import { h, replace } from '../dom.js';
import { count, counted, printable } from '../format.js';
import { icon } from '../icons.js';
import { live, summary } from '../live.js';
import { empty, panel } from '../panel.js';
import { askForSilence, silenceList } from '../silences.js';
import { age, moment } from '../times.js';
import { failed, toast } from '../toast.js';
import { token } from '../token.js';

const BETWEEN_LOOKS = 1500;
const CONDITIONS = { ok: ['up', 'OK'], warning: ['warn', 'Warning'], error: ['down', 'Error'], unknown: ['off', 'Unknown'] };
const HEALTH = { UP: ['up', 'Up'], WARNING: ['warn', 'Warning'], DOWN: ['down', 'Down'] };
const ORDER = ['error', 'warning', 'unknown', 'ok'];

export function systemPage({ root, signal }) {
  const tiles = h('div', { class: 'tiles' });
  const health = panel({ title: 'Health', load: async (stop) => healthList(await observed(stop)) });
  const sources = panel({ title: 'Sources', note: 'where signals come from', flush: true, load: async () => sourceTable((await now()).sources ?? []) });
  const silences = panel({
    title: 'Silences', note: 'no incident is opened while one is active', flush: true,
    actions: [h('button', { type: 'button', class: 'button small', on: { click: () => askForSilence({ done: () => silences.refresh(signal) }) } }, icon('mute'), 'Add a silence')],
    load: (stop) => silenceList(stop, () => silences.refresh(signal)),
  });
  const checks = accountCheck(signal);
  const cluster = clusterPanel(signal);
  root.append(
    h('div', { class: 'page-head' }, h('h1', {}, 'System')),
    tiles,
    cluster,
    h('div', { class: 'columns' },
      h('div', { class: 'wide-column' }, sources.element, silences.element, checks.element),
      h('div', { class: 'side-column' }, health.element, elsewhere())));

  const show = (news) => {
    showTiles(tiles, news);
    sources.refresh(signal);
    health.refresh(signal);
    if (news.silences !== silences.known) {
      silences.known = news.silences;
      silences.refresh(signal);
    }
  };
  live.addEventListener('summary', (event) => show(event.detail), { signal });
  live.addEventListener('reset', () => silences.refresh(signal), { signal });
  if (summary()) {
    show(summary());
  } else {
    sources.refresh(signal);
    health.refresh(signal);
    silences.refresh(signal);
  }
  checks.refresh(signal);
}

async function now() {
  return summary() ?? get('/api/summary');
}

function showTiles(box, news) {
  replace(box,
    tile('Version', news.version, h('span', {}, 'running for ', age(news.startedAt))),
    tile('Store', news.store.status === 'UP' ? conditionBadge('up', 'Accepts writes') : conditionBadge('down', 'Rejects writes'), news.store.problem ? printable(news.store.problem) : 'every accepted event is durable'),
    comparisonTile(news.reconciliation),
    tile('Devices', count(news.total), `${count(news.incidents?.open)} open incidents, ${counted(news.silences, 'silence')}`));
}

function comparisonTile(compared) {
  const show = (value, note) => tile('Fleet index comparison', value, note);
  if (!compared) {
    return show(conditionBadge('off', 'Off'), 'reconcile.enabled');
  }
  if (compared.elsewhere) {
    return show(conditionBadge('up', 'Elsewhere'), 'by the instance that leads');
  }
  const value = compared.problem ? conditionBadge('warn', 'Stalled')
    : compared.running ? conditionBadge('up', 'Running')
    : compared.completedAt ? h('span', {}, age(compared.completedAt), ' ago') : 'not yet';
  return show(value, compared.problem ? printable(compared.problem) : `${counted(compared.compared, 'thing')} compared, ${counted(compared.differences, 'difference')}`);
}

function tile(name, value, note) {
  return h('div', { class: 'tile' }, h('span', { class: 'tile-name' }, name), h('span', { class: 'tile-value' }, value), h('span', { class: 'tile-note' }, note));
}

function sourceTable(sources) {
  if (sources.length === 0) {
    return empty('No source runs here. With several instances, MQTT runs on the one that leads.');
  }
  return h('table', { class: 'table stacked' },
    h('thead', {}, h('tr', {}, ['Source', 'Status', 'Since', 'Last message', 'Rate', 'Unacknowledged'].map((name, index) => h('th', { scope: 'col', class: index > 3 ? 'number' : '' }, name)))),
    h('tbody', {}, sources.map((source) => h('tr', {},
      h('td', {}, h('div', { class: 'sink-name' }, h('strong', {}, printable(source.name)),
        source.connected ? (source.warning ? h('span', { class: 'error-text' }, printable(source.warning)) : null)
          : h('span', { class: 'error-text' }, printable(source.lastError ?? 'not yet connected')))),
      h('td', { class: 'bare' }, conditionBadge(source.connected ? (source.warning ? 'warn' : 'up') : 'down', source.connected ? (source.warning ? 'Warning' : 'Connected') : 'Down')),
      h('td', { data: { label: 'Since' } }, moment(source.since)),
      h('td', { data: { label: 'Last message' } }, source.lastMessageAt ? h('span', {}, age(source.lastMessageAt), ' ago') : h('span', { class: 'faint' }, 'none yet')),
      h('td', { class: 'number', data: { label: 'Rate' } }, source.messagesPerSecond === undefined ? h('span', { class: 'faint' }, '–') : `${source.messagesPerSecond}/s`),
      h('td', { class: 'number', data: { label: 'Unacknowledged' } }, count(source.unacked))))));
}

/** Both 200 and 503 are answers. */
async function observed(signal) {
  const response = await send('/observe/health', { signal });
  return response.json();
}

function healthList(health) {
  return h('ul', { class: 'health' }, health.checks.map((check) => h('li', {},
    h('span', {}, printable(check.name)),
    conditionBadge(...HEALTH[check.status]),
    check.detail ? h('p', { class: 'error-text' }, printable(check.detail)) : null)));
}

function elsewhere() {
  const links = [['/observe/metrics', 'Prometheus metrics'], ['/observe/health', 'Health as JSON'], ['/api/openapi.yaml', 'OpenAPI description']];
  return h('section', { class: 'panel', 'aria-label': 'For programs' },
    h('header', { class: 'panel-head' }, h('h2', {}, 'For programs')),
    h('div', { class: 'panel-body' }, h('ul', { class: 'health' }, links.map(([href, name]) => h('li', {}, h('a', { href: here(href), target: '_blank', rel: 'noopener', on: { click: (event) => read(event, href, name) } }, name), h('span', { class: 'id faint' }, href))))));
}

/** A link sends no token; what is behind one is read here. */
async function read(event, href, name) {
  if (!token()) {
    return;
  }
  event.preventDefault();
  try {
    showText(name, await (await send(href)).text());
  } catch (failure) {
    failed(`${name} cannot be read`, failure);
  }
}

function accountCheck(signal) {
  const run = h('button', { type: 'button', class: 'button small', on: { click: start } }, icon('check'), 'Run the check');
  const part = panel({
    title: 'Account check', note: 'what is wrong in the account, and the fix', actions: [run], flush: true,
    load: async (stop) => {
      const told = await get('/api/account-check', { signal: stop });
      run.disabled = told.status === 'running';
      if (told.status === 'running') {
        setTimeout(() => part.refresh(signal), BETWEEN_LOOKS);
      }
      return told.items?.length ? checkList(told) : empty(told.status === 'running' ? 'The check is running. It queries AWS and the broker.' : 'The check has not run yet.', told.status === 'running' ? 'replay' : 'empty');
    },
  });

  async function start() {
    run.disabled = true;
    try {
      await post('/api/account-check');
    } catch (failure) {
      run.disabled = false;
      failed('The check did not start', failure);
    }
    part.refresh(signal);
  }
  return part;
}

function checkList(told) {
  const items = [...told.items].sort((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status));
  return h('div', {}, h('ul', { class: 'checks' }, items.map((item) => h('li', { data: { status: item.status } },
    conditionBadge(...(CONDITIONS[item.status] ?? CONDITIONS.unknown)),
    h('span', { class: 'check-name' }, printable(item.check)),
    h('div', { class: 'check-finding' }, h('p', { class: 'muted' }, item.finding), item.fix ? (item.status === 'ok' ? h('details', {}, h('summary', {}, 'What else you could do'), fix(item.fix)) : fix(item.fix)) : null)))),
  told.at ? h('footer', { class: 'panel-foot' }, h('span', { class: 'place' }, told.status === 'running' ? 'running since ' : 'checked ', moment(told.at))) : null);
}

function fix(command) {
  return h('div', { class: 'fix' }, h('pre', { class: 'code', tabindex: '0' }, command),
    h('button', {
      type: 'button', class: 'button small', on: {
        click: async () => {
          try {
            await navigator.clipboard.writeText(command);
            toast('done', 'Command copied');
          } catch (failure) {
            toast('error', 'The command could not be copied', 'Select it and copy it by hand.');
          }
        },
      },
    }, icon('copy'), 'Copy'));
}
