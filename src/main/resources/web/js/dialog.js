import { h, newId } from './dom.js';

/**
 * A window over the page. Esc closes it, and focus goes back to where it was.
 *
 * @param content (close) => elements
 */
export function openDialog(title, content, { wide = false } = {}) {
  const id = newId('dialog');
  const dialog = h('dialog', { class: `dialog${wide ? ' wide' : ''}`, 'aria-labelledby': id });
  const before = document.activeElement;
  const close = () => dialog.close();
  dialog.append(h('h2', { id }, title), ...[content(close)].flat(Infinity).filter(Boolean));
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before?.isConnected) {
      before.focus();
    }
  });
  // A click beside the window.
  dialog.addEventListener('mousedown', (event) => {
    if (event.target === dialog && isOutside(dialog, event)) {
      dialog.close();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function isOutside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

/** Asks before something is done; resolves to whether it is to be done. */
export function confirm(title, text, action) {
  return new Promise((resolve) => {
    let agreed = false;
    const dialog = openDialog(title, (close) => [
      h('p', { class: 'muted' }, text),
      h('div', { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'button', on: { click: close } }, 'Cancel'),
        h('button', {
          type: 'button', class: 'button primary', autofocus: true, on: {
            click: () => {
              agreed = true;
              close();
            },
          },
        }, action)),
    ]);
    dialog.addEventListener('close', () => resolve(agreed));
  });
}

/** A text in full, as it is. */
export function showText(title, text, note = '') {
  openDialog(title, (close) => [
    note ? h('p', { class: 'muted' }, note) : null,
    h('pre', { class: 'code', tabindex: '0' }, text),
    h('div', { class: 'dialog-actions' }, h('button', { type: 'button', class: 'button', on: { click: close } }, 'Close')),
  ], { wide: true });
}
