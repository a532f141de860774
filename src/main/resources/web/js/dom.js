/**
 * Makes elements. Whatever comes from outside goes in as text or as an attribute's value, never as markup: nothing in this
 * dashboard parses HTML.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    set(element, name, value);
  }
  add(element, children);
  return element;
}

function set(element, name, value) {
  if (value === undefined || value === null || value === false) {
    return;
  }
  if (name === 'on') {
    for (const [event, listener] of Object.entries(value)) {
      element.addEventListener(event, listener);
    }
  } else if (name === 'data') {
    Object.assign(element.dataset, value);
  } else if (name === 'class') {
    element.className = Array.isArray(value) ? value.filter(Boolean).join(' ') : value;
  } else if (name === 'value') {
    element.value = value;
  } else if (name === 'href') {
    element.setAttribute('href', safeLink(value));
  } else {
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Only to places of ours, also below the page: no address from outside becomes a link that does something. */
function safeLink(address) {
  if (!/^(#|\/(?![/\\])|[a-z]+\/)/.test(address)) {
    throw new Error('not a link of ours');
  }
  return address;
}

export function add(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false && child !== '') {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren();
  return add(element, ...children);
}

/**
 * Brings the children of a parent in line with a list, and keeps the elements of what is still there, so that focus and
 * selection stay where they are.
 *
 * @param make (item) => element
 * @param update (element, item) => void
 */
export function keyed(parent, items, key, make, update) {
  const old = new Map();
  for (const child of parent.children) {
    old.set(child.dataset.key, child);
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    let element = old.get(name);
    if (element) {
      old.delete(name);
    } else {
      element = make(item);
      element.dataset.key = name;
    }
    update(element, item);
    if (element === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(element, place);
    }
  }
  for (const gone of old.values()) {
    gone.remove();
  }
}

/** Nothing happens, and nothing is read aloud, where the text is the same. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Has a text read aloud by those who read aloud. */
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

/** The fields of a form by name, trimmed. */
export function fields(form) {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
}

let lastId = 0;

/** An id that no other element has, to tie a label to its field. */
export function newId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
