// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import {
  type AnnotationQuery,
  type Dashboard,
  DashboardCursorSync,
  type DashboardLink,
  type DataQuery,
  type VariableModel,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/schema';
import { place, type Section, type Unplaced } from './grid.js';
import { DATASOURCE } from './panel.js';

export const UIDS = {
  signals: 'telltale-signals',
  signal: 'telltale-signal',
  agents: 'telltale-agents',
  alerts: 'telltale-alerts',
  pipeline: 'telltale-pipeline',
} as const;

const TITLES: Record<keyof typeof UIDS, string> = {
  signals: 'Telltale: Signals',
  signal: 'Telltale: Signal',
  agents: 'Telltale: Agents',
  alerts: 'Telltale: Alerts',
  pipeline: 'Telltale: Pipeline',
};

/** What Prometheus' annotations have besides; older Grafanas read the query from here. */
export interface Marks extends AnnotationQuery<DataQuery & { expr: string; interval: string }> {
  expr: string;
  step: string;
  titleFormat: string;
  textFormat: string;
  tagKeys: string;
  useValueForTime: boolean;
}

/** Several values or all of them; the query is one of Grafana's `label_values(…)`. */
export function several(name: string, label: string, values: string, hidden = false): VariableModel {
  return {
    ...variable(name, label, values, hidden),
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { selected: true, text: ['All'], value: ['$__all'] },
  };
}

/** One value; `first` stands there until somebody chooses. */
export function one(name: string, label: string, values: string, first?: string): VariableModel {
  return {
    ...variable(name, label, values, false),
    multi: false,
    includeAll: false,
    ...(first === undefined ? {} : { current: { selected: true, text: first, value: first } }),
  };
}

function variable(name: string, label: string, values: string, hidden: boolean): VariableModel {
  return {
    type: 'query',
    name,
    label,
    datasource: DATASOURCE,
    query: { qryType: 1, query: values, refId: 'PrometheusVariableQueryEditor-VariableQuery' },
    refresh: VariableRefresh.onTimeRangeChanged,
    sort: VariableSort.alphabeticalAsc,
    hide: hidden ? VariableHide.hideVariable : VariableHide.dontHide,
    options: [],
    regex: '',
    skipUrlSync: false,
  };
}

/**
 * Project, agent and signal, each within those before it, of a metric that has all three; without
 * the pipeline's own.
 */
export function signalVariables(metric: string, make: typeof several | typeof one): VariableModel[] {
  const people = 'agent!="_telltale"';
  return [
    make('project', 'Project', `label_values(${metric}{${people}}, project)`),
    make('agent', 'Agent', `label_values(${metric}{${people}, project=~"$project"}, agent)`),
    make('signal', 'Signal', `label_values(${metric}{${people}, project=~"$project", agent=~"$agent"}, signal)`),
  ];
}

export interface Board {
  name: keyof typeof UIDS;
  about: string;
  variables: VariableModel[];
  marks?: Marks[];
  head: Unplaced[];
  sections: Section[];
}

export function board({ name, about, variables, marks, head, sections }: Board): Dashboard {
  return {
    uid: UIDS[name],
    title: TITLES[name],
    description: about,
    tags: ['telltale'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: DashboardCursorSync.Crosshair,
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    refresh: '30s',
    links: (Object.keys(UIDS) as Array<keyof typeof UIDS>).filter((other) => other !== name).map(linkTo),
    templating: { list: variables },
    annotations: { list: marks ?? [] },
    panels: place(head, sections),
  };
}

/** Above the panels; what is chosen there goes along. */
function linkTo(name: keyof typeof UIDS): DashboardLink {
  return {
    type: 'link',
    title: TITLES[name].replace('Telltale: ', ''),
    url: `/d/${UIDS[name]}`,
    icon: 'dashboard',
    tooltip: TITLES[name],
    tags: [],
    asDropdown: false,
    includeVars: true,
    keepTime: true,
    targetBlank: false,
  };
}

/** The address of another dashboard for a row of a table, with its labels as variables. */
export function rowLink(name: keyof typeof UIDS, variables: Record<string, string>): string {
  const chosen = Object.entries(variables).map(
    ([variable, column]) => `var-${variable}=\${__data.fields.${column}:percentencode}`,
  );
  return `/d/${UIDS[name]}?${[...chosen, '${__url_time_range}'].join('&')}`;
}

/** The same for a series, by its labels. */
export function seriesLink(name: keyof typeof UIDS, labels: string[]): string {
  const chosen = labels.map((label) => `var-${label}=\${__field.labels.${label}:percentencode}`);
  return `/d/${UIDS[name]}?${[...chosen, '${__url_time_range}'].join('&')}`;
}
