// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import type { Dashboard } from '@grafana/schema';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import agents from './agents.js';
import alerts from './alerts.js';
import pipeline from './pipeline.js';
import { SCENARIOS } from './scenarios.js';
import signal from './signal.js';
import signals from './signals.js';

const HOME = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
const stale: string[] = [];

/** Grafana reads every file of dashboards/; what only the tests read stands beside it. */
const files = new Map<string, string>();
const boards: Dashboard[] = [signals, signal, agents, alerts, pipeline];
for (const board of boards) {
  files.set(`dashboards/${board.uid}.json`, json(board));
}
files.set('scenarios.json', json(scenarios()));
for (const [name, text] of files) {
  const path = HOME + name;
  if (!check) {
    mkdirSync(HOME + 'dashboards', { recursive: true });
    writeFileSync(path, text);
  } else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    stale.push(name);
  }
}
if (check) {
  satisfies();
}
if (stale.length > 0) {
  console.error(`not as the sources have it: ${stale.join(', ')} (npm run build, and commit)`);
  process.exit(1);
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2) + '\n';
}

/** Panels that a good day leaves empty, by the words that their descriptions end with. */
function scenarios(): unknown {
  const all = Object.entries(SCENARIOS);
  return {
    scenarios: Object.fromEntries(all.map(([name, { how }]) => [name, how])),
    panels: boards.flatMap((board) =>
      (board.panels ?? []).flatMap((panel) => {
        const text = 'description' in panel ? (panel.description ?? '') : '';
        const named = all.find(([, { empty }]) => text.endsWith(empty));
        return named === undefined ? [] : [{ dashboard: board.uid, panel: panel.id, scenario: named[0] }];
      }),
    ),
  };
}

/** The final JSON against Grafana's types, literally: no unknown key, no wrong type. */
function satisfies(): void {
  const folder = HOME + 'target/satisfies/';
  mkdirSync(folder, { recursive: true });
  for (const name of files.keys()) {
    if (name.startsWith('dashboards/')) {
      const board = readFileSync(HOME + name, 'utf8').trim();
      writeFileSync(
        folder + name.slice('dashboards/'.length).replace(/\.json$/, '.ts'),
        `import type { BoardJson } from '../../src/as-json.js';\nexport default ${board} satisfies BoardJson;\n`,
      );
    }
  }
  writeFileSync(
    folder + 'tsconfig.json',
    json({
      extends: '../../tsconfig.json',
      compilerOptions: { noEmit: true, rootDir: '../..' },
      exclude: [],
      include: ['*.ts'],
    }),
  );
}
