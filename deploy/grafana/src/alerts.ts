// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import { board, rowLink, several, signalVariables } from './board.js';
import { lines, type Override, stat, states, table } from './panel.js';
import { CHOSEN, gained, once } from './promql.js';

// Those of the pipeline itself are on its own dashboard.
const RULES = `${CHOSEN}, agent!="_telltale"`;
const KEY = 'project, agent, signal, alert';
const STATES = [
  { word: 'ok', value: 1, text: 'OK', color: 'green' },
  { word: 'cooling_down', value: 2, text: 'Cooling down', color: 'blue' },
  { word: 'no_data', value: 3, text: 'No data', color: 'yellow' },
  { word: 'no_baseline', value: 4, text: 'No baseline', color: 'light-yellow' },
  { word: 'unknown', value: 5, text: 'Not evaluated', color: 'gray' },
  { word: 'firing', value: 6, text: 'Firing', color: 'red' },
];
const state = STATES.map(
  ({ word, value }) => `${value} * (${once('telltale_alert_state', `${RULES}, state="${word}"`, KEY)} == 1)`,
).join(' or ');
const UNITS: Override[] = [
  { matcher: { id: 'byRegexp', options: '/percent/' }, properties: [{ id: 'unit', value: 'percent' }] },
  {
    matcher: { id: 'byRegexp', options: '/(rate|share|agreement), absolute/' },
    properties: [{ id: 'unit', value: 'percentunit' }],
  },
  {
    matcher: { id: 'byRegexp', options: '/^threshold/' },
    properties: [
      { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
      { id: 'custom.fillOpacity', value: 0 },
    ],
  },
];

export default board({
  name: 'alerts',
  about: 'Where each rule stands, what fired, what was observed against its threshold, and whether people were told.',
  variables: [
    ...signalVariables('telltale_alert_state', several),
    several(
      'alert',
      'Alert',
      'label_values(telltale_alert_threshold{project=~"$project", agent=~"$agent", signal=~"$signal", agent!="_telltale"}, alert)',
    ),
  ],
  head: [
    stat({
      title: 'Rules',
      about: 'Rules that are evaluated. Fewer than ./telltale alert list has enabled: no alert stream reads their partition.',
      unit: 'short',
      w: 4,
      h: 4,
      queries: [{ expr: `count(${once('telltale_alert_threshold', RULES, KEY)})` }],
    }),
    stat({
      title: 'Firing now',
      about: 'Rules whose line is crossed now. Open the signal of the rule: what changed, and since which version?',
      unit: 'short',
      w: 4,
      h: 4,
      limits: [1],
      queries: [{ expr: `sum(${once('telltale_alert_state', `${RULES}, state="firing"`, KEY)})` }],
    }),
    stat({
      title: 'Without data or baseline',
      about: 'Rules that cannot say anything: too few labels in the window or in the one before. Lower minLabels, take a longer window or judge more.',
      unit: 'short',
      w: 4,
      h: 4,
      limits: [1, 1000],
      queries: [{ expr: `sum(${once('telltale_alert_state', `${RULES}, state=~"no_data|no_baseline"`, `${KEY}, state`)})` }],
    }),
    stat({
      title: 'Firings',
      about: 'How often rules fired in the time shown. Many of one rule: give it a longer cooldown, or significance: true.',
      unit: 'short',
      w: 4,
      h: 4,
      decimals: 0,
      queries: [{ expr: gained(`telltale_alert_firings_total{${RULES}}`) }],
    }),
    stat({
      title: 'Evaluated too late',
      about: 'Evaluations of all rules that were left out because labels were read too late. Above zero: the alert stream is behind; see its lag on the pipeline.',
      unit: 'short',
      w: 4,
      h: 4,
      decimals: 0,
      limits: [1],
      queries: [{ expr: gained('telltale_alert_evaluations_total{result="stale"}') }],
    }),
    stat({
      title: 'Messages not delivered',
      about: 'Messages of the time shown that a channel did not take. They are among the dead letters; ./telltale alert deliveries has the reasons.',
      unit: 'short',
      w: 4,
      h: 4,
      decimals: 0,
      limits: [1],
      queries: [{ expr: gained('telltale_deliveries_total{outcome=~"failed|switched_off"}') }],
    }),
    states({
      title: 'State of each rule',
      about: 'Firing is told once, not while it lasts; cooling down means that the next firing stays silent. No data: too few labels. No baseline: too few in the window before.',
      unit: 'none',
      w: 24,
      h: 8,
      queries: [{ expr: state, legend: '{{signal}}: {{alert}} ({{agent}})' }],
      words: STATES,
    }),
    lines({
      title: '$alert: observed against threshold',
      about: 'What the rule measured at each evaluation, and the line it draws (dashed). In percent for changes, else the metric itself. A gap: too few labels. An observation that hugs the line will fire by chance: ./telltale alert backtest tells how often.',
      unit: 'short',
      w: 12,
      h: 8,
      repeat: { variable: 'alert', perRow: 2 },
      overrides: UNITS,
      queries: [
        {
          expr: once('telltale_alert_observed', `${RULES}, alert="$alert"`, `${KEY}, metric, comparison`),
          legend: 'observed: {{agent}} {{signal}}, {{metric}}, {{comparison}}',
        },
        {
          expr: once('telltale_alert_threshold', `${RULES}, alert="$alert"`, `${KEY}, metric, comparison`),
          legend: 'threshold: {{agent}} {{signal}}, {{metric}}, {{comparison}}',
        },
      ],
    }),
  ],
  sections: [
    {
      title: 'Rules, firings, messages',
      panels: [
        table({
          title: 'Rules',
          about: 'A row for each rule, as it stands now. The signal leads to its detail.',
          unit: 'short',
          w: 24,
          h: 8,
          sortBy: 'Firings',
          queries: [
            { expr: once('telltale_alert_observed', RULES, `${KEY}, metric, comparison`) },
            { expr: once('telltale_alert_threshold', RULES, `${KEY}, metric, comparison`) },
            { expr: gained(`telltale_alert_firings_total{${RULES}}`, KEY) },
          ],
          columns: [
            { field: 'project', title: 'Project' },
            { field: 'agent', title: 'Agent' },
            {
              field: 'signal',
              title: 'Signal',
              url: rowLink('signal', { project: 'Project', agent: 'Agent', signal: 'Signal' }),
            },
            { field: 'alert', title: 'Alert' },
            { field: 'metric', title: 'Metric' },
            { field: 'comparison', title: 'Comparison' },
            { field: 'Value #A', title: 'Observed', unit: 'short', decimals: 2 },
            { field: 'Value #B', title: 'Threshold', unit: 'short', decimals: 2 },
            { field: 'Value #C', title: 'Firings', unit: 'short', decimals: 0 },
          ],
        }),
        lines({
          title: 'Firings, by rule',
          about: 'When rules fired. Several at the same moment: ask what they share, such as a release or the judge.',
          unit: 'short',
          w: 12,
          h: 8,
          bars: true,
          stack: 'normal',
          queries: [
            {
              expr: `sum by (signal, alert) (increase(telltale_alert_firings_total{${RULES}}[$__rate_interval]))`,
              legend: '{{signal}} {{alert}}',
            },
          ],
        }),
        lines({
          title: 'Messages a minute, by channel and outcome',
          about: 'Delivered is good; digested were too many at once and became one; muted somebody asked for. Failed or switched off: check the channel (./telltale alert test).',
          unit: 'short',
          w: 12,
          h: 8,
          bars: true,
          stack: 'normal',
          queries: [
            {
              expr: 'sum by (channel, outcome) (60 * rate(telltale_deliveries_total[$__rate_interval])) > 0',
              legend: '{{channel}} {{outcome}}',
            },
          ],
        }),
        lines({
          title: 'Evaluations a minute, by result',
          about: 'Each rule is evaluated once a minute. Stale: labels were read too late, and the rule stands where it stood. Unsupported: the rule asks for what does not exist; edit it.',
          unit: 'short',
          w: 12,
          h: 8,
          queries: [
            {
              expr: 'sum by (result) (60 * rate(telltale_alert_evaluations_total[$__rate_interval]))',
              legend: '{{result}}',
            },
          ],
        }),
        lines({
          title: 'Changes of state, by kind',
          about: 'What happened to rules: fired, recovered, lost their data. Firing and recovering in turns: the threshold is within the noise; set a recovery threshold.',
          unit: 'short',
          w: 6,
          h: 8,
          bars: true,
          stack: 'normal',
          queries: [
            {
              expr: 'sum by (transition) (increase(telltale_alert_events_total[$__rate_interval]))',
              legend: '{{transition}}',
            },
          ],
        }),
        lines({
          title: 'Channels switched off',
          about: 'Channels that gave up five messages in a row and are left alone for an hour. Mend the channel: it is tried again by itself.',
          unit: 'short',
          w: 6,
          h: 8,
          min: 0,
          limits: [1],
          queries: [{ expr: 'max by (channel) (telltale_channel_off)', legend: '{{channel}}' }],
        }),
      ],
    },
  ],
});
