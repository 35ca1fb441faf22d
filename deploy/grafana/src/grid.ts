// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import type { Panel, RowPanel } from '@grafana/schema';

/** What a panel is before it has a place: Grafana's grid is 24 columns wide. */
export type Unplaced = Omit<Panel, 'gridPos' | 'id'> & { title: string; w: number; h: number };

/** A heading with what stands under it; with `repeat`, once for each value of that variable. */
export interface Section {
  title: string;
  repeat?: string;
  panels: Unplaced[];
}

const COLUMNS = 24;

/** Gives every panel an id and a place: from left to right, a new line when the old one is full. */
export function place(head: Unplaced[], sections: Section[]): Array<Panel | RowPanel> {
  const placed: Array<Panel | RowPanel> = [];
  let id = 1;
  let y = 0;
  const flow = (panels: Unplaced[]): void => {
    let x = 0;
    let height = 0;
    for (const { w, h, ...panel } of panels) {
      if (x + w > COLUMNS) {
        x = 0;
        y += height;
        height = 0;
      }
      placed.push({ ...panel, id: id++, gridPos: { x, y, w, h } });
      x += w;
      height = Math.max(height, h);
    }
    y += height;
  };
  flow(head);
  for (const { title, repeat, panels } of sections) {
    placed.push({
      type: 'row',
      id: id++,
      title,
      collapsed: false,
      gridPos: { x: 0, y: y++, w: COLUMNS, h: 1 },
      panels: [],
      ...(repeat === undefined ? {} : { repeat }),
    });
    flow(panels);
  }
  return placed;
}
