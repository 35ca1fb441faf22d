// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0

/** What is chosen above the panels. */
export const CHOSEN = 'project=~"$project", agent=~"$agent", signal=~"$signal"';
export const CHOSEN_AGENTS = 'project=~"$project", agent=~"$agent"';

/** Of a gauge that two instances may show for a moment when a partition moves: once. */
export function once(gauge: string, selector: string, by: string): string {
  return `max by (${by}) (${gauge}{${selector}})`;
}

/** What a counter gained in a minute, on average; a restart is no loss. */
export function perMinute(counter: string, by?: string): string {
  return sum(`60 * rate(${counter}[$__rate_interval])`, by);
}

export function perSecond(counter: string, by?: string): string {
  return sum(`rate(${counter}[$__rate_interval])`, by);
}

/** What a counter gained in the time that is shown. */
export function gained(counter: string, by?: string): string {
  return sum(`increase(${counter}[$__range])`, by);
}

export function quantile(q: number, histogram: string, selector: string, by: string[] = []): string {
  const labels = ['le', ...by].join(', ');
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${histogram}_bucket{${selector}}[$__rate_interval])))`;
}

/** A part of a whole; zero, not nothing, where the whole is there and the part never happened. */
export function share(part: string, whole: string): string {
  return `(${part} or 0 * ${whole}) / ${whole}`;
}

function sum(expression: string, by?: string): string {
  return by === undefined ? `sum(${expression})` : `sum by (${by}) (${expression})`;
}

/** Targets of a rolling window by label, over signals of any type. */
export function byValue(selector: string, keep: string): string {
  const key = 'project, agent, signal, window';
  const shares = [
    once('telltale_signal_value_share', selector, `${key}, value`),
    `label_replace(${once('telltale_signal_true_rate', selector, key)}, "value", "true", "", "")`,
    `label_replace(1 - ${once('telltale_signal_true_rate', selector, key)}, "value", "false", "", "")`,
  ].join(' or ');
  const volume = once('telltale_signal_label_volume', selector, key);
  return `sum by (${keep}) ((${shares}) * on (${key}) group_left () ${volume})`;
}
