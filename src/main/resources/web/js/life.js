import { post } from './api.js';
import { fields, h, newId, replace } from './dom.js';
import { openDialog } from './dialog.js';
import { devicePart, printable } from './format.js';
import { toast } from './toast.js';

const WAYS = {
  retire: {
    title: 'Retire this device',
    meaning: 'Its incidents end, and it disappears from lists, totals and storms. It raises no alarm any more and comes back by connecting.',
    verb: 'Retire',
    done: 'Device retired',
    why: 'Replaced by pump-18',
  },
  restore: {
    title: 'Restore this device',
    meaning: 'It is in service again, in the state that its last connection left it in, without an alert.',
    verb: 'Restore',
    done: 'Device restored',
    why: 'Still in use',
  },
  disconnect: {
    title: 'Disconnect this device',
    meaning: 'AWS IoT ends its connection. If the device is there, it may connect again at once; if it is long gone, the broker notices now.',
    verb: 'Disconnect',
    done: 'Device disconnected',
    why: 'Half-open since the uplink failed',
    named: true,
    flags: [['cleanSession', 'Also end its persistent session, with subscriptions and queued messages'], ['preventWill', 'Do not publish its last will']],
  },
};

/**
 * Asks whether a device is to be taken out of service, or back into it, or is to be disconnected.
 *
 * @param way retire, restore or disconnect
 * @param done called when it is done
 */
export function askForLife({ way, id, done }) {
  const words = WAYS[way];
  const form = newId(way);
  openDialog(words.title, (close) => {
    const error = h('p', { class: 'field-error', role: 'alert' });
    const element = h('form', { class: 'form', data: { form: way } },
      h('p', { class: 'muted' }, `${printable(id)}: ${words.meaning}`),
      field(`${form}-author`, 'Your name', h('input', { name: 'author', maxlength: '200', autocomplete: 'name', ...(words.named ? { required: '' } : {}) })),
      field(`${form}-comment`, 'Why', h('input', { name: 'comment', maxlength: '200', placeholder: words.why })),
      ...(words.flags ?? []).map(([name, label]) => check(`${form}-${name}`, label, h('input', { type: 'checkbox', name, value: 'true' }))),
      error,
      h('div', { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'button', on: { click: close } }, 'Cancel'),
        h('button', { type: 'submit', class: 'button primary' }, words.verb)));
    element.addEventListener('submit', async (event) => {
      event.preventDefault();
      replace(error);
      try {
        await post(`/api/devices/${devicePart(id)}/${way}`, Object.fromEntries(Object.entries(fields(element)).filter(([, value]) => value)));
        close();
        toast('done', words.done);
        done();
      } catch (failure) {
        replace(error, failure.detail || failure.message);
      }
    });
    return element;
  });
}

function check(id, label, input) {
  input.id = id;
  return h('label', { class: 'check', for: id }, input, h('span', {}, label));
}

function field(id, label, input) {
  input.id = id;
  return h('label', { class: 'field', for: id }, h('span', {}, label), input);
}
