import { post } from './api.js';
import { openDialog } from './dialog.js';
import { add, fields, h, newId, replace } from './dom.js';
import { part, printable } from './format.js';
import { moment } from './times.js';
import { toast } from './toast.js';
import { rememberAuthor, rememberedAuthor } from './silences.js';

const KINDS = {
  acknowledge: { title: 'Acknowledge', done: 'Acknowledged', did: 'acknowledged it' },
  unacknowledge: { title: 'Take the acknowledgement back', done: 'The acknowledgement was taken back', did: 'took the acknowledgement back' },
  assign: { title: 'Assign', done: 'Assigned', did: 'assigned it' },
  comment: { title: 'Comment', done: 'The comment was added', did: 'commented' },
  close: { did: 'closed the ticket' },
};

/** Who takes care of an incident, in few words; empty if nobody does. */
export function handledBy(incident) {
  const handling = incident.handling ?? {};
  return handling.assignee ? `assigned to ${printable(handling.assignee)}`
    : handling.acknowledgedBy ? `acknowledged by ${printable(handling.acknowledgedBy)}` : '';
}

/** The buttons with which somebody says what they do about an open incident. */
export function noteButtons(incident, done) {
  const kinds = [incident.handling?.acknowledgedBy ? 'unacknowledge' : 'acknowledge', 'assign', 'comment'];
  return h('div', { class: 'row-actions' }, kinds.map((kind) => h('button', { type: 'button', class: 'button small', data: { note: kind }, on: { click: () => ask(incident, kind, done) } }, KINDS[kind].title)));
}

/** What people did about an incident, newest first. */
export function noteList(incident) {
  const notes = incident.handling?.notes ?? [];
  return h('table', { class: 'table stacked' },
    h('thead', {}, h('tr', {}, ['Who', 'What', 'When'].map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, [...notes].reverse().map((note) => h('tr', {},
      h('td', {}, printable(note.author), note.via ? h('span', { class: 'faint' }, ` at ${printable(note.via)}`) : null),
      h('td', { class: 'bare' }, `${KINDS[note.kind]?.did ?? note.kind}${note.assignee ? ` to ${printable(note.assignee)}` : ''}${note.text ? `: ${printable(note.text)}` : ''}`),
      h('td', { data: { label: 'When' } }, moment(note.at))))));
}

function ask(incident, kind, done) {
  const id = newId('note');
  const dialog = openDialog(KINDS[kind].title, (close) => {
    const error = h('p', { class: 'field-error', role: 'alert' });
    const form = h('form', { class: 'form', data: { form: 'note' } },
      h('p', { class: 'muted' }, add(h('span', {}, 'It informs people: the incident and its tickets go on as before.'))),
      kind === 'assign' ? field(id, 'assignee', 'To whom', h('input', { name: 'assignee', required: true, maxlength: '128' })) : null,
      field(id, 'author', 'Your name', h('input', { name: 'author', required: true, maxlength: '128', autocomplete: 'name', value: rememberedAuthor() })),
      field(id, 'text', kind === 'comment' ? 'Comment' : 'Comment (optional)', h('input', { name: 'text', required: kind === 'comment', maxlength: '1000' })),
      error,
      h('div', { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'button', on: { click: close } }, 'Cancel'),
        h('button', { type: 'submit', class: 'button primary' }, KINDS[kind].title)));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const given = fields(form);
      replace(error);
      try {
        await post(`/api/incidents/${part(incident.incidentId)}/notes`, Object.fromEntries(Object.entries({ ...given, kind }).filter(([, value]) => value)));
        rememberAuthor(given.author);
        close();
        toast('done', KINDS[kind].done);
        done();
      } catch (failure) {
        replace(error, failure.detail || failure.message);
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
