// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0

// Sends spans with each of OpenTelemetry's JavaScript exporters, and says what the gateway took.
import { parseArgs } from 'node:util';
import { Metadata, credentials } from '@grpc/grpc-js';
import { DiagLogLevel, context, diag, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const SPANS_A_CASE = 3;

const { values: options } = parseArgs({
  options: {
    http: { type: 'string', default: 'http://127.0.0.1:4318' },
    grpc: { type: 'string', default: 'http://127.0.0.1:4317' },
    metrics: { type: 'string', default: 'http://127.0.0.1:9464/metrics' },
    key: { type: 'string', default: process.env.TELLTALE_KEY ?? '' },
  },
});

const headers = options.key ? { authorization: `Bearer ${options.key}` } : {};

const exporters = {
  'http/json': (compression) =>
    new JsonExporter({ url: `${options.http}/v1/traces`, headers, compression }),
  'http/protobuf': (compression) =>
    new ProtobufExporter({ url: `${options.http}/v1/traces`, headers, compression }),
  grpc: (compression) => {
    const metadata = new Metadata();
    Object.entries(headers).forEach(([name, value]) => metadata.set(name, value));
    const secure = options.grpc.startsWith('https:');
    return new GrpcExporter({
      url: options.grpc,
      metadata,
      compression,
      credentials: secure ? credentials.createSsl() : credentials.createInsecure(),
    });
  },
};

// A partial success is a success for the exporter; it only mentions it.
let warnings = [];
const note = (message) => warnings.push(message);
diag.setLogger(
  { error: note, warn: note, info() {}, debug() {}, verbose() {} },
  DiagLogLevel.WARN,
);

/** A turn of an agent: a model call and a tool call in it. */
function runAgent(tracer, name) {
  const run = tracer.startSpan(`run over ${name}`, {
    attributes: { 'openinference.span.kind': 'AGENT', 'agent.id': 'js-client', 'session.id': name },
  });
  const inRun = trace.setSpan(context.active(), run);
  const chat = tracer.startSpan(
    'chat',
    {
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'none',
        'llm.token_count.prompt': 12,
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.content': 'Where is my order? 漢字 🙂',
      },
    },
    inRun,
  );
  chat.end();
  tracer.startSpan('look up', { attributes: { 'openinference.span.kind': 'TOOL' } }, inRun).end();
  run.end();
}

async function send(name, compression) {
  warnings = [];
  const exporter = exporters[name](compression);
  const results = [];
  const recording = {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        results.push({ spans: spans.length, ...result });
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'js-client' }),
    spanProcessors: [new BatchSpanProcessor(recording)],
  });
  runAgent(provider.getTracer('telltale-clients'), `${name}, ${compression}`);
  await provider.forceFlush().catch(() => {}); // the results say it too
  await provider.shutdown().catch(() => {});
  const accepted = results.filter((result) => result.code === 0);
  return {
    client: name,
    compression,
    accepted: accepted.reduce((sum, result) => sum + result.spans, 0),
    error: results.find((result) => result.error)?.error.message ?? warnings[0] ?? '',
  };
}

/** How many spans the gateway says that Kafka has; undefined when it cannot be asked. */
async function published() {
  try {
    const text = await (await fetch(options.metrics)).text();
    const line = text.match(/^telltale_gateway_spans_published_total (\S+)$/m);
    return line ? Number(line[1]) : undefined;
  } catch {
    return undefined;
  }
}

const before = await published();
const report = [];
for (const name of Object.keys(exporters)) {
  for (const compression of ['none', 'gzip']) {
    report.push(await send(name, compression));
  }
}
const after = await published();

let ok = true;
for (const { client, compression, accepted, error } of report) {
  ok &&= accepted === SPANS_A_CASE && error === '';
  console.log(
    `${client.padEnd(14)} ${compression.padEnd(5)} ${accepted} of ${SPANS_A_CASE} spans accepted  ${error}`,
  );
}
if (before === undefined || after === undefined) {
  console.log(`${options.metrics} cannot be read: what is stored was not compared`);
} else {
  const sum = report.reduce((spans, { accepted }) => spans + accepted, 0);
  ok &&= after - before === sum;
  console.log(`${sum} accepted, ${after - before} stored`);
}
process.exit(ok ? 0 : 1);
