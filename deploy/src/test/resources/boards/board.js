// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
//
// Draws one dashboard with live data, by its gridPos, so that somebody can look at it without a Grafana.
// BOARD is {json, variables: {name: [values]}, from, to, panels: [{id, choice, targets: [{refId, legend, series}]}]}.
'use strict';

const WIDTH = 1600;
const CELL_HEIGHT = 38;
const GAP = 8;
const PALETTE = ['#73bf69', '#f2cc0c', '#5794f2', '#ff9830', '#f2495c', '#b877d9', '#8ab8ff', '#ffa6b0', '#96d98d', '#c4a000'];
const NAMED = { green: '#73bf69', orange: '#ff9830', red: '#f2495c', blue: '#5794f2', 'dark-blue': '#8ab8ff', yellow: '#fade2a', 'light-yellow': '#fff899', gray: '#8e8e8e', purple: '#b877d9' };

const { json, variables, from, to, panels } = BOARD;
const SVG = 'http://www.w3.org/2000/svg';

function node(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes ?? {})) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function div(parent, style, text) {
  const made = document.createElement('div');
  made.style.cssText = style;
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

function format(value, unit, decimals) {
  if (value === null || Number.isNaN(value)) return 'No data';
  const digits = (v, fallback) => v.toFixed(decimals ?? fallback);
  const auto = (v) => (Math.abs(v) >= 100 || Math.abs(v - Math.round(v)) < 1e-6 ? 0 : Math.abs(v) >= 1 ? 1 : 3);
  switch (unit) {
    case 'percentunit': return digits(value * 100, 1) + '%';
    case 'percent': return digits(value, 1) + '%';
    case 'currencyUSD': return '$' + digits(value, 4);
    case 's': return Math.abs(value) < 1 ? digits(value * 1000, 0) + ' ms' : Math.abs(value) < 120 ? digits(value, 1) + ' s' : digits(value / 60, 1) + ' min';
    case 'bytes': { let v = value; let i = 0; while (Math.abs(v) >= 1024 && i < 4) { v /= 1024; i++; } return digits(v, 1) + ' ' + ['B', 'KiB', 'MiB', 'GiB', 'TiB'][i]; }
    case 'none': return String(value);
    default: return Math.abs(value) >= 1e6 ? digits(value / 1e6, 2) + ' Mil' : Math.abs(value) >= 1e4 ? digits(value / 1e3, 1) + ' K' : digits(value, auto(value));
  }
}

function legendOf(legend, labels) {
  return legend === '__auto' ? Object.entries(labels).map(([k, v]) => `${k}="${v}"`).join(', ') || 'value'
    : legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name) => labels[name] ?? '');
}

function matches(override, name) {
  const { id, options } = override.matcher;
  return id === 'byName' ? options === name : id === 'byRegexp' ? new RegExp(options.replace(/^\/|\/$/g, '')).test(name) : false;
}

function properties(panel, name) {
  const found = {};
  for (const override of panel.fieldConfig?.overrides ?? []) {
    if (matches(override, name)) for (const { id, value } of override.properties) found[id] = value;
  }
  return found;
}

function thresholdColor(steps, value) {
  let color = steps?.[0]?.color ?? 'green';
  for (const step of steps ?? []) if (step.value !== null && value >= step.value) color = step.color;
  return NAMED[color] ?? color;
}

function seriesOf(panel, data) {
  return data.targets.flatMap((target) =>
    target.series.map((s) => {
      const name = legendOf(target.legend, s.labels);
      return { name, labels: s.labels, points: s.points, refId: target.refId, look: properties(panel, name) };
    }));
}

/** Copies for repeated rows and panels, moved down as Grafana does. */
function layout() {
  const placed = [];
  let shift = 0;
  const all = json.panels;
  for (let i = 0; i < all.length; i++) {
    const panel = all[i];
    if (panel.type === 'row' && panel.repeat) {
      const members = [];
      while (i + 1 < all.length && all[i + 1].type !== 'row') members.push(all[++i]);
      const height = 1 + Math.max(...members.map((m) => m.gridPos.y + m.gridPos.h)) - panel.gridPos.y - 1;
      const values = variables[panel.repeat] ?? [];
      values.forEach((value, n) => {
        for (const m of [panel, ...members]) {
          placed.push({ panel: m, choice: { [panel.repeat]: value }, pos: { ...m.gridPos, y: m.gridPos.y + shift + n * height } });
        }
      });
      shift += height * (Math.max(values.length, 1) - 1);
    } else if (panel.repeat) {
      const values = variables[panel.repeat] ?? [];
      // One value alone takes the whole width.
      const perRow = Math.min(Math.max(values.length, 1), panel.maxPerRow ?? 4);
      const { y, h } = panel.gridPos;
      values.forEach((value, n) => placed.push({
        panel, choice: { [panel.repeat]: value },
        pos: { x: (24 / perRow) * (n % perRow), y: y + shift + h * Math.floor(n / perRow), w: 24 / perRow, h },
      }));
      shift += h * (Math.ceil(values.length / perRow) - 1);
    } else {
      placed.push({ panel, choice: {}, pos: { ...panel.gridPos, y: panel.gridPos.y + shift } });
    }
  }
  return placed;
}

function filled(text, choice) {
  return (text ?? '').replace(/\$\{?(\w+)\}?/g, (all, name) => choice[name] ?? (variables[name]?.length === 1 ? variables[name][0] : all));
}

function drawLines(box, panel, data, width, height) {
  const custom = panel.fieldConfig.defaults.custom ?? {};
  const stacked = custom.stacking?.mode ?? 'none';
  const series = seriesOf(panel, data);
  const table = panel.options.legend.displayMode === 'table';
  const legendWidth = table ? Math.min(230, width * 0.33) : 0;
  const legendHeight = table ? 0 : 32;
  const plot = { x: 56, y: 6, w: width - 56 - 10 - legendWidth, h: height - 24 - legendHeight };
  const svg = node('svg', { width, height: height - legendHeight });
  box.append(svg);
  const unit = panel.fieldConfig.defaults.unit;
  const times = [...new Set(series.flatMap((s) => s.points.map((p) => p[0])))].sort((a, b) => a - b);
  const base = new Map(times.map((t) => [t, 0]));
  const sums = new Map(times.map((t) => [t, 0]));
  series.forEach((s) => s.points.forEach(([t, v]) => sums.set(t, sums.get(t) + (v ?? 0))));
  series.forEach((s, i) => {
    s.color = NAMED[s.look.color?.fixedColor] ?? PALETTE[i % PALETTE.length];
    s.drawn = s.points.map(([t, v]) => {
      if (stacked === 'none' || v === null) return [t, 0, v];
      const part = stacked === 'percent' ? (sums.get(t) > 0 ? v / sums.get(t) : 0) : v;
      const low = base.get(t);
      base.set(t, low + part);
      return [t, low, low + part];
    });
  });
  const onRight = (s) => s.look['custom.axisPlacement'] === 'right';
  const values = series.filter((s) => !onRight(s)).flatMap((s) => s.drawn.map((p) => p[2])).filter((v) => v !== null);
  const { min, max } = panel.fieldConfig.defaults;
  let low = min ?? Math.min(0, ...values);
  let high = max ?? Math.max(...values, low + 1e-9);
  if (!Number.isFinite(high)) high = 1;
  if (high - low < 1e-8) high = low + 1;
  if (max === undefined && stacked !== 'percent') high += (high - low) * 0.08;
  const rightHigh = Math.max(1, ...series.filter(onRight).flatMap((s) => s.drawn.map((p) => p[2] ?? 0)));
  const X = (t) => plot.x + ((t - from) / (to - from)) * plot.w;
  const Y = (v, s) => (s && onRight(s) ? plot.y + plot.h - (v / rightHigh) * plot.h : plot.y + plot.h - ((v - low) / (high - low)) * plot.h);
  for (let i = 0; i <= 4; i++) {
    const v = low + ((high - low) * i) / 4;
    svg.append(node('line', { x1: plot.x, x2: plot.x + plot.w, y1: Y(v), y2: Y(v), stroke: '#2c3235' }));
    const axisUnit = stacked === 'percent' ? 'percentunit' : series.find((s) => s.look.unit && !onRight(s))?.look.unit ?? unit;
    svg.append(node('text', { x: plot.x - 6, y: Y(v) + 4, fill: '#8e8e8e', 'font-size': 11, 'text-anchor': 'end' }, format(v, axisUnit)));
  }
  for (let i = 0; i <= 4; i++) {
    const t = from + ((to - from) * i) / 4;
    const anchor = i === 0 ? 'start' : i === 4 ? 'end' : 'middle';
    svg.append(node('text', { x: X(t), y: plot.y + plot.h + 15, fill: '#8e8e8e', 'font-size': 11, 'text-anchor': anchor }, new Date(t * 1000).toISOString().slice(11, 19)));
  }
  for (const mark of BOARD.marks ?? []) {
    svg.append(node('line', { x1: X(mark.time), x2: X(mark.time), y1: plot.y, y2: plot.y + plot.h, stroke: '#b877d9', 'stroke-dasharray': '4 3' }));
    svg.append(node('text', { x: X(mark.time) + 3, y: plot.y + 11, fill: '#b877d9', 'font-size': 10 }, mark.text));
  }
  if (custom.thresholdsStyle?.mode === 'dashed') {
    for (const step of panel.fieldConfig.defaults.thresholds.steps) {
      if (step.value !== null && step.value <= high && step.value >= low) {
        svg.append(node('line', { x1: plot.x, x2: plot.x + plot.w, y1: Y(step.value), y2: Y(step.value), stroke: NAMED[step.color] ?? step.color, 'stroke-dasharray': '6 4', opacity: 0.7 }));
      }
    }
  }
  const step = times.length > 1 ? Math.min(...times.slice(1).map((t, i) => t - times[i])) : to - from;
  for (const s of series) {
    const band = series.find((other) => other.name === s.look['custom.fillBelowTo']);
    if (band) {
      const below = new Map(band.drawn.map(([t, , v]) => [t, v]));
      const shape = s.drawn.filter(([t]) => below.has(t));
      const outline = shape.map(([t, , v]) => `${X(t)},${Y(v)}`).concat([...shape].reverse().map(([t]) => `${X(t)},${Y(below.get(t))}`));
      svg.append(node('polygon', { points: outline.join(' '), fill: s.color, opacity: 0.25 }));
    }
    const barWidth = Math.max(1, (plot.w * step) / (to - from) - 1);
    if (custom.drawStyle === 'bars') {
      for (const [t, a, b] of s.drawn) {
        if (b !== null && b > a) svg.append(node('rect', { x: X(t) - barWidth / 2, y: Y(b, s), width: barWidth, height: Math.max(0.5, Y(a, s) - Y(b, s)), fill: s.color, opacity: 0.85 }));
      }
      continue;
    }
    let run = [];
    const flush = () => {
      if (run.length === 0) return;
      if (stacked !== 'none') {
        const outline = run.map(([t, , b]) => `${X(t)},${Y(b)}`).concat([...run].reverse().map(([t, a]) => `${X(t)},${Y(a)}`));
        svg.append(node('polygon', { points: outline.join(' '), fill: s.color, opacity: 0.4 }));
      }
      svg.append(node('polyline', { points: run.map(([t, , b]) => `${X(t)},${Y(b, s)}`).join(' '), fill: 'none', stroke: s.color, 'stroke-width': s.look['custom.lineWidth'] ?? 1.4, 'stroke-dasharray': s.look['custom.lineStyle'] ? '8 6' : '' }));
      run = [];
    };
    s.drawn.forEach((p, i) => {
      if (p[2] === null || (i > 0 && p[0] - s.drawn[i - 1][0] > step * 1.5)) flush();
      if (p[2] !== null) run.push(p);
    });
    flush();
  }
  for (const dot of data.exemplars ?? []) {
    svg.append(node('rect', { x: X(dot) - 3, y: plot.y + plot.h * 0.15, width: 6, height: 6, fill: '#5794f2', transform: `rotate(45 ${X(dot)} ${plot.y + plot.h * 0.15 + 3})` }));
  }
  const shown = series.filter((s) => !s.look['custom.hideFrom']?.legend);
  const legend = table
    ? div(box, `position:absolute;right:6px;top:30px;width:${legendWidth}px;font-size:11px;max-height:${height - 12}px;overflow:hidden`)
    : div(box, `font-size:11px;height:${legendHeight}px;overflow:hidden;padding-left:10px;line-height:15px`);
  for (const s of shown) {
    const last = s.points[s.points.length - 1];
    const line = div(legend, table ? 'display:flex;gap:6px;align-items:center' : 'display:inline-block;margin-right:12px');
    const swatch = document.createElement('span');
    swatch.style.cssText = `display:inline-block;width:12px;height:3px;background:${s.color};margin-right:5px;vertical-align:middle`;
    line.append(swatch, document.createTextNode(s.name));
    if (table && last) div(line, 'margin-left:auto', format(last[1], s.look.unit ?? unit, panel.fieldConfig.defaults.decimals));
  }
}

function drawStat(box, panel, data, width, height) {
  const defaults = panel.fieldConfig.defaults;
  const series = seriesOf(panel, data);
  const named = panel.options.textMode === 'value_and_name';
  const row = div(box, `display:flex;height:${height}px;align-items:center;justify-content:space-around;overflow:hidden`);
  if (series.length === 0) div(row, 'font-size:22px;color:#8e8e8e', 'No data');
  for (const s of series) {
    const value = s.points[s.points.length - 1]?.[1] ?? null;
    const cell = div(row, 'text-align:center;min-width:0');
    if (named) div(cell, 'font-size:13px;overflow-wrap:anywhere', s.name);
    const color = panel.options.colorMode === 'value' && value !== null ? thresholdColor(defaults.thresholds.steps, value) : '#d8d9da';
    div(cell, `font-size:${named ? 24 : 34}px;color:${color}`, format(value, defaults.unit, defaults.decimals));
  }
}

function drawBars(box, panel, data, width) {
  const defaults = panel.fieldConfig.defaults;
  seriesOf(panel, data).forEach((s, i) => {
    const value = s.points[s.points.length - 1]?.[1] ?? 0;
    const line = div(box, 'display:flex;align-items:center;font-size:12px;margin:4px 8px');
    div(line, 'width:30%;overflow:hidden;text-overflow:ellipsis', s.name);
    const track = div(line, 'flex:1;background:#22252b;height:20px');
    div(track, `background:${PALETTE[i % PALETTE.length]};height:20px;width:${Math.min(100, (100 * value) / (defaults.max ?? 1))}%`);
    div(line, 'width:60px;text-align:right', format(value, defaults.unit, defaults.decimals));
  });
}

function drawTable(box, panel, data) {
  const rows = new Map();
  const shared = data.targets.filter((t) => t.series.length > 0).map((t) => new Set(Object.keys(t.series[0].labels)));
  const key = shared.length === 0 ? [] : [...shared[0]].filter((label) => shared.every((set) => set.has(label)));
  for (const target of data.targets) {
    for (const s of target.series) {
      const id = JSON.stringify(key.map((label) => s.labels[label]));
      const row = rows.get(id) ?? {};
      Object.assign(row, s.labels, { [`Value #${target.refId}`]: s.points[s.points.length - 1]?.[1] ?? null });
      rows.set(id, row);
    }
  }
  const organize = panel.transformations.find((t) => t.id === 'organize').options;
  const fields = [...new Set([...rows.values()].flatMap((row) => Object.keys(row)))]
    .filter((field) => !organize.excludeByName[field])
    .sort((a, b) => (organize.indexByName[a] ?? 99) - (organize.indexByName[b] ?? 99));
  const title = (field) => organize.renameByName[field] ?? field;
  const sorted = [...rows.values()];
  const sort = fields.find((field) => title(field) === panel.options.sortBy[0].displayName);
  sorted.sort((a, b) => (b[sort] ?? 0) - (a[sort] ?? 0));
  const table = document.createElement('table');
  table.style.cssText = 'width:100%;font-size:12px;border-collapse:collapse';
  const head = table.insertRow();
  for (const field of fields) head.append(Object.assign(document.createElement('th'), { textContent: title(field), style: 'text-align:left;color:#5794f2;padding:3px 8px' }));
  for (const row of sorted) {
    const line = table.insertRow();
    for (const field of fields) {
      const look = properties(panel, title(field));
      const cell = line.insertCell();
      const value = row[field];
      cell.style.cssText = 'padding:4px 8px;border-top:1px solid #2c3235';
      cell.textContent = typeof value === 'number' ? format(value, look.unit, look.decimals) : value ?? '';
      if (look.links) cell.style.cssText += ';color:#6e9fff;text-decoration:underline';
      if (look['custom.cellOptions']?.type === 'color-text' && typeof value === 'number') cell.style.color = thresholdColor(look.thresholds.steps, value);
      if (look['custom.cellOptions']?.type === 'gauge' && typeof value === 'number') cell.style.background = `linear-gradient(90deg,${thresholdColor(look.thresholds?.steps, value)}88 ${value * 100}%,transparent ${value * 100}%)`;
    }
  }
  box.append(table);
}

function drawStates(box, panel, data, width, height) {
  const series = seriesOf(panel, data);
  const words = panel.fieldConfig.defaults.mappings[0].options;
  const svg = node('svg', { width, height: height - 20 });
  box.append(svg);
  const label = 340;
  const line = (height - 44) / Math.max(1, series.length);
  const X = (t) => label + ((t - from) / (to - from)) * (width - label - 10);
  series.forEach((s, i) => {
    svg.append(node('text', { x: label - 8, y: i * line + line / 2 + 4, fill: '#d8d9da', 'font-size': 12, 'text-anchor': 'end' }, s.name));
    for (let p = 0; p < s.points.length; ) {
      let q = p;
      while (q + 1 < s.points.length && s.points[q + 1][1] === s.points[p][1]) q++;
      const end = s.points[Math.min(q + 1, s.points.length - 1)][0];
      const word = words[String(s.points[p][1])];
      svg.append(node('rect', { x: X(s.points[p][0]), y: i * line + 4, width: Math.max(1, X(end) - X(s.points[p][0])), height: line * 0.8, fill: NAMED[word?.color] ?? '#8e8e8e' }));
      if (X(end) - X(s.points[p][0]) > 60) svg.append(node('text', { x: X(s.points[p][0]) + 6, y: i * line + line / 2 + 4, fill: '#111', 'font-size': 12 }, word?.text ?? s.points[p][1]));
      p = q + 1;
    }
  });
  const legend = div(box, 'font-size:11px;padding-left:10px');
  for (const word of Object.values(words)) {
    const entry = div(legend, 'display:inline-block;margin-right:12px');
    const swatch = document.createElement('span');
    swatch.style.cssText = `display:inline-block;width:12px;height:8px;background:${NAMED[word.color]};margin-right:5px`;
    entry.append(swatch, document.createTextNode(word.text));
  }
}

const DRAW = { timeseries: drawLines, stat: drawStat, bargauge: drawBars, table: drawTable, 'state-timeline': drawStates };

document.body.style.cssText = `margin:0;padding:12px;background:#111217;color:#d8d9da;font-family:sans-serif;width:${WIDTH}px`;
div(document.body, 'font-size:20px;margin-bottom:6px', json.title);
const chosen = div(document.body, 'font-size:12px;margin-bottom:10px;color:#8e8e8e');
chosen.textContent = (json.templating.list ?? []).filter((v) => v.hide !== 2).map((v) => `${v.label}: ${v.multi ? 'All' : variables[v.name]?.join(', ')}`).join('   ·   ')
  + '        → ' + json.links.map((l) => l.title).join('  ');
const canvas = div(document.body, `position:relative;width:${WIDTH}px`);
let bottom = 0;
for (const { panel, choice, pos } of layout()) {
  const unit = WIDTH / 24;
  const width = pos.w * unit - GAP;
  const height = pos.h * CELL_HEIGHT - GAP;
  bottom = Math.max(bottom, (pos.y + pos.h) * CELL_HEIGHT);
  const at = `position:absolute;left:${pos.x * unit}px;top:${pos.y * CELL_HEIGHT}px;width:${width}px;height:${height}px;`;
  if (panel.type === 'row') {
    div(canvas, at + 'font-size:15px;line-height:30px', '▾ ' + filled(panel.title, choice));
    continue;
  }
  const box = div(canvas, at + 'background:#181b1f;border:1px solid #2c3235;overflow:hidden');
  div(box, 'font-size:13px;padding:5px 8px;height:18px;overflow:hidden', filled(panel.title, choice)).title = panel.description;
  const data = panels.find((p) => p.id === panel.id && Object.entries(choice).every(([k, v]) => p.choice[k] === v));
  if (!data || data.targets.every((t) => t.series.length === 0)) {
    div(box, 'text-align:center;color:#8e8e8e;margin-top:20px', 'No data');
  } else {
    DRAW[panel.type](box, panel, data, width, height - 30);
  }
}
canvas.style.height = bottom + 'px';
