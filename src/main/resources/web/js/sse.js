import { send, ApiError } from './api.js';

/** So long nothing may be heard, comments included, until the stream counts as dead. The server speaks every 15 s. */
const SILENCE = 40000;

/**
 * Reads one stream of server-sent events until it ends, which always is by an error. EventSource is of no use here: it sends
 * no token.
 *
 * @param after the id of the last event that is known, or ''
 * @param opened called when the stream is there
 * @param event called with {id, type, data}
 */
export async function readEvents(path, after, { signal, opened, event }) {
  const own = new AbortController();
  const stop = AbortSignal.any([signal, own.signal]);
  let watch = setTimeout(() => own.abort(), SILENCE);
  try {
    const headers = { Accept: 'text/event-stream' };
    if (after) {
      headers['Last-Event-ID'] = after;
    }
    const response = await send(path, { headers, signal: stop, patience: 0 });
    if (!response.ok) {
      await response.body?.cancel();
      throw new ApiError(response.status, 'No stream', `status ${response.status}`);
    }
    opened();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parse = parser(event);
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        throw new ApiError(0, 'The stream ended', '');
      }
      clearTimeout(watch);
      watch = setTimeout(() => own.abort(), SILENCE);
      parse(value);
    }
  } finally {
    clearTimeout(watch);
    own.abort();
  }
}

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
function parser(dispatch) {
  let rest = '';
  let current = { id: '', type: 'message', data: [] };
  return (text) => {
    rest += text;
    // A line may end in CR LF, and its LF may come with the next piece.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (current.data.length > 0) {
          dispatch({ ...current, data: current.data.join('\n') });
        }
        current = { id: '', type: 'message', data: [] };
        continue;
      }
      const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line);
      if (name === 'data') {
        current.data.push(value);
      } else if (name === 'event') {
        current.type = value;
      } else if (name === 'id') {
        current.id = value;
      }
    }
  };
}
