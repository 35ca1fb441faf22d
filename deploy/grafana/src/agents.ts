// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import { board, rowLink, several } from './board.js';
import { lines, stat, table } from './panel.js';
import { CHOSEN, CHOSEN_AGENTS, gained, once, perMinute, quantile, share } from './promql.js';

const RUNS = `telltale_agent_runs_total{${CHOSEN_AGENTS}}`;
const FAILED = `telltale_agent_runs_total{${CHOSEN_AGENTS}, outcome="error"}`;
const COST = `telltale_agent_cost_usd_total{${CHOSEN_AGENTS}}`;
const TOKENS = `telltale_agent_tokens_total{${CHOSEN_AGENTS}}`;
const TOOLS = `telltale_agent_tool_calls_total{${CHOSEN_AGENTS}}`;
const BAD_TOOLS = `telltale_agent_tool_calls_total{${CHOSEN_AGENTS}, outcome="error"}`;
const LATENCY = 'telltale_agent_run_latency_seconds';
const KEY = 'project, agent';

export default board({
  name: 'agents',
  about: 'What agents do: how often they run, how long it takes, what fails and what it costs. A run is an agent’s part of a trace.',
  variables: [
    several('project', 'Project', 'label_values(telltale_agent_runs_total, project)'),
    several('agent', 'Agent', 'label_values(telltale_agent_runs_total{project=~"$project"}, agent)'),
    several(
      'signal',
      'Signal',
      'label_values(telltale_signal_label_volume{project=~"$project", agent=~"$agent"}, signal)',
    ),
  ],
  head: [
    stat({
      title: 'Runs',
      about: 'Runs whose trace was closed in the time shown.',
      unit: 'short',
      w: 4,
      h: 4,
      decimals: 0,
      queries: [{ expr: gained(RUNS) }],
    }),
    stat({
      title: 'Failed runs',
      about: "Share of runs that ended in an error. A tool's failure that the agent got over is none.",
      unit: 'percentunit',
      w: 4,
      h: 4,
      decimals: 1,
      limits: [0.02, 0.1],
      queries: [{ expr: share(gained(FAILED), gained(RUNS)) }],
    }),
    stat({
      title: 'Latency, p95',
      about: 'Nineteen runs in twenty took no longer, from the first span to the last, by the clients’ clocks.',
      unit: 's',
      w: 4,
      h: 4,
      decimals: 1,
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (le) (increase(${LATENCY}_bucket{${CHOSEN_AGENTS}}[$__range])))`,
        },
      ],
    }),
    stat({
      title: 'Tokens',
      about: 'Tokens that the agents’ models read and wrote in the time shown.',
      unit: 'short',
      w: 4,
      h: 4,
      queries: [{ expr: gained(TOKENS) }],
    }),
    stat({
      title: 'Cost',
      about: 'US dollars for the agents’ model calls, as the client said or by the table of prices. A model without a known price adds nothing: see telltale.prices-file.',
      unit: 'currencyUSD',
      w: 4,
      h: 4,
      decimals: 4,
      queries: [{ expr: gained(COST) }],
    }),
    stat({
      title: 'Failed tool calls',
      about: 'Share of tool calls that ended in an error. The table of tools says which.',
      unit: 'percentunit',
      w: 4,
      h: 4,
      decimals: 1,
      limits: [0.1, 0.3],
      queries: [{ expr: share(gained(BAD_TOOLS), gained(TOOLS)) }],
    }),
    lines({
      title: 'Runs a minute, by agent',
      about: 'How busy each agent is. A line that falls to nothing while its users are awake: the agent or its exporter is down (see accepted spans on the pipeline).',
      unit: 'short',
      w: 12,
      h: 8,
      stack: 'normal',
      queries: [{ expr: perMinute(RUNS, 'agent'), legend: '{{agent}}' }],
    }),
    lines({
      title: 'Failed runs, by agent',
      about: 'Share of runs that ended in an error. Find such traces with ./telltale trace show, or judge them with a signal whose filter is error.',
      unit: 'percentunit',
      w: 12,
      h: 8,
      min: 0,
      limits: [0.02, 0.1],
      queries: [
        {
          expr: share(
            `sum by (agent) (rate(${FAILED}[$__rate_interval]))`,
            `sum by (agent) (rate(${RUNS}[$__rate_interval]))`,
          ),
          legend: '{{agent}}',
        },
      ],
    }),
    lines({
      title: 'Latency of runs',
      about: 'Half of the runs, nineteen in twenty and ninety-nine in a hundred took no longer. Steps are bucket edges: 0.1 s to 15 min.',
      unit: 's',
      w: 12,
      h: 8,
      min: 0,
      queries: [0.5, 0.95, 0.99].map((q) => ({
        expr: quantile(q, LATENCY, CHOSEN_AGENTS),
        legend: `p${Math.round(q * 100)}`,
      })),
    }),
    lines({
      title: 'Latency, p95 by agent',
      about: 'Which agent is slow, and whether it has become slower. The longest of the last minutes is telltale_agent_run_latency_seconds_max.',
      unit: 's',
      w: 12,
      h: 8,
      min: 0,
      queries: [{ expr: quantile(0.95, LATENCY, CHOSEN_AGENTS, ['agent']), legend: '{{agent}}' }],
    }),
  ],
  sections: [
    {
      title: 'Tokens and cost',
      panels: [
        lines({
          title: 'Tokens a minute, by model',
          about: 'Input is what models read, output what they wrote. Input that grows while runs do not: conversations get longer.',
          unit: 'short',
          w: 12,
          h: 8,
          stack: 'normal',
          queries: [{ expr: perMinute(TOKENS, 'model, direction'), legend: '{{model}} {{direction}}' }],
        }),
        lines({
          title: 'Cost an hour, by agent',
          about: 'US dollars at the pace of each moment.',
          unit: 'currencyUSD',
          w: 12,
          h: 8,
          stack: 'normal',
          queries: [{ expr: `sum by (agent) (3600 * rate(${COST}[$__rate_interval]))`, legend: '{{agent}}' }],
        }),
        table({
          title: 'Agents',
          about: 'Of the time shown, a row for each agent; the agent leads to its signals.',
          unit: 'short',
          w: 24,
          h: 7,
          sortBy: 'Runs',
          queries: [
            { expr: gained(RUNS, KEY) },
            { expr: share(gained(FAILED, KEY), gained(RUNS, KEY)) },
            {
              expr: `histogram_quantile(0.95, sum by (le, ${KEY}) (increase(${LATENCY}_bucket{${CHOSEN_AGENTS}}[$__range])))`,
            },
            { expr: `${gained(TOKENS, KEY)} / ${gained(RUNS, KEY)}` },
            { expr: `${gained(COST, KEY)} / ${gained(RUNS, KEY)}` },
            { expr: gained(COST, KEY) },
          ],
          columns: [
            { field: 'project', title: 'Project' },
            { field: 'agent', title: 'Agent', url: rowLink('signals', { project: 'Project', agent: 'Agent' }) },
            { field: 'Value #A', title: 'Runs', unit: 'short', decimals: 0 },
            { field: 'Value #B', title: 'Failed', unit: 'percentunit', decimals: 1, limits: [0.02, 0.1] },
            { field: 'Value #C', title: 'Latency p95', unit: 's', decimals: 1 },
            { field: 'Value #D', title: 'Tokens a run', unit: 'short', decimals: 0 },
            { field: 'Value #E', title: 'Cost a run', unit: 'currencyUSD', decimals: 6 },
            { field: 'Value #F', title: 'Cost', unit: 'currencyUSD', decimals: 4 },
          ],
        }),
      ],
    },
    {
      title: 'Tools',
      panels: [
        table({
          title: 'Tools',
          about: 'Calls of the time shown and the share that failed. A tool that fails often costs turns: look at its arguments in a trace.',
          unit: 'short',
          w: 12,
          h: 9,
          sortBy: 'Calls',
          queries: [
            { expr: gained(TOOLS, 'agent, tool') },
            { expr: share(gained(BAD_TOOLS, 'agent, tool'), gained(TOOLS, 'agent, tool')) },
          ],
          columns: [
            { field: 'agent', title: 'Agent' },
            { field: 'tool', title: 'Tool' },
            { field: 'Value #A', title: 'Calls', unit: 'short', decimals: 0 },
            { field: 'Value #B', title: 'Failed', unit: 'percentunit', decimals: 0, gauge: true, limits: [0.1, 0.3] },
          ],
        }),
        lines({
          title: 'Failed tool calls a minute, by tool',
          about: 'Calls that ended in an error. All tools of an agent at once: what they share is down.',
          unit: 'short',
          w: 12,
          h: 9,
          stack: 'normal',
          bars: true,
          queries: [{ expr: perMinute(BAD_TOOLS, 'tool'), legend: '{{tool}}' }],
        }),
      ],
    },
    {
      title: 'What their signals say',
      panels: [
        table({
          title: 'Signals of these agents, last 24 h',
          about: 'Whether the runs were any good, not only fast: labels and true rates. The signal leads to its detail.',
          unit: 'short',
          w: 24,
          h: 8,
          sortBy: 'Labels 24 h',
          queries: [
            { expr: once('telltale_signal_label_volume', `${CHOSEN}, window="24h"`, `${KEY}, signal`) },
            { expr: once('telltale_signal_true_rate', `${CHOSEN}, window="24h"`, `${KEY}, signal`) },
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
            { field: 'Value #B', title: 'True rate 24 h', unit: 'percentunit', decimals: 1 },
          ],
        }),
      ],
    },
  ],
});
