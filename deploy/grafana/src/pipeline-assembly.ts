// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import type { Section } from './grid.js';
import { lines } from './panel.js';
import { perMinute, perSecond } from './promql.js';

/** Spans to traces and sessions, and from there to the judge. */
export const assembly: Section[] = [
  {
    title: 'Traces and sessions',
    panels: [
      lines({
        title: 'Open traces and sessions',
        about: 'What waits to be closed. Traces that only grow: roots never end, so they wait for their idle time; set root-quiet and trace-idle for that agent.',
        unit: 'short',
        w: 8,
        h: 8,
        min: 0,
        queries: [{ expr: 'sum by (what) (telltale_assembly_open)', legend: '{{what}}' }],
      }),
      lines({
        title: 'Traces closed a minute, by reason',
        about: 'root_quiet is the good one. idle: the root never came. age: half an hour old. cap: over 2,000 spans or 4 MiB, and what came later is left out of the judged trace.',
        unit: 'short',
        w: 8,
        h: 8,
        stack: 'normal',
        queries: [{ expr: perMinute('telltale_assembly_traces_closed_total', 'reason'), legend: '{{reason}}' }],
      }),
      lines({
        title: 'Sessions closed a minute, by reason',
        about: 'idle is the usual one. age: a session of a whole day; is session.id unique for each conversation?',
        unit: 'short',
        w: 8,
        h: 8,
        stack: 'normal',
        queries: [{ expr: perMinute('telltale_assembly_sessions_closed_total', 'reason'), legend: '{{reason}}' }],
      }),
      lines({
        title: 'Lag of the assembly',
        about: 'Behind: age of the last record read, worst partition. Overdue: by how much the oldest deadline has passed. Growing for minutes: add classifiers, up to one for each partition.',
        unit: 's',
        w: 8,
        h: 8,
        min: 0,
        limits: [60, 300],
        queries: [
          { expr: 'max by (what) (telltale_assembly_record_lag_seconds)', legend: '{{what}} behind' },
          { expr: 'max by (what) (telltale_assembly_overdue_seconds)', legend: '{{what}} overdue' },
        ],
      }),
      lines({
        title: 'Spans assembled a second, by outcome',
        about: 'taken is good. duplicate: a client sent again, nothing changes. late: after the last revision of their trace, kept in late-spans. over-…: left out of a trace that is too large.',
        unit: 'short',
        w: 8,
        h: 8,
        stack: 'normal',
        queries: [{ expr: perSecond('telltale_assembly_spans_total', 'outcome'), legend: '{{outcome}}' }],
      }),
      lines({
        title: 'Late spans a minute, by age',
        about: 'How long after their trace was closed they came: the count up to each age. Mostly under 15 min: a longer root-quiet would catch them.',
        unit: 'short',
        w: 8,
        h: 8,
        queries: [{ expr: perMinute('telltale_assembly_late_age_seconds_bucket', 'le'), legend: 'up to {{le}} s' }],
      }),
      lines({
        title: 'Revisions and truncations a minute',
        about: 'Revisions: spans came after the close, and the target is judged again when its content changed. Truncated: too large. Without session: parts whose spans have no session.id; no session signal sees them. Messages dropped: a session over its size.',
        unit: 'short',
        w: 12,
        h: 7,
        queries: [
          { expr: perMinute('telltale_assembly_trace_revisions_total'), legend: 'trace revisions' },
          { expr: perMinute('telltale_assembly_session_revisions_total'), legend: 'session revisions' },
          { expr: perMinute('telltale_assembly_traces_truncated_total'), legend: 'traces truncated' },
          { expr: perMinute('telltale_assembly_parts_without_session_total'), legend: 'parts without session' },
          { expr: perMinute('telltale_assembly_messages_dropped_total'), legend: 'messages dropped' },
        ],
      }),
      lines({
        title: 'State on disk, and ticks a minute',
        about: 'Bytes of the stream applications’ state: the volume must hold twice that. Ticks move the clock of partitions that nothing is written to; they are no traffic.',
        unit: 'bytes',
        w: 12,
        h: 7,
        min: 0,
        overrides: [
          {
            matcher: { id: 'byRegexp', options: '/^ticks/' },
            properties: [
              { id: 'unit', value: 'short' },
              { id: 'custom.axisPlacement', value: 'right' },
            ],
          },
        ],
        queries: [
          { expr: 'sum by (application) (telltale_state_bytes)', legend: '{{application}}' },
          { expr: perMinute('telltale_ticks_total', 'topic'), legend: 'ticks {{topic}}' },
        ],
      }),
    ],
  },
  {
    title: 'Dispatch',
    panels: [
      lines({
        title: 'Sent to the judge a minute, by scope',
        about: 'Requests, one for each target, and the questions in them, one for each signal. Nothing while traces close: no active signal matches.',
        unit: 'short',
        w: 12,
        h: 7,
        queries: [
          { expr: perMinute('telltale_dispatch_requests_total', 'scope'), legend: '{{scope}} requests' },
          { expr: perMinute('telltale_dispatch_signals_total', 'scope'), legend: '{{scope}} questions' },
        ],
      }),
      lines({
        title: 'Not sent a minute, by reason',
        about: 'filter and sample are wanted. filter_error: a filter that breaks on real spans; try it with signal verify. same, often: a revision without news, or the fourth in a day. ./telltale why tells of one target.',
        unit: 'short',
        w: 12,
        h: 7,
        queries: [
          { expr: perMinute('telltale_dispatch_not_selected_total', 'reason'), legend: '{{reason}}' },
          { expr: perMinute('telltale_dispatch_repeated_total', 'reason'), legend: 'repeated: {{reason}}' },
        ],
      }),
    ],
  },
];
