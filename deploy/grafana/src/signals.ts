// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import { board, rowLink, seriesLink, several, signalVariables } from './board.js';
import { bars, lines, stat, table } from './panel.js';
import { byValue, CHOSEN, gained, once } from './promql.js';

const KEY = 'project, agent, signal';
const VOLUME = 'telltale_signal_label_volume';
const volume = (window: string): string => once(VOLUME, `${CHOSEN}, window="${window}"`, KEY);

export default board({
  name: 'signals',
  about: 'What the labels say: all signals at a glance, and a card for each.',
  variables: signalVariables(VOLUME, several),
  head: [
    stat({
      title: 'Active signals',
      about:
        'Signals with a label in the last 24 hours, and how many are defined in all. Far fewer than defined: look for drafts, filters that match nothing, and judges without answers (./telltale signal list).',
      unit: 'short',
      w: 4,
      h: 4,
      queries: [
        { expr: `count(${volume('24h')} > 0) or vector(0)`, legend: 'active' },
        { expr: 'max(telltale_control_definitions{kind="signal"})', legend: 'defined' },
      ],
    }),
    stat({
      title: 'Classifications, last 24 h',
      about: 'Targets (model calls, traces, sessions) with a label in the last 24 hours; each counts once for each signal.',
      unit: 'short',
      w: 4,
      h: 4,
      graph: true,
      queries: [{ expr: `sum(${volume('24h')})` }],
    }),
    stat({
      title: 'Busiest signal, last 24 h',
      about: 'The signal with the most labels. If it is also the dearest, a lower sample rate saves the most there.',
      unit: 'short',
      w: 5,
      h: 4,
      names: true,
      queries: [{ expr: `topk(1, ${volume('24h')})`, legend: '{{agent}} {{signal}}' }],
      link: { title: 'Open signal', url: seriesLink('signal', ['project', 'agent', 'signal']) },
    }),
    stat({
      title: 'Lowest coverage, last 24 h',
      about:
        'Of the targets with any verdict, the share with a label, for the signal where it is lowest. Under 80 % its rates speak for the easy cases only: open the signal and look at the verdicts without a label.',
      unit: 'percentunit',
      w: 5,
      h: 4,
      names: true,
      limits: [0.8, 0.5],
      queries: [
        {
          expr: `bottomk(1, ${once('telltale_signal_coverage', `${CHOSEN}, window="24h"`, KEY)})`,
          legend: '{{agent}} {{signal}}',
        },
      ],
      link: { title: 'Open signal', url: seriesLink('signal', ['project', 'agent', 'signal']) },
    }),
    stat({
      title: 'Alerts firing',
      about: 'Rules of these signals whose line is crossed now. More on the dashboard of alerts.',
      unit: 'short',
      w: 3,
      h: 4,
      limits: [1],
      queries: [{ expr: `sum(telltale_alert_state{${CHOSEN}, agent!="_telltale", state="firing"}) or vector(0)` }],
      link: { title: 'Open alerts', url: '/d/telltale-alerts?${project:queryparam}&${agent:queryparam}&${signal:queryparam}&${__url_time_range}' },
    }),
    stat({
      title: 'Judging cost',
      about: 'US dollars for the labels of the time shown. 0 with the offline judge; a model without a known price costs nothing here, so see telltale.prices-file.',
      unit: 'currencyUSD',
      w: 3,
      h: 4,
      decimals: 4,
      queries: [{ expr: `${gained(`telltale_verdict_cost_usd_total{${CHOSEN}}`)} or vector(0)` }],
    }),
    table({
      title: 'Signals',
      about:
        'A row for each signal. "1 h against 24 h" is how far the true rate of the last hour is from that of the last day; a jump with few labels is noise, so open the signal and look at its interval.',
      unit: 'short',
      w: 24,
      h: 9,
      sortBy: 'Labels 24 h',
      queries: [
        { expr: volume('24h') },
        {
          expr: `topk by (${KEY}) (1, ${byValue(`${CHOSEN}, window="24h"`, `${KEY}, value`)} / on (${KEY}) group_left () (${volume('24h')} > 0))`,
        },
        { expr: once('telltale_signal_true_rate', `${CHOSEN}, window="24h"`, KEY) },
        {
          expr: `${once('telltale_signal_true_rate', `${CHOSEN}, window="1h"`, KEY)} - ${once('telltale_signal_true_rate', `${CHOSEN}, window="24h"`, KEY)}`,
        },
        { expr: once('telltale_signal_coverage', `${CHOSEN}, window="24h"`, KEY) },
      ],
      columns: [
        { field: 'project', title: 'Project' },
        { field: 'agent', title: 'Agent' },
        {
          field: 'signal',
          title: 'Signal',
          url: rowLink('signal', { project: 'Project', agent: 'Agent', signal: 'Signal' }),
        },
        { field: 'Value #A', title: 'Labels 24 h', unit: 'short', decimals: 0 },
        { field: 'value', title: 'Top label' },
        { field: 'Value #B', title: 'Share of top', unit: 'percentunit', decimals: 0, gauge: true },
        { field: 'Value #C', title: 'True rate 24 h', unit: 'percentunit', decimals: 1 },
        { field: 'Value #D', title: '1 h against 24 h', unit: 'percentunit', decimals: 1 },
        { field: 'Value #E', title: 'Coverage 24 h', unit: 'percentunit', decimals: 0, limits: [0.8, 0.5] },
      ],
    }),
  ],
  sections: [
    {
      title: '$signal',
      repeat: 'signal',
      panels: [
        stat({
          title: 'Labels',
          about: 'Targets with a label in the last hour and in the last 24 hours. None in the last hour though agents run: see the pipeline.',
          unit: 'short',
          w: 4,
          h: 6,
          queries: [
            { expr: `sum(${volume('1h')})`, legend: 'last hour' },
            { expr: `sum(${volume('24h')})`, legend: 'last 24 h' },
          ],
        }),
        bars({
          title: 'Distribution, last 24 h',
          about: 'Share of each label among the targets of the last 24 hours. The signal itself has the 95 % intervals.',
          unit: 'percentunit',
          w: 7,
          h: 6,
          min: 0,
          max: 1,
          decimals: 0,
          queries: [
            {
              expr: `${byValue(`${CHOSEN}, window="24h"`, 'value')} / on () group_left () sum(${volume('24h')})`,
              legend: '{{value}}',
            },
          ],
          link: { title: 'Open signal', url: '/d/telltale-signal?${project:queryparam}&${agent:queryparam}&var-signal=${signal}&${__url_time_range}' },
        }),
        lines({
          title: 'Trend, rolling hour',
          about: 'Targets of the hour before each point, by label, as parts of 100 %. A part that grows for an hour or more has moved; open the signal for versions and intervals.',
          unit: 'short',
          w: 13,
          h: 6,
          stack: 'percent',
          table: true,
          queries: [{ expr: byValue(`${CHOSEN}, window="1h"`, 'value'), legend: '{{value}}' }],
        }),
      ],
    },
  ],
});
