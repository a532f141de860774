import { h } from './dom.js';
import { duration } from './format.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1000;
const HEIGHT = 10;
/** So that what is there can be seen. */
const LEAST = 6;
const PARTS = [['down', 'Down', 'downSeconds'], ['excluded', 'Excluded', 'excludedSeconds'], ['unknown', 'Unknown', 'unknownSeconds'], ['up', 'Up', 'upSeconds']];

/** A bar whose parts are what a period consists of. */
export function availabilityBar(figures) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('class', 'availability-bar');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', PARTS.map(([, name, field]) => `${name} ${duration(figures[field])}`).join(', '));
  let from = 0;
  for (const [kind, , field] of PARTS) {
    const share = figures.periodSeconds ? figures[field] / figures.periodSeconds : 0;
    const width = kind === 'up' ? WIDTH - from : share > 0 ? Math.min(WIDTH - from, Math.max(LEAST, share * WIDTH)) : 0;
    if (width > 0 && share > 0) {
      const part = document.createElementNS(SVG, 'rect');
      part.setAttribute('class', `part-of-${kind}`);
      part.setAttribute('x', from.toFixed(2));
      part.setAttribute('width', width.toFixed(2));
      part.setAttribute('height', HEIGHT);
      svg.append(part);
      from += width;
    }
  }
  return svg;
}

/** What the colours mean. */
export function barKey() {
  return h('p', { class: 'bar-key' }, PARTS.map(([kind, name]) => h('span', { class: `key-of-${kind}` }, name)));
}
