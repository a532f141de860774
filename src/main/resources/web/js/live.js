import { get } from './api.js';
import { add, announce, h, replace } from './dom.js';
import { readEvents } from './sse.js';
import { clock, learnServerTime } from './times.js';

const POLL = 15000;
const LONGEST_WAIT = 30000;
/** So long a break is nothing to speak of. */
const BREAK = 4000;

/**
 * What happens, as it happens. Events: summary, change, changes, incident, reset (what is shown may be old: load it again) and
 * status.
 */
export const live = new EventTarget();

let latest = null;
let lastId = '';
let status = { word: 'connecting', since: Date.now() };
let failures = 0;
let restart = () => {};
let asleep = false;

/** The summary that came last; null before the first. */
export function summary() {
  return latest;
}

export function startLive(sign) {
  live.addEventListener('status', () => showSign(sign));
  showSign(sign);
  follow();
  setInterval(() => {
    if (status.word !== 'live' && !document.hidden) {
      poll();
    }
  }, POLL);
  poll();
  addEventListener('online', () => restart());
  // A page that the browser keeps for a step back must keep no connection: there are six to a server.
  addEventListener('pagehide', () => {
    asleep = true;
    restart();
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      asleep = false;
      restart();
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && status.word !== 'live') {
      restart();
    }
  });
}

async function poll() {
  try {
    take(await get('/api/summary'));
    if (status.word === 'offline') {
      setStatus('polling');
    }
  } catch (failure) {
    if (failure.status === 0 && status.word !== 'live') {
      setStatus('offline');
    }
  }
}

function take(news) {
  latest = news;
  tell('summary', news);
}

function tell(type, detail) {
  live.dispatchEvent(new CustomEvent(type, { detail }));
}

function setStatus(word) {
  if (status.word === word) {
    return;
  }
  const was = status.word;
  status = { word, since: Date.now() };
  tell('status', status);
  if (word === 'offline') {
    announce('Lost the connection to the application.');
  } else if (word === 'live' && was === 'offline') {
    announce('Connected again.');
  }
}

async function follow() {
  for (;;) {
    while (asleep) {
      await wait(LONGEST_WAIT);
    }
    const lap = new AbortController();
    restart = () => lap.abort();
    let opened = 0;
    try {
      await readEvents('/api/stream', lastId, {
        signal: lap.signal,
        opened: () => {
          opened = Date.now();
          // What happened while nothing was heard may be more than the stream tells again.
          if (status.word !== 'connecting' && !lastId) {
            tell('reset');
          }
          setStatus('live');
        },
        event: heard,
      });
    } catch (failure) {
      failures = opened && Date.now() - opened > BREAK ? 1 : failures + 1;
      const there = failure.status > 0;
      setStatus(there ? 'polling' : failures > 2 ? 'offline' : 'reconnecting');
    }
    if (asleep) {
      continue;
    }
    await wait(Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(failures, 7)) * (0.75 + Math.random() / 2));
  }
}

function wait(length) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, length);
    restart = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function heard({ id, type, data }) {
  if (id) {
    lastId = id;
  }
  let body;
  try {
    body = JSON.parse(data);
  } catch (notJson) {
    return;
  }
  if (type === 'summary') {
    learnServerTime(Date.parse(body.startedAt) + 1000 * body.uptimeSeconds);
    take(body);
  } else if (type === 'hello') {
    lastId ||= body.position ?? '';
  } else if (type === 'reset') {
    tell('reset');
  } else if (['change', 'changes', 'incident'].includes(type)) {
    tell(type, body);
  }
}

const SIGNS = {
  connecting: ['Connecting', 'state-unknown', () => 'Opening the live stream'],
  live: ['Live', 'state-online', () => 'Changes appear as they happen'],
  polling: ['Every 15 s', 'state-suspect', () => 'The live stream is unavailable; the page refreshes every 15 seconds'],
  reconnecting: ['Reconnecting', 'state-suspect', () => 'The live stream was interrupted and is being reopened'],
  offline: ['Offline', 'state-offline', () => 'The application is unreachable'],
};

function showSign(sign) {
  const [name, look, help] = SIGNS[status.word];
  sign.className = `live ${look}`;
  sign.title = help();
  sign.dataset.status = status.word;
  replace(sign, h('span', { class: 'live-dot', 'aria-hidden': 'true' }), h('span', {}, name));
  if (status.word === 'offline') {
    add(sign, h('span', {}, ` since ${clock(status.since)}`));
  }
}
