import uPlot from '../vendor/uPlot.esm.js';
import { h } from './dom.js';
import { count, duration } from './format.js';
import { themes } from './theme.js';

const HEIGHT = 232;

/**
 * Who was away at each time, and how many outages began. Times without a point, when the application did not run, are gaps.
 *
 * @param history as /api/history tells it
 * @param signal aborted when the chart is not needed any more
 */
export function awayChart(history, signal) {
  const data = columns(history);
  const frame = h('div', { class: 'chart-frame', 'aria-hidden': 'true' });
  const readout = h('div', { class: 'chart-readout' });
  const figure = h('figure', { class: 'chart' }, readout, frame, h('figcaption', { class: 'visually-hidden' }, inWords(history)));
  let plot = null;

  const draw = () => {
    plot?.destroy();
    plot = new uPlot(options(frame.clientWidth || 600, history, (index) => showReadout(readout, history, data, index)), data, frame);
    showReadout(readout, history, data, null);
  };
  const watch = new ResizeObserver(() => {
    if (!plot) {
      draw();
    } else if (frame.clientWidth && frame.clientWidth !== plot.width) {
      plot.setSize({ width: frame.clientWidth, height: HEIGHT });
    }
  });
  watch.observe(frame);
  themes.addEventListener('change', draw, { signal });
  signal.addEventListener('abort', () => {
    watch.disconnect();
    plot?.destroy();
  });
  return figure;
}

/** Times in seconds, outages, away, recoveries. A gap is a point without values. */
function columns({ points, stepSeconds }) {
  const [times, away, outages, recoveries] = [[], [], [], []];
  let last = null;
  for (const point of points) {
    const at = Date.parse(point.at) / 1000;
    if (last !== null && at - last > 1.5 * stepSeconds) {
      times.push(last + stepSeconds);
      away.push(null);
      outages.push(null);
      recoveries.push(null);
    }
    times.push(at);
    away.push(point.offline + (point.stale ?? 0));
    outages.push(point.outages);
    recoveries.push(point.recoveries);
    last = at;
  }
  // What is drawn later lies above: the line over the bars.
  return [times, outages, away, recoveries];
}

function options(width, history, hovered) {
  const ink = colour('--text-faint');
  const grid = { stroke: colour('--line-soft'), width: 1 };
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: ink, font, grid, ticks: { show: false } };
  const line = colour('--offline');
  const bars = colour('--bar');
  return {
    width,
    height: HEIGHT,
    padding: [10, 6, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    scales: {
      x: { time: true, range: () => [Date.parse(history.from) / 1000, Date.parse(history.to) / 1000] },
      away: { range: (u, min, max) => [0, Math.max(5, (max ?? 0) * 1.15)] },
      // Outages are the lower part of the picture, so that they do not hide who is away.
      outages: { range: (u, min, max) => [0, Math.max(5, (max ?? 0) * 2.6)] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 64, size: 26, values: (u, ticks) => ticks.map((at) => label(at, history)) },
      { ...axis, scale: 'away', size: 42, values: whole },
      { ...axis, scale: 'outages', side: 1, size: 38, grid: { show: false }, values: whole },
    ],
    series: [
      {},
      { scale: 'outages', stroke: bars, fill: bars, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.6, 14, 1], radius: 0.2 }) },
      { scale: 'away', stroke: line, width: 1.75, fill: colour('--away-fill'), points: { show: false }, spanGaps: false },
      { scale: 'outages', show: false },
    ],
    hooks: { setCursor: [(u) => hovered(u.cursor.idx ?? null)] },
  };
}

function whole(u, ticks) {
  return ticks.map((value) => (Number.isInteger(value) ? count(value) : ''));
}

function label(at, { from, to }) {
  const date = new Date(at * 1000);
  const days = (Date.parse(to) - Date.parse(from)) / 86400000;
  const time = date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return days > 1.5 ? `${date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })}${time === '00:00' ? '' : ` ${time}`}` : time;
}

function showReadout(readout, history, [times, outages, away, recoveries], index) {
  const entry = (className, name, value) => h('span', { class: `key ${className}` }, name, h('strong', {}, value));
  if (index === null || away[index] === null || away[index] === undefined) {
    const sum = (row) => row.reduce((total, value) => total + (value ?? 0), 0);
    readout.replaceChildren(
      entry('key-line', 'Peak offline', count(away.reduce((most, value) => Math.max(most, value ?? 0), 0))),
      entry('key-bar', 'Outages', count(sum(outages))),
      entry('key-none', 'Recoveries', count(sum(recoveries))));
    return;
  }
  const at = new Date(times[index] * 1000);
  readout.replaceChildren(
    entry('key-line', 'Offline', count(away[index])),
    entry('key-bar', `Outages in ${duration(history.stepSeconds)}`, count(outages[index])),
    entry('key-none', 'Recoveries', count(recoveries[index])),
    h('span', { class: 'key key-time' }, at.toLocaleString(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })));
}

function inWords({ points }) {
  const sum = (name) => points.reduce((total, point) => total + (point[name] ?? 0), 0);
  const most = points.reduce((best, point) => (point.offline > (best?.offline ?? -1) ? point : best), null);
  return most
    ? `${count(sum('outages'))} outages and ${count(sum('recoveries'))} recoveries; offline devices peaked at ${count(most.offline)} at ${new Date(most.at).toLocaleString()}.`
    : 'No history yet.';
}

/** A colour of the style sheet as the canvas takes it. */
function colour(name) {
  const probe = h('span', { class: 'visually-hidden' });
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
