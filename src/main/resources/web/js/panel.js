import { h, newId, replace } from './dom.js';
import { icon } from './icons.js';

/**
 * A part of a page with a heading, that is loading, shows something, has nothing to show, or says why it cannot.
 *
 * @param load (signal) => what to show; null or a text: there is nothing to show
 */
export function panel({ title, note = '', actions = [], className = '', load, lines = 4, flush = false, bare = false }) {
  const id = newId('panel');
  const noteElement = h('span', { class: 'panel-note' }, note);
  const body = h('div', { class: `panel-body${flush ? ' flush' : ''}` }, skeleton(lines));
  const element = h('section', { class: `panel ${className}`, 'aria-labelledby': id, 'aria-busy': 'true' },
    h('header', { class: bare ? 'visually-hidden' : 'panel-head' }, h('h2', { id }, title), noteElement, h('div', { class: 'panel-actions' }, actions)),
    body);
  let shown = false;
  let running = null;

  async function refresh(signal) {
    running?.abort();
    const own = new AbortController();
    running = own;
    const stop = signal ? AbortSignal.any([signal, own.signal]) : own.signal;
    try {
      const content = await load(stop);
      if (stop.aborted) {
        return;
      }
      shown = true;
      show(content);
    } catch (failure) {
      if (failure.name === 'AbortError' || stop.aborted) {
        return;
      }
      if (!(failure.status >= 0)) {
        console.error(failure);
      }
      if (!shown || failure.status === 404) {
        replace(body, trouble(failure, () => refresh(signal)));
        shown = false;
      }
    } finally {
      if (running === own) {
        element.setAttribute('aria-busy', 'false');
      }
    }
  }

  function show(content) {
    if (content === null || typeof content === 'string') {
      replace(body, empty(content ?? 'Nothing to show'));
    } else if (content !== body.firstChild && !isMarked(body)) {
      keepingFocus(body, () => replace(body, content));
    }
  }

  return { element, body, refresh, note: (text) => replace(noteElement, text) };
}

/** Somebody is about to copy a text of it, which a new one would undo. */
function isMarked(body) {
  const marked = getSelection();
  return !marked.isCollapsed && body.contains(marked.anchorNode);
}

/** What had the focus is drawn anew, and gets it back. */
function keepingFocus(body, draw) {
  const focused = body.contains(document.activeElement) ? likeness(document.activeElement) : null;
  draw();
  if (focused) {
    [...body.querySelectorAll('a, button, input, select, summary, [tabindex]')].find((element) => likeness(element) === focused)?.focus({ preventScroll: true });
  }
}

function likeness(element) {
  const row = element.closest('tr, li')?.firstElementChild?.textContent ?? '';
  return [element.tagName, element.getAttribute('href'), element.getAttribute('aria-label'), element.textContent, row].join('|');
}

/**
 * Draws only what is new.
 *
 * @param make (news) => what to show
 * @returns (news) => what to show; the same as before, if the news are
 */
export function ifNew(make) {
  let last = '';
  let content = null;
  return (news) => {
    const text = JSON.stringify(news);
    if (text !== last) {
      last = text;
      content = make(news);
    }
    return content;
  };
}

export function skeleton(lines) {
  return h('div', { class: 'skeleton', role: 'status' },
    h('span', { class: 'visually-hidden' }, 'Loading'),
    Array.from({ length: lines }, () => h('div', { class: 'skeleton-line', 'aria-hidden': 'true' })));
}

export function empty(text, shape = 'empty') {
  return h('div', { class: 'empty' }, icon(shape, 'empty-icon'), h('p', {}, text));
}

/** Why something cannot be shown, and the way to try again. */
export function trouble(failure, again) {
  const absent = failure.status === 404 && (!failure.detail || failure.detail === 'there is nothing at this address');
  return h('div', { class: 'empty trouble', role: 'alert' },
    icon('incidents', 'empty-icon'),
    h('p', {}, h('strong', {}, absent ? 'Not available' : (failure.title ?? 'Cannot be shown'))),
    h('p', { class: 'muted' }, absent ? 'This version of the application does not provide it.' : (failure.detail ?? failure.message)),
    again ? h('button', { type: 'button', class: 'button', on: { click: again } }, icon('replay'), 'Try again') : null);
}
