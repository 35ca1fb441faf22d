// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import type { Dashboard, Threshold } from '@grafana/schema';
import type { Marks } from './board.js';

/** A type as its values are written in a file: words for enums, null for minus infinity. */
export type AsJson<T> = 0 extends 1 & T
  ? unknown
  : T extends Threshold
    ? Omit<T, 'value'> & { value: number | null }
    : T extends string
      ? `${T}`
      : T extends Array<infer Item>
        ? Array<AsJson<Item>>
        : T extends object
          ? { [Key in keyof T]: AsJson<T[Key]> }
          : T;

/** What a file of dashboards/ has to be. */
export type BoardJson = AsJson<Dashboard & { annotations?: { list?: Marks[] } }>;
