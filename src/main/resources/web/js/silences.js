import { get, post, remove } from './api.js';
import { add, fields, h, newId, replace } from './dom.js';
import { confirm, openDialog } from './dialog.js';
import { part, printable } from './format.js';
import { icon } from './icons.js';
import { remaining } from './times.js';
import { failed, toast } from './toast.js';

const LENGTHS = [['30m', '30 minutes'], ['1h', '1 hour'], ['2h', '2 hours'], ['8h', '8 hours'], ['1d', '1 day'], ['7d', '7 days']];

/** A regular expression that only this text matches. */
export function exactly(text) {
  return text
    .replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')
    .replace(/[\u0000-\u001f\u007f]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/**
 * Asks for a silence.
 *
 * @param clients the regular expression to begin with
 * @param done called when it is set
 */
export function askForSilence({ title = 'Silence devices', clients = '', group = '', done = () => {} }) {
  const id = newId('silence');
  const dialog = openDialog(title, (close) => {
    const error = h('p', { class: 'field-error', role: 'alert' });
    const author = h('input', { name: 'author', id: `${id}-author`, required: true, maxlength: '500', autocomplete: 'name', value: rememberedAuthor() });
    const form = h('form', { class: 'form', data: { form: 'silence' } },
      h('p', { class: 'muted' }, 'While the silence is active, no incident is opened for these devices. Open incidents are still resolved; states, events and tables are still updated.'),
      field(id, 'clients', 'Client ids (regular expression for the whole id)', h('input', { name: 'clients', value: clients, maxlength: '500', spellcheck: 'false', class: 'id', placeholder: 'pump-.*' })),
      clients ? null : field(id, 'group', 'or a group', h('input', { name: 'group', value: group, maxlength: '500', spellcheck: 'false' })),
      h('div', { class: 'form-row' },
        field(id, 'for', 'For', h('select', { name: 'for' }, LENGTHS.map(([value, name]) => h('option', { value, selected: value === '2h' }, name)))),
        field(id, 'author', 'Your name', author)),
      field(id, 'comment', 'Why', h('input', { name: 'comment', required: true, maxlength: '500', placeholder: 'Moving the pumps' })),
      error,
      h('div', { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'button', on: { click: close } }, 'Cancel'),
        h('button', { type: 'submit', class: 'button primary' }, icon('mute'), 'Silence')));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const wanted = fields(form);
      replace(error);
      for (const input of form.querySelectorAll('[aria-invalid]')) {
        input.removeAttribute('aria-invalid');
      }
      try {
        await post('/api/silences', Object.fromEntries(Object.entries(wanted).filter(([, value]) => value)));
        rememberAuthor(wanted.author);
        close();
        toast('done', 'Silence created', `for ${LENGTHS.find(([value]) => value === wanted.for)?.[1] ?? wanted.for}`);
        done();
      } catch (failure) {
        replace(error, failure.detail || failure.message);
        const wrong = form.elements.namedItem(failure.field ?? '');
        if (wrong) {
          wrong.setAttribute('aria-invalid', 'true');
          wrong.focus();
        }
      }
    });
    return form;
  });
  [...dialog.querySelectorAll('input')].find((input) => !input.value)?.focus();
}

function field(id, name, label, input) {
  input.id = `${id}-${name}`;
  return h('label', { class: 'field', for: input.id }, h('span', {}, label), input);
}

export function rememberedAuthor() {
  try {
    return localStorage.getItem('author') ?? '';
  } catch (storageIsOff) {
    return '';
  }
}

export function rememberAuthor(author) {
  try {
    localStorage.setItem('author', author);
  } catch (storageIsOff) {
    // It is asked for again.
  }
}

/** The silences that have not ended. */
export async function silenceList(signal, changed) {
  const page = await get('/api/silences', { signal });
  if (page.items.length === 0) {
    return 'Nothing is silenced.';
  }
  return h('div', { class: 'table-frame' }, h('table', { class: 'table stacked' },
    h('thead', {}, h('tr', {}, ['Devices', 'Ends', 'By', 'Why', ''].map((name) => h('th', { scope: 'col' }, name || h('span', { class: 'visually-hidden' }, 'Actions'))))),
    h('tbody', {}, page.items.map((silence) => h('tr', {},
      h('td', {}, silence.clients ? h('bdi', { class: 'id' }, printable(silence.clients)) : null, silence.clients && silence.group ? ' in ' : null,
        silence.group ? h('span', { class: 'tag' }, icon('group'), printable(silence.group)) : null),
      h('td', { data: { label: 'Ends' } }, silence.off ? h('span', { class: 'field-error' }, `disabled, suppresses nothing: ${printable(silence.off)}`) : silence.active ? add(h('span', {}, 'in '), remaining(silence.until)) : add(h('span', {}, 'begins in '), remaining(silence.from))),
      h('td', { data: { label: 'By' } }, printable(silence.author ?? '')),
      h('td', { data: { label: 'Why' } }, printable(silence.comment ?? '')),
      h('td', { class: 'bare' }, h('div', { class: 'row-actions' }, h('button', { type: 'button', class: 'button small', on: { click: () => end(silence, changed) } }, 'End'))))))));
}

async function end(silence, changed) {
  const what = silence.clients ?? silence.group ?? silence.id;
  if (!(await confirm('End this silence?', `Outages of ${printable(what)} will open incidents again, including those already in progress.`, 'End the silence'))) {
    return;
  }
  try {
    await remove(`/api/silences/${part(silence.id)}`);
    toast('done', 'The silence has ended');
  } catch (failure) {
    failed('The silence was not ended', failure);
  }
  changed();
}
