import { stateBadge } from './badges.js';
import { add, h, replace } from './dom.js';
import { count } from './format.js';
import { icon } from './icons.js';
import { clock, day, moment } from './times.js';

const STEP = 60;
const KINDS = [['event', 'Signals and verdicts'], ['decision', 'Decisions'], ['note', 'Notes'], ['delivery', 'Deliveries']];
const RESULTS = { delivered: 'state-online', dropped: 'state-unknown', lost: 'state-offline' };

/**
 * What happened to a device: the sentences of its story, newest first, with what they tell of beside them.
 *
 * @param story as …/explain tells it
 * @param events as …/events tells them
 * @param memory what is open, and how much is shown, when it is drawn anew
 */
export function timeline(story, events, memory) {
  const entries = merge(story, events);
  const list = h('ol', { class: 'timeline-list' });
  const more = h('button', { type: 'button', class: 'button' });
  const frame = h('div', { class: 'timeline' });
  const { hidden, open } = memory;

  const draw = () => {
    const wanted = entries.filter((entry) => !hidden.has(entry.kind));
    const shown = wanted.slice(0, memory.most);
    let today = '';
    replace(list, shown.map((entry) => {
      const thisDay = day(entry.at);
      const heading = thisDay === today ? null : h('li', { class: 'timeline-day' }, thisDay);
      today = thisDay;
      return [heading, row(entry, open)];
    }));
    replace(more, `Show ${count(Math.min(STEP, wanted.length - shown.length))} older of ${count(wanted.length - shown.length)}`);
    more.hidden = wanted.length === shown.length;
  };
  more.addEventListener('click', () => {
    memory.most += STEP;
    draw();
  });
  draw();
  add(frame, list, more, story.toldFrom ? h('p', { class: 'faint' }, 'What happened before ', moment(story.toldFrom, { full: true }), ' is not shown.') : null);
  return { element: frame, draw };
}

/** What is remembered of a timeline while its device is shown. */
export function timelineMemory() {
  return { hidden: new Set(), open: new Set(), most: STEP };
}

/** The switches for what a timeline shows. */
export function timelineFilter(toggle) {
  return h('div', { class: 'segments', role: 'group', 'aria-label': 'Filter the timeline' }, KINDS.map(([kind, name]) => {
    const button = h('button', {
      type: 'button', 'aria-pressed': 'true', on: {
        click: () => {
          const on = button.getAttribute('aria-pressed') !== 'true';
          button.setAttribute('aria-pressed', String(on));
          toggle(kind, on);
        },
      },
    }, name);
    return button;
  }));
}

/** The story as text, oldest first, as the command explain prints it. */
export function storyText(story) {
  return [
    ...story.sentences.map(({ at, kind, text }) => `${at}  ${kind.padEnd(8)}  ${text}`),
    ...(story.failing ?? []),
    `Now it is ${story.state}${story.since ? ` since ${story.since}` : ''}${story.missing ? `, but DEAF: it is not subscribed to ${story.missing.join(', ')}` : ''}.`,
  ].join('\n');
}

/** Sentences, newest first, each with the event or the delivery that it tells of, where that is known. */
function merge(story, events) {
  const byTime = queues(events, (event) => event.time);
  const sent = queues([...(story.sent ?? [])].reverse(), (row) => row.at);
  return [...story.sentences].reverse().map((sentence) => {
    const source = sentence.kind === 'event' ? byTime : sentence.kind === 'delivery' ? sent : new Map();
    return { ...sentence, about: source.get(Date.parse(sentence.at))?.shift() };
  });
}

function queues(items, time) {
  const byTime = new Map();
  for (const item of items) {
    const at = Date.parse(time(item));
    byTime.set(at, [...(byTime.get(at) ?? []), item]);
  }
  return byTime;
}

function row(entry, open) {
  const { kind, at, text, about } = entry;
  const change = kind === 'event' && about?.data && about.data.state !== about.data.previousState ? about.data.state : null;
  // A signal that changes the state is mostly followed by the event that says so; the badge stands at that one.
  const verdict = change && (change === 'SUSPECT' || !about.type.endsWith('.signal')) ? change : null;
  const look = kind === 'delivery' ? (RESULTS[about?.result] ?? '') : change ? `state-${change.toLowerCase()}` : '';
  const shape = kind === 'event' ? (change ? change.toLowerCase() : 'signal') : kind;
  const line = h('li', { class: `entry ${look} ${verdict ? 'verdict' : kind === 'event' ? '' : 'minor'}`, data: { kind } },
    h('time', { class: 'entry-time', datetime: at, title: new Date(at).toISOString() }, clock(at)),
    h('span', { class: 'entry-mark' }, icon(shape)),
    h('div', { class: 'entry-text' }, verdict ? stateBadge(verdict) : null, text));
  return kind === 'event' && about ? add(line, details(about, line, open)) : line;
}

/** Shows the event as it is; its text is made when somebody wants to see it. */
function details(event, line, opened) {
  const button = h('button', {
    type: 'button', class: 'entry-more', 'aria-expanded': 'false', title: 'The event as sent',
    'aria-label': `The event ${event.type.replace('io.iotconnectivity.', '')} as JSON`, on: {
      click: () => {
        if (opened.has(event.id)) {
          opened.delete(event.id);
          line.querySelector('.code').remove();
        } else {
          opened.add(event.id);
          show();
        }
        button.setAttribute('aria-expanded', String(opened.has(event.id)));
      },
    },
  }, icon('code'));
  const show = () => line.append(h('pre', { class: 'code', tabindex: '0' }, JSON.stringify(event, null, 2)));
  if (opened.has(event.id)) {
    button.setAttribute('aria-expanded', 'true');
    queueMicrotask(show);
  }
  return button;
}
