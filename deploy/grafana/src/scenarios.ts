// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What fills panels that are rightly empty on a good day. The run that asks every panel's queries
 * makes each of them happen, and then wants a value above zero.
 */
export const SCENARIOS = {
  'language-model': {
    how: 'A signal is judged by a language model whose price is known.',
    empty: 'Empty as long as no signal asks a language model.',
  },
  'rate-limits': {
    how: 'The provider of the language model answers 429, then verdicts.',
    empty: 'Zero on a good day: filled when a provider answers 429.',
  },
  'provider-faults': {
    how: 'The provider of the language model answers 500 until its circuit opens.',
    empty: 'Zero on a good day: filled when half of the calls to a provider have faults.',
  },
  budget: {
    how: 'A signal has a budget of a few calls an hour.',
    empty: 'Empty without a budget (telltale.judge.budgets).',
  },
  cascade: {
    how: 'A signal is judged by a cascade, and its sure answers are checked.',
    empty: 'Empty as long as no signal is judged by a cascade.',
  },
  garbage: {
    how: 'Records that nobody can read are written to the topic session-traces.',
    empty: 'Empty on a good day: filled when a record cannot be read.',
  },
  'bad-spans': {
    how: 'A client sends spans without a trace id.',
    empty: 'Zero on a good day: filled when a client sends what cannot be stored.',
  },
} as const;

export type Scenario = keyof typeof SCENARIOS;
