import { askForToken, token } from './token.js';

const MOST_KEPT = 60;
const PATIENCE = 20000;
const kept = new Map();

/** Why a request was not answered. Status 0: nobody answers. */
export class ApiError extends Error {
  constructor(status, title, detail, field) {
    super(detail || title);
    this.name = 'ApiError';
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.field = field;
  }
}

/** The JSON at an address. What has not changed is not sent again. */
export async function get(path, { signal, patience } = {}) {
  const known = kept.get(path);
  const response = await send(path, { headers: known ? { 'If-None-Match': known.tag } : {}, signal, ...(patience ? { patience } : {}) });
  if (response.status === 304 && known) {
    return known.body;
  }
  await check(response);
  const body = await response.json();
  const tag = response.headers.get('ETag');
  kept.delete(path);
  if (tag) {
    kept.set(path, { tag, body });
    if (kept.size > MOST_KEPT) {
      kept.delete(kept.keys().next().value);
    }
  }
  return body;
}

export async function post(path, body) {
  const response = await send(path, {
    method: 'POST',
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  await check(response);
  return response.status === 204 ? {} : response.json().catch(() => ({}));
}

export async function remove(path) {
  await check(await send(path, { method: 'DELETE' }));
}

/** As fetch, with the token; asks for one as long as it is refused, and again after a while where it was asked too often. */
export async function send(path, options = {}) {
  let tries = 2;
  for (;;) {
    const shown = token();
    const headers = { Accept: 'application/json', ...options.headers };
    if (shown) {
      headers.Authorization = `Bearer ${shown}`;
    }
    const { patience = PATIENCE, ...rest } = options;
    const response = await reach(path, { ...rest, headers }, patience);
    if (response.status === 401) {
      await askForToken(shown);
    } else if (response.status === 429 && tries > 0) {
      tries -= 1;
      await new Promise((resolve) => setTimeout(resolve, 1000 * Math.min(5, Number(response.headers.get('Retry-After')) || 1)));
      options.signal?.throwIfAborted();
    } else {
      return response;
    }
  }
}

async function reach(path, options, patience) {
  const limits = [options.signal, patience ? AbortSignal.timeout(patience) : null].filter(Boolean);
  try {
    return await fetch(here(path), { cache: 'no-store', ...options, signal: limits.length ? AbortSignal.any(limits) : undefined });
  } catch (failure) {
    if (options.signal?.aborted) {
      throw new DOMException('no longer wanted', 'AbortError');
    }
    throw new ApiError(0, 'No response', failure.name === 'TimeoutError'
      ? 'the application takes too long to respond'
      : 'the application is unreachable');
  }
}

async function check(response) {
  if (response.ok) {
    return;
  }
  const problem = await response.json().catch(() => ({}));
  throw new ApiError(response.status, problem.title ?? `Status ${response.status}`, problem.detail ?? '', problem.field);
}

/** Where a path of ours is behind a proxy that has put us into a folder of its own: below the page. */
export function here(path) {
  return path.replace(/^\//, '');
}

/** An address with those of the parameters that have a value. */
export function address(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
