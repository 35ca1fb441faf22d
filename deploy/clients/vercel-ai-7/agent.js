// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0

// An agent with version 7 of Vercel's AI SDK: one turn as a whole, one as a stream.
import { createOpenAI } from '@ai-sdk/openai';
import { OpenTelemetry } from '@ai-sdk/otel';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { generateText, registerTelemetry, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const exporter = new OTLPTraceExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
provider.register();
// Nothing of the call's own says whose conversation it is; so the call's context goes to its spans.
registerTelemetry(
  new OpenTelemetry({
    enrichSpan: ({ runtimeContext }) => ({
      'session.id': runtimeContext?.session,
      'user.id': runtimeContext?.user,
    }),
  }),
);

const session = process.argv[2] ?? 'chat-1';
const desk = {
  model: createOpenAI().chat('gpt-4o-mini'),
  instructions: 'You are the order desk. Be brief.',
  tools: {
    lookup_order: tool({
      description: 'Where an order is',
      inputSchema: z.object({ order_id: z.string() }),
      execute: () => ({ status: 'shipped' }),
    }),
  },
  stopWhen: stepCountIs(5),
  runtimeContext: { session, user: 'u-7' },
  telemetry: { functionId: 'order-desk', includeRuntimeContext: { session: true, user: true } },
};

const messages = [{ role: 'user', content: 'Where is my order A1?' }];
const first = await generateText({ ...desk, messages });
console.log(first.text);

messages.push(...first.responseMessages, { role: 'user', content: 'When will it arrive?' });
const second = streamText({ ...desk, messages });
for await (const part of second.textStream) {
  process.stdout.write(part);
}
console.log();
await provider.shutdown();
