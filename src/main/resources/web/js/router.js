/** Which page the address asks for: the part behind #. */
export function currentRoute() {
  const [path, query = ''] = location.hash.replace(/^#/, '').split('?', 2);
  const steps = path.split('/').filter(Boolean);
  let id = '';
  try {
    id = decodeURIComponent(steps.slice(1).join('/'));
  } catch (notEncoded) {
    id = steps.slice(1).join('/');
  }
  return { page: steps[0] ?? 'overview', id, query: new URLSearchParams(query) };
}

/** Writes what a page shows into the address, without a step in the history of the browser. */
export function keepQuery(parameters) {
  const [path] = location.hash.split('?', 1);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value) {
      query.set(name, value);
    }
  }
  const text = query.toString();
  history.replaceState(history.state, '', `${path || '#/'}${text ? `?${text}` : ''}`);
}

export function go(address) {
  location.hash = address.replace(/^#/, '');
}
