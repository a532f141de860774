const SVG = 'http://www.w3.org/2000/svg';

/** Strokes on a grid of 16. A leading F means filled. */
const ICONS = {
  overview: ['M2 2h5v6H2z', 'M9 2h5v3.500H9z', 'M9 8h5v6H9z', 'M2 10.500h5V14H2z'],
  devices: ['M4 4h8v8H4z', 'M6.500 1.500V4M9.500 1.500V4M6.500 12v2.500M9.500 12v2.500M1.500 6.500H4M1.500 9.500H4M12 6.500h2.500M12 9.500h2.500'],
  incidents: ['M8 2 14.500 13.500h-13z', 'M8 6.500v3.200M8 11.600v.2'],
  breakdown: ['M2 3h5v4H2zM9 3h5v4H9zM2 9h5v4H2zM9 9h5v4H9z'],
  report: ['M2 13.500h12', 'M4 11V7M8 11V3M12 11V5.500'],
  sinks: ['M2 8h8M7 5l3 3-3 3', 'M10 2.500h3.500v11H10'],
  system: ['M2 3h12v4H2z', 'M2 9h12v4H2z', 'M4.500 5h.1M4.500 11h.1'],
  sun: ['M8 5.200a2.800 2.800 0 1 1 0 5.600 2.800 2.800 0 0 1 0-5.600z', 'M8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1'],
  moon: ['M13.500 9.500A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7z'],
  monitor: ['M1.500 2.500h13v8.500h-13z', 'M5.500 14h5M8 11v3'],
  close: ['M3.500 3.500l9 9M12.500 3.500l-9 9'],
  check: ['M3 8.500 6.500 12 13 4.500'],
  copy: ['M5.500 5.500h8v8h-8z', 'M10.500 5.500v-3h-8v8h3'],
  note: ['M3 2.500h10v8.500H8l-3 3v-3H3z'],
  mute: ['M2 6h2.500L8 3v10L4.500 10H2z', 'M10.500 6l4 4M14.500 6l-4 4'],
  replay: ['M13.500 8a5.500 5.500 0 1 1-1.600-3.900L13.500 5.700', 'M13.500 2v3.700H9.800'],
  send: ['M14 2 7 9M14 2 9.500 14 7 9 2 6.500z'],
  next: ['M6 3.500 10.500 8 6 12.500'],
  previous: ['M10 3.500 5.500 8 10 12.500'],
  up: ['M8 13V3.500M4 7l4-4 4 4'],
  down: ['M8 3v9.500M4 9l4 4 4-4'],
  sortable: ['M5 6.500 8 3.500l3 3M5 9.500l3 3 3-3'],
  empty: ['M2 9.500 4 3h8l2 6.500V13H2z', 'M2 9.500h3.500l1 1.500h3l1-1.500H14'],
  link: ['M6.500 9.500l3-3', 'M7 4.500 8.500 3A3.200 3.200 0 0 1 13 7.500L11.500 9M9 11.500 7.500 13A3.200 3.200 0 0 1 3 8.500L4.500 7'],
  code: ['M5.500 4 1.500 8l4 4M10.500 4l4 4-4 4'],
  online: ['F M8 3.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9z'],
  suspect: ['F M8 2.500 14 13H2z'],
  offline: ['F M3.500 3.500h9v9h-9z'],
  stale: ['M8 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z'],
  unknown: ['M5.800 6a2.200 2.200 0 1 1 3.300 1.900c-.7.400-1.100.900-1.100 1.700M8 11.900v.1'],
  never_connected: ['M4 4h8v8H4z', 'M6.500 8h3'],
  retired: ['M2.500 3h11v3h-11z', 'M3.500 6v7h9V6', 'M6.500 8.500h3'],
  critical: ['F M8 1.500 14.500 8 8 14.500 1.500 8z'],
  warning: ['F M8 2.500 14 13H2z'],
  info: ['F M8 3.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9z'],
  none: ['M4 8h8'],
  signal: ['M1.500 8h3l2-5 3 10 2-5h3'],
  decision: ['M8 14V8M8 8 3.500 3.500M8 8l4.500-4.500M3 6.500v-3h3M10 3.500h3v3'],
  delivery: ['M14 2 7 9M14 2 9.500 14 7 9 2 6.500z'],
  flapping: ['M1.500 11h3V5h3v6h3V5h4'],
  conflict: ['M2 5.500h9M8.500 3 11 5.500 8.500 8', 'M14 10.500H5M7.500 8 5 10.500 7.500 13'],
  deaf: ['M6 6.500a2.500 2.500 0 0 1 5 0c0 2.500-2.500 2.500-2.500 5a1.800 1.800 0 0 1-3 1.300', 'M2.500 2.500l11 11'],
  credentials: ['M5 7a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z', 'M6.800 7.700 12.500 2M10 4.500l2 2'],
  blind: ['M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8z', 'M2.500 14 13.500 2'],
  slo: ['M8 1.500a6.500 6.500 0 1 1-6.500 6.500', 'M8 4.500V8l3 2'],
  device: ['M4 4h8v8H4z'],
  group: ['M2 2.500h5v5H2zM9 2.500h5v5H9zM2 9.500h5v4H2zM9 9.500h5v4H9z'],
  test: ['M6 2v4L2.500 13.500h11L10 6V2M5 2h6M4.500 10h7'],
};

/** For the eye only: words beside it say the same. */
export function icon(name, className = '') {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon ${className}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  for (const stroke of ICONS[name] ?? ICONS.unknown) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', stroke.replace(/^F /, ''));
    if (stroke.startsWith('F ')) {
      path.setAttribute('class', 'filled');
    }
    svg.append(path);
  }
  return svg;
}
