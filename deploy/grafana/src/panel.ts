// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import { type DataTransformerConfig, FieldColorModeId, MappingType, type Threshold, ThresholdsMode } from '@grafana/schema';
import type { Unplaced } from './grid.js';
import { SCENARIOS, type Scenario } from './scenarios.js';

export const DATASOURCE = { type: 'prometheus', uid: 'telltale-prometheus' };

/** One query of a panel. `exemplar` leads from points to traces, where the metric has them. */
export interface Query {
  expr: string;
  legend?: string;
  exemplar?: boolean;
}

/** What every panel has. `w` and `h` are columns (of 24) and lines. */
export interface Look {
  title: string;
  /** What it means and what to do. */
  about: string;
  unit: string;
  w: number;
  h: number;
  queries: Query[];
  /** What fills it; without one it has data whenever traffic flows. */
  filledBy?: Scenario;
  decimals?: number;
  min?: number;
  max?: number;
  /** From which value on it is bad: [orange, red]; descending ones mean that little is bad. */
  limits?: [number, number] | [number];
  overrides?: Override[];
  link?: { title: string; url: string };
  repeat?: { variable: string; perRow: number };
}

export interface Override {
  matcher: { id: string; options: unknown };
  properties: Array<{ id: string; value: unknown }>;
}

/** Lines over time; `stack` for parts of a whole, `bars` for events. */
export function lines(
  look: Look & { stack?: 'normal' | 'percent'; bars?: boolean; table?: boolean; log?: boolean },
): Unplaced {
  const stacked = look.stack !== undefined;
  return {
    ...base('timeseries', look, false),
    fieldConfig: {
      defaults: {
        ...defaults(look, FieldColorModeId.PaletteClassic),
        custom: {
          drawStyle: look.bars === true ? 'bars' : 'line',
          lineInterpolation: 'linear',
          lineWidth: 1,
          fillOpacity: look.bars === true ? 80 : stacked ? 40 : 8,
          showPoints: 'never',
          spanNulls: false,
          stacking: { mode: look.stack ?? 'none', group: 'A' },
          thresholdsStyle: { mode: look.limits === undefined ? 'off' : 'dashed' },
          scaleDistribution: look.log === true ? { type: 'log', log: 10 } : { type: 'linear' },
        },
      },
      overrides: look.overrides ?? [],
    },
    options: {
      legend: {
        showLegend: true,
        displayMode: look.table === true ? 'table' : 'list',
        placement: look.table === true ? 'right' : 'bottom',
        calcs: look.table === true ? ['lastNotNull', 'max'] : [],
      },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

/** One number or a few, as they are now; `names` where the legend is the answer. */
export function stat(look: Look & { names?: boolean; graph?: boolean }): Unplaced {
  return {
    ...base('stat', look, look.graph !== true),
    fieldConfig: { defaults: defaults(look, FieldColorModeId.Thresholds), overrides: look.overrides ?? [] },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      textMode: look.names === true || look.queries.length > 1 ? 'value_and_name' : 'value',
      colorMode: look.limits === undefined ? 'none' : 'value',
      graphMode: look.graph === true ? 'area' : 'none',
      justifyMode: 'auto',
      orientation: 'auto',
    },
  };
}

/**
 * Shares beside each other, as they are now; asked over time, because only then Prometheus sorts
 * them, and a label has the colour that it has in the chart of its trend.
 */
export function bars(look: Look): Unplaced {
  return {
    ...base('bargauge', look, false),
    fieldConfig: {
      defaults: defaults(look, FieldColorModeId.PaletteClassic),
      overrides: look.overrides ?? [],
    },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      displayMode: 'basic',
      orientation: 'horizontal',
      showUnfilled: true,
      valueMode: 'text',
      namePlacement: 'left',
    },
  };
}

/** A column of a table: the field as the query gives it, its heading, its unit, where it leads. */
export interface Column {
  field: string;
  title: string;
  unit?: string;
  decimals?: number;
  url?: string;
  gauge?: boolean;
  limits?: [number, number] | [number];
}

/** Rows that share their labels become one row; columns that are not named are left out. */
export function table(look: Look & { columns: Column[]; sortBy: string }): Unplaced {
  const refs = look.queries.map((_, i) => `Value #${ref(i)}`);
  const shown = look.columns.map((column) => column.field);
  const transformations: DataTransformerConfig[] = [
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(['Time', ...refs].filter((f) => !shown.includes(f)).map((f) => [f, true])),
        indexByName: Object.fromEntries(shown.map((field, i) => [field, i])),
        renameByName: Object.fromEntries(look.columns.map((column) => [column.field, column.title])),
      },
    },
  ];
  const panel = base('table', look, true);
  return {
    ...panel,
    targets: (panel.targets ?? []).map((target) => ({ ...target, format: 'table' })),
    transformations,
    fieldConfig: {
      defaults: { ...defaults(look, FieldColorModeId.Thresholds), custom: { align: 'auto', filterable: true } },
      overrides: look.columns.map(override),
    },
    options: { showHeader: true, cellHeight: 'sm', sortBy: [{ displayName: look.sortBy, desc: true }] },
  };
}

function override(column: Column): Override {
  const properties: Override['properties'] = [];
  if (column.unit !== undefined) properties.push({ id: 'unit', value: column.unit });
  if (column.decimals !== undefined) properties.push({ id: 'decimals', value: column.decimals });
  if (column.limits !== undefined) {
    properties.push({ id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps: steps(column.limits) } });
    if (column.gauge !== true) properties.push({ id: 'custom.cellOptions', value: { type: 'color-text' } });
  }
  if (column.gauge === true) {
    properties.push({ id: 'min', value: 0 }, { id: 'max', value: 1 });
    properties.push({ id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic' } });
  }
  if (column.url !== undefined) {
    properties.push({ id: 'links', value: [{ title: `Open ${column.title.toLowerCase()}`, url: column.url }] });
  }
  return { matcher: { id: 'byName', options: column.title }, properties };
}

/** States over time, as words and colours. */
export function states(look: Look & { words: Array<{ value: number; text: string; color: string }> }): Unplaced {
  return {
    ...base('state-timeline', look, false),
    fieldConfig: {
      defaults: {
        unit: look.unit,
        color: { mode: FieldColorModeId.Thresholds },
        custom: { fillOpacity: 80, lineWidth: 0 },
        mappings: [
          {
            type: MappingType.ValueToText,
            options: Object.fromEntries(
              look.words.map((word, index) => [String(word.value), { text: word.text, color: word.color, index }]),
            ),
          },
        ],
      },
      overrides: [],
    },
    options: {
      mergeValues: true,
      showValue: 'auto',
      alignValue: 'left',
      rowHeight: 0.8,
      legend: { showLegend: true, displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'single', sort: 'none' },
    },
  };
}

function base(type: string, look: Look, instant: boolean): Unplaced {
  return {
    type,
    title: look.title,
    description: look.filledBy === undefined ? look.about : `${look.about} ${SCENARIOS[look.filledBy].empty}`,
    datasource: DATASOURCE,
    w: look.w,
    h: look.h,
    targets: look.queries.map((query, i) => ({
      refId: ref(i),
      datasource: DATASOURCE,
      editorMode: 'code',
      expr: query.expr,
      legendFormat: query.legend ?? '__auto',
      instant,
      range: !instant,
      exemplar: query.exemplar === true,
    })),
    ...(look.repeat === undefined
      ? {}
      : { repeat: look.repeat.variable, repeatDirection: 'h' as const, maxPerRow: look.repeat.perRow }),
  };
}

function defaults(look: Look, color: FieldColorModeId) {
  return {
    unit: look.unit,
    color: { mode: color },
    thresholds: { mode: ThresholdsMode.Absolute, steps: steps(look.limits) },
    ...(look.decimals === undefined ? {} : { decimals: look.decimals }),
    ...(look.min === undefined ? {} : { min: look.min }),
    ...(look.max === undefined ? {} : { max: look.max }),
    ...(look.link === undefined ? {} : { links: [look.link] }),
  };
}

/** Grafana wants the first step to start at minus infinity, which JSON writes as null. */
function steps(limits: Look['limits']): Threshold[] {
  const start = null as unknown as number;
  const [orange, red] = limits ?? [];
  if (orange === undefined) return [{ color: 'green', value: start }];
  if (red === undefined) return [{ color: 'green', value: start }, { color: 'red', value: orange }];
  return red > orange
    ? [{ color: 'green', value: start }, { color: 'orange', value: orange }, { color: 'red', value: red }]
    : [{ color: 'red', value: start }, { color: 'orange', value: red }, { color: 'green', value: orange }];
}

function ref(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
