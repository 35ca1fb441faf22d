// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import type { Section } from './grid.js';
import { lines } from './panel.js';
import { perMinute, quantile } from './promql.js';

/** Requests to verdicts: what is under way, how long it takes, what providers say, what it costs. */
export const judge: Section[] = [
  {
    title: 'Judge',
    panels: [
      lines({
        title: 'In flight against concurrency',
        about: 'Requests being judged, and how many may be at a time. At the limit for long: raise telltale.judge.concurrency where the provider allows, or add judges.',
        unit: 'short',
        w: 8,
        h: 8,
        min: 0,
        queries: [
          { expr: 'sum(telltale_judge_in_flight)', legend: 'in flight' },
          { expr: 'sum(telltale_judge_concurrency)', legend: 'concurrency' },
          { expr: 'sum(telltale_judge_backfill_in_flight)', legend: 'backfills in flight' },
        ],
      }),
      lines({
        title: 'Lag of the judge',
        about: 'Age of the oldest live request that is not done. It grows by a second a second when the judge stands still, and slower when it is too slow.',
        unit: 's',
        w: 8,
        h: 8,
        min: 0,
        limits: [60, 600],
        queries: [{ expr: 'max by (instance) (telltale_judge_oldest_seconds)', legend: '{{instance}}' }],
      }),
      lines({
        title: 'Latency of verdicts',
        about: 'Half, nineteen in twenty and ninety-nine in a hundred questions were answered in this time, by provider. Concurrency ÷ mean latency is what the judge can do in a second.',
        unit: 's',
        w: 8,
        h: 8,
        min: 0,
        queries: [0.5, 0.95, 0.99].map((q) => ({
          expr: quantile(q, 'telltale_judge_latency_seconds', 'origin="live"', ['provider']),
          legend: `{{provider}} p${Math.round(q * 100)}`,
        })),
      }),
      lines({
        title: 'Verdicts a minute, by outcome',
        about: 'All origins. failed and skipped have reasons; see verdicts without a label, below.',
        unit: 'short',
        w: 8,
        h: 8,
        stack: 'normal',
        queries: [
          {
            expr: perMinute('telltale_judge_verdicts_total', 'origin, outcome'),
            legend: '{{origin}} {{outcome}}',
          },
        ],
      }),
      lines({
        title: 'Requests and questions a minute',
        about: 'What the judge took, by origin. Put off: no answer for now, tried again from 30 s to 2 h later. Spared: answered already, after a restart.',
        unit: 'short',
        w: 8,
        h: 8,
        queries: [
          { expr: perMinute('telltale_judge_requests_total', 'origin'), legend: '{{origin}} requests' },
          { expr: perMinute('telltale_judge_questions_total', 'origin'), legend: '{{origin}} questions' },
          { expr: perMinute('telltale_judge_spared_total'), legend: 'spared' },
        ],
      }),
      lines({
        title: 'Waiting for another attempt',
        about: 'Requests on the retry topics, and how many are put off a minute. They wait for at most 4 hours, then they have failed. Restarts: reading broke and began again.',
        unit: 'short',
        w: 8,
        h: 8,
        min: 0,
        filledBy: 'rate-limits',
        queries: [
          { expr: 'sum(telltale_judge_retries_waiting)', legend: 'waiting' },
          { expr: perMinute('telltale_judge_put_off_total'), legend: 'put off a minute' },
          { expr: perMinute('telltale_judge_restarts_total'), legend: 'restarts a minute' },
        ],
      }),
    ],
  },
  {
    title: 'Language models',
    panels: [
      lines({
        title: 'Calls a minute, by result',
        about: 'Each call to a provider, also those that are made again. rate_limited is 429; see the next panel.',
        unit: 'short',
        w: 8,
        h: 8,
        stack: 'normal',
        filledBy: 'language-model',
        queries: [
          { expr: perMinute('telltale_judge_llm_calls_total', 'provider, result'), legend: '{{provider}} {{result}}' },
        ],
      }),
      lines({
        title: 'Share of calls answered 429',
        about: 'Set requests-per-minute and tokens-per-minute to what the provider grants: waiting in turn is cheaper than being refused.',
        unit: 'percentunit',
        w: 8,
        h: 8,
        min: 0,
        limits: [0.02, 0.2],
        filledBy: 'rate-limits',
        queries: [
          {
            expr: '(sum by (provider) (rate(telltale_judge_llm_calls_total{result="rate_limited"}[$__rate_interval])) or 0 * sum by (provider) (rate(telltale_judge_llm_calls_total[$__rate_interval]))) / sum by (provider) (rate(telltale_judge_llm_calls_total[$__rate_interval]))',
            legend: '{{provider}}',
          },
        ],
      }),
      lines({
        title: 'Circuits that are not closed',
        about: '1 while a provider is left alone because half of its calls had faults (open), or one call tries it again (half_open). Its questions wait on the retry topics.',
        unit: 'short',
        w: 8,
        h: 8,
        min: 0,
        filledBy: 'provider-faults',
        queries: [
          {
            expr: 'max by (provider, state) (telltale_judge_llm_circuit{state!="closed"})',
            legend: '{{provider}} {{state}}',
          },
        ],
      }),
      lines({
        title: 'Time of a call, and wait for its turn',
        about: 'Mean of the calls themselves, and of the wait under requests-per-minute and tokens-per-minute before them.',
        unit: 's',
        w: 8,
        h: 8,
        min: 0,
        filledBy: 'language-model',
        queries: [
          {
            expr: 'sum by (provider) (rate(telltale_judge_llm_call_seconds_sum[$__rate_interval])) / sum by (provider) (rate(telltale_judge_llm_call_seconds_count[$__rate_interval]))',
            legend: '{{provider}} call',
          },
          {
            expr: 'sum by (provider) (rate(telltale_judge_llm_wait_seconds_sum[$__rate_interval])) / sum by (provider) (rate(telltale_judge_llm_wait_seconds_count[$__rate_interval]))',
            legend: '{{provider}} wait',
          },
        ],
      }),
      lines({
        title: 'Tokens a minute, by model',
        about: 'What providers count, of all calls: also those of previews and canaries, and those whose answer could not be used.',
        unit: 'short',
        w: 8,
        h: 8,
        stack: 'normal',
        filledBy: 'language-model',
        queries: [
          { expr: perMinute('telltale_judge_llm_tokens_total', 'model, kind'), legend: '{{model}} {{kind}}' },
        ],
      }),
      lines({
        title: 'Cost an hour, by model',
        about: 'US dollars at the pace of each moment, by the table of prices. Budgets (telltale.judge.budgets) put an end to it.',
        unit: 'currencyUSD',
        w: 8,
        h: 8,
        stack: 'normal',
        filledBy: 'language-model',
        queries: [
          {
            expr: 'sum by (model) (3600 * rate(telltale_judge_llm_cost_usd_total[$__rate_interval]))',
            legend: '{{model}}',
          },
        ],
      }),
      lines({
        title: 'Budgets: used, by owner',
        about: 'Used share of each budget. At the line, targets are SKIPPED (budget) until the hour, day or month (UTC) is over.',
        unit: 'percentunit',
        w: 8,
        h: 8,
        min: 0,
        limits: [0.8, 1],
        filledBy: 'budget',
        queries: [
          {
            expr: 'max by (owner, period, unit) (telltale_judge_budget_used) / (max by (owner, period, unit) (telltale_judge_budget_limit) > 0)',
            legend: '{{owner}} {{unit}} a {{period}}',
          },
        ],
      }),
      lines({
        title: 'Cascades: who answered, a minute',
        about: 'offline: sure enough, no call. llm: was asked instead. checked: sure, and the language model was asked too. unchecked: a check had no answer. Mostly llm: the head is unsure; distil a new one.',
        unit: 'short',
        w: 8,
        h: 8,
        stack: 'normal',
        filledBy: 'cascade',
        queries: [{ expr: perMinute('telltale_cascade_answers_total', 'by'), legend: '{{by}}' }],
      }),
      lines({
        title: "Cascades: checks a minute, by whether the judges agree",
        about: 'Checks of sure answers, of the chosen signals. Many that disagree: the confidence is too low for this head; the signal has the interval.',
        unit: 'short',
        w: 8,
        h: 8,
        stack: 'normal',
        filledBy: 'cascade',
        queries: [
          {
            expr: perMinute('telltale_judge_checks_total{project=~"$project", agent=~"$agent", signal=~"$signal"}', 'agrees'),
            legend: 'agrees: {{agrees}}',
          },
        ],
      }),
    ],
  },
  {
    title: 'Backfills and other runs',
    panels: [
      lines({
        title: 'Open questions of runs',
        about: 'Questions of backfills, canaries and previews that were asked and are not answered. They have a share of the judge of their own: live traffic does not wait for them.',
        unit: 'short',
        w: 12,
        h: 7,
        min: 0,
        queries: [{ expr: 'sum by (kind) (telltale_run_questions_open)', legend: '{{kind}}' }],
      }),
      lines({
        title: 'Runs taken and ended, by kind',
        about: 'failed: ./telltale run get says why. Questions a minute is how fast runs ask; restarts: a worker began again where it was.',
        unit: 'short',
        w: 12,
        h: 7,
        min: 0,
        queries: [
          { expr: 'sum by (kind) (increase(telltale_run_taken_total[$__rate_interval]))', legend: '{{kind}} taken' },
          {
            expr: 'sum by (kind, state) (increase(telltale_run_ended_total[$__rate_interval]))',
            legend: '{{kind}} {{state}}',
          },
          { expr: perMinute('telltale_run_questions_total', 'kind'), legend: '{{kind}} questions a minute' },
          { expr: perMinute('telltale_run_restarts_total'), legend: 'restarts a minute' },
        ],
      }),
    ],
  },
];
