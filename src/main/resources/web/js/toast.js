import { h } from './dom.js';
import { icon } from './icons.js';

const STAYS = 6000;
const MOST = 4;

/** A short message at the edge of the page. Failures stay until they are closed. */
export function toast(kind, title, detail = '') {
  const box = document.getElementById('toasts');
  const element = h('div', { class: `toast toast-${kind}`, role: kind === 'error' ? 'alert' : 'status' },
    icon(kind === 'error' ? 'incidents' : 'check'),
    h('div', { class: 'toast-text' }, h('strong', {}, title), detail ? h('p', {}, detail) : null),
    h('button', { type: 'button', class: 'button quiet icon-only', 'aria-label': 'Close this message', on: { click: () => element.remove() } },
      icon('close')));
  box.append(element);
  while (box.children.length > MOST) {
    box.firstElementChild.remove();
  }
  if (kind !== 'error') {
    setTimeout(() => element.remove(), STAYS);
  }
}

/** Tells of a request that was not answered, in the words of its problem document. */
export function failed(what, error) {
  if (error.name !== 'AbortError') {
    toast('error', what, error.detail ?? error.message);
  }
}
