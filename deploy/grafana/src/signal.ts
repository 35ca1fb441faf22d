// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import { board, one, several, signalVariables } from './board.js';
import { DATASOURCE, lines, type Override, stat } from './panel.js';
import { byValue, gained, once, perMinute } from './promql.js';

const SIGNAL = 'project="$project", agent="$agent", signal="$signal"';
const WINDOW = `${SIGNAL}, window="$window"`;
const VOLUME = 'telltale_signal_label_volume';

const BAND: Override[] = [
  {
    matcher: { id: 'byName', options: '95 % high' },
    properties: [
      { id: 'custom.fillBelowTo', value: '95 % low' },
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.fillOpacity', value: 25 },
      { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
      { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
    ],
  },
  {
    matcher: { id: 'byName', options: '95 % low' },
    properties: [
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.fillOpacity', value: 0 },
      { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
      { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
    ],
  },
  {
    matcher: { id: 'byName', options: 'share' },
    properties: [
      { id: 'custom.lineWidth', value: 2 },
      { id: 'color', value: { mode: 'fixed', fixedColor: 'dark-blue' } },
    ],
  },
];

const LABELS = `telltale_labels_total{${SIGNAL}}`;

/** The first minutes of a version that made no label in the day before: a restart is none. */
const FIRST_LABELS = `group by (signal, version) (${LABELS}) unless group by (signal, version) (present_over_time(${LABELS}[1d] offset 5m))`;

export default board({
  name: 'signal',
  about: 'One signal: its labels, how sure their shares are, its versions, what had no label and what it costs.',
  variables: [
    ...signalVariables(VOLUME, one),
    one('window', 'Rolling window', `label_values(${VOLUME}{${SIGNAL}}, window)`, '1h'),
    several('value', 'Label', `label_values(telltale_signal_interval_low{${SIGNAL}}, value)`),
  ],
  marks: [
    {
      name: 'Versions',
      datasource: DATASOURCE,
      enable: true,
      hide: false,
      iconColor: 'purple',
      expr: FIRST_LABELS,
      step: '60s',
      titleFormat: 'Version {{version}}',
      textFormat: 'Version {{version}} of {{signal}} makes its first labels.',
      tagKeys: 'version',
      useValueForTime: false,
      target: {
        refId: 'Versions',
        datasource: DATASOURCE,
        expr: FIRST_LABELS,
        interval: '60s',
      },
    },
  ],
  head: [
    stat({
      title: 'Classifications',
      about: 'Targets with a label in the rolling window, each once.',
      unit: 'short',
      w: 4,
      h: 4,
      graph: true,
      queries: [{ expr: `sum(${once(VOLUME, WINDOW, 'signal')})` }],
    }),
    stat({
      title: 'Top label',
      about: 'The label that most targets of the rolling window have, and its share.',
      unit: 'percentunit',
      w: 4,
      h: 4,
      names: true,
      decimals: 0,
      queries: [
        {
          expr: `topk(1, ${byValue(WINDOW, 'value')} / on () group_left () sum(${once(VOLUME, WINDOW, 'signal')} > 0))`,
          legend: '{{value}}',
        },
      ],
    }),
    stat({
      title: 'Coverage',
      about:
        'Of the targets with any verdict in the rolling window, the share with a label. Under 80 % rates speak for the easy cases only: see the verdicts without a label below.',
      unit: 'percentunit',
      w: 4,
      h: 4,
      limits: [0.8, 0.5],
      decimals: 0,
      queries: [{ expr: once('telltale_signal_coverage', WINDOW, 'signal') }],
    }),
    stat({
      title: 'Versions that label now',
      about: 'Versions that made labels in the last hour, and how many. More than one for longer than a few minutes: a backfill, or judges that read different definitions (see the pipeline).',
      unit: 'short',
      w: 4,
      h: 4,
      names: true,
      decimals: 0,
      queries: [{ expr: `sum by (version) (increase(${LABELS}[1h])) > 0`, legend: 'v{{version}}' }],
    }),
    stat({
      title: 'Cost a label',
      about: 'US dollars for the verdicts of the time shown, by its labels. A longer transcript, a dearer model or failed verdicts make it rise.',
      unit: 'currencyUSD',
      w: 4,
      h: 4,
      decimals: 6,
      filledBy: 'language-model',
      queries: [{ expr: `${gained(`telltale_verdict_cost_usd_total{${SIGNAL}}`)} / (${gained(LABELS)} > 0)` }],
    }),
    stat({
      title: 'Alerts firing',
      about: 'Rules of this signal whose line is crossed now.',
      unit: 'short',
      w: 4,
      h: 4,
      limits: [1],
      queries: [{ expr: `sum(telltale_alert_state{${SIGNAL}, state="firing"}) or vector(0)` }],
      link: { title: 'Open alerts', url: '/d/telltale-alerts?${project:queryparam}&${agent:queryparam}&${signal:queryparam}&${__url_time_range}' },
    }),
    lines({
      title: 'Labels a minute, by value',
      about:
        'Live labels as they are made, stacked. A purple mark is the first label of a version. The diamonds are exemplars: each is one trace behind the number; read it with ./telltale trace show TRACE_ID.',
      unit: 'short',
      w: 24,
      h: 9,
      stack: 'normal',
      bars: true,
      table: true,
      queries: [
        {
          expr: perMinute(`telltale_labels_total{${SIGNAL}, origin="live"}`, 'value'),
          legend: '{{value}}',
          exemplar: true,
        },
      ],
    }),
    lines({
      title: '$value: share over $window',
      about:
        'Share of this label among the targets of the rolling window before each point, and the Wilson 95 % interval as a band. A change that stays within the band may be chance. A day and an hour after a change of version the windows hold both versions.',
      unit: 'percentunit',
      w: 12,
      h: 8,
      min: 0,
      max: 1,
      decimals: 1,
      repeat: { variable: 'value', perRow: 2 },
      overrides: BAND,
      queries: [
        { expr: once('telltale_signal_interval_high', `${WINDOW}, value="$value"`, 'value'), legend: '95 % high' },
        { expr: once('telltale_signal_interval_low', `${WINDOW}, value="$value"`, 'value'), legend: '95 % low' },
        {
          expr: `${once('telltale_signal_value_share', `${WINDOW}, value="$value"`, 'value')} or label_replace(${once('telltale_signal_true_rate', WINDOW, 'signal')}, "value", "true", "", "") and on (value) group by (value) (telltale_signal_interval_low{${WINDOW}, value="$value"})`,
          legend: 'share',
        },
      ],
    }),
  ],
  sections: [
    {
      title: 'Versions and judges',
      panels: [
        lines({
          title: 'Labels a minute, by version',
          about: 'Which version made the labels, and whether a backfill did. After an edit the old one ends within 10 seconds of the new one; if it goes on, a judge has not read the definitions.',
          unit: 'short',
          w: 12,
          h: 8,
          stack: 'normal',
          queries: [{ expr: perMinute(LABELS, 'version, origin'), legend: 'v{{version}} {{origin}}' }],
        }),
        lines({
          title: "Agreement of a cascade's judges, rolling hour",
          about: "Of the checked sure answers of the cascade's offline judge, the share that the language model gave too, with the 95 % interval. If it falls: raise the confidence, or distil a new head.",
          unit: 'percentunit',
          w: 12,
          h: 8,
          min: 0,
          max: 1,
          filledBy: 'cascade',
          overrides: BAND,
          queries: [
            { expr: once('telltale_judge_agreement_high', WINDOW, 'signal'), legend: '95 % high' },
            { expr: once('telltale_judge_agreement_low', WINDOW, 'signal'), legend: '95 % low' },
            { expr: once('telltale_judge_agreement', WINDOW, 'signal'), legend: 'share' },
          ],
        }),
      ],
    },
    {
      title: 'Without a label, and cost',
      panels: [
        lines({
          title: 'Verdicts without a label a minute, by reason',
          about:
            'Failed: the judge had no answer (undecided: the offline judge was not sure; format: the answer was none of the labels; timeout, rate_limited: tried for 4 hours). Skipped: nobody was asked (budget, blocked). A sudden rise lowers the coverage, and rates mean less.',
          unit: 'short',
          w: 12,
          h: 8,
          stack: 'normal',
          bars: true,
          queries: [
            {
              expr: perMinute(`telltale_verdicts_total{${SIGNAL}, outcome!="labelled"}`, 'outcome, reason'),
              legend: '{{outcome}}: {{reason}}',
            },
          ],
        }),
        lines({
          title: 'Coverage over $window',
          about: 'Share of the targets with any verdict that have a label. Under the line, alerts say so in their messages.',
          unit: 'percentunit',
          w: 12,
          h: 8,
          min: 0,
          max: 1,
          limits: [0.8, 0.5],
          queries: [{ expr: once('telltale_signal_coverage', WINDOW, 'signal'), legend: 'coverage' }],
        }),
        lines({
          title: 'Cost an hour',
          about: 'US dollars that verdicts cost, at the pace of each moment. Lower it by the sample rate, a filter, a cheaper model or a cascade.',
          unit: 'currencyUSD',
          w: 12,
          h: 8,
          stack: 'normal',
          filledBy: 'language-model',
          queries: [
            {
              expr: `sum by (origin) (3600 * rate(telltale_verdict_cost_usd_total{${SIGNAL}}[$__rate_interval]))`,
              legend: '{{origin}}',
            },
          ],
        }),
        lines({
          title: 'Tokens a minute',
          about: 'Tokens that the judge read and wrote for this signal. Input is the transcript; the budget of telltale.classifier.transcript-tokens bounds it.',
          unit: 'short',
          w: 12,
          h: 8,
          stack: 'normal',
          filledBy: 'language-model',
          queries: [
            { expr: perMinute(`telltale_verdict_tokens_total{${SIGNAL}}`, 'direction'), legend: '{{direction}}' },
          ],
        }),
      ],
    },
  ],
});
