import { h, newId } from './dom.js';

const KEY = 'token';
let kept = read();
let asking = null;

function read() {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch (storageIsOff) {
    return '';
  }
}

export function token() {
  return kept;
}

/** Asks once, however many requests were refused; done when there is a token to try. */
export function askForToken(refused) {
  if (refused !== kept) {
    // Another one was given in the meantime.
    return Promise.resolve();
  }
  asking ??= prompt(refused !== '').finally(() => {
    asking = null;
  });
  return asking;
}

function prompt(wasWrong) {
  return new Promise((resolve) => {
    const id = newId('token');
    const field = h('input', { id, name: 'token', type: 'password', autocomplete: 'current-password', required: true, spellcheck: 'false', 'aria-describedby': `${id}-help` });
    const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': `${id}-title` },
      h('form', { class: 'form', id: 'token-form' },
        h('h2', { id: `${id}-title` }, 'Access token'),
        h('p', { class: 'muted', id: `${id}-help` }, 'This application requires the token set as http.token. The browser keeps it until you close this tab.'),
        wasWrong ? h('p', { class: 'field-error', role: 'alert' }, 'That token was not accepted.') : null,
        h('label', { class: 'field', for: id }, h('span', {}, 'Token'), field),
        h('div', { class: 'dialog-actions' }, h('button', { type: 'submit', class: 'button primary' }, 'Continue'))));
    // Without a token there is nothing to see behind it.
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      kept = field.value.trim();
      try {
        sessionStorage.setItem(KEY, kept);
      } catch (storageIsOff) {
        // It holds until the page is loaded again.
      }
      dialog.close();
      dialog.remove();
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
  });
}
