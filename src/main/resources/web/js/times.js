import { h } from './dom.js';
import { duration } from './format.js';

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const DAY_TIME = new Intl.DateTimeFormat(undefined, {
  day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});
const FULL = new Intl.DateTimeFormat(undefined, {
  year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** How far the clock of the server is ahead of ours, in milliseconds; ages count by its clock. */
let ahead = 0;

/** @param now there, in milliseconds, cut to the second; what is within two is no difference */
export function learnServerTime(now) {
  const difference = now + 500 - Date.now();
  ahead = Math.abs(difference) > 2000 ? difference : 0;
}

export function serverNow() {
  return Date.now() + ahead;
}

export function day(iso) {
  return DAY.format(new Date(iso));
}

export function clock(moment) {
  return TIME.format(new Date(moment));
}

function utc(iso) {
  return `${new Date(iso).toISOString().replace('T', ' ').replace(/\.\d+Z$/, '')} UTC`;
}

/** Local time of day, with the date where it is another day; UTC as title. */
export function moment(iso, { full = false } = {}) {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  const format = full ? FULL : today ? TIME : DAY_TIME;
  return h('time', { datetime: iso, title: utc(iso), class: 'moment' }, format.format(at));
}

/** How long ago; it ticks. */
export function age(iso) {
  return h('time', { datetime: iso, title: `${FULL.format(new Date(iso))} · ${utc(iso)}`, class: 'age', data: { since: iso } }, ago(iso));
}

/** How long until then; it ticks. */
export function remaining(iso) {
  return h('time', { datetime: iso, title: `${FULL.format(new Date(iso))} · ${utc(iso)}`, class: 'age', data: { until: iso } }, left(iso));
}

function ago(iso) {
  return duration((serverNow() - Date.parse(iso)) / 1000);
}

function left(iso) {
  return duration((Date.parse(iso) - serverNow()) / 1000);
}

export function startTicking() {
  setInterval(() => {
    if (document.hidden) {
      return;
    }
    for (const element of document.querySelectorAll('time.age')) {
      const text = element.dataset.since ? ago(element.dataset.since) : left(element.dataset.until);
      if (element.textContent !== text) {
        element.textContent = text;
      }
    }
  }, 1000);
}
