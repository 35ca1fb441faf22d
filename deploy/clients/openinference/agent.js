// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0

// An agent with OpenInference: its instrumentation of OpenAI's SDK, and its wrappers for the agent and the tools.
import { setSession, setUser, traceAgent, traceTool } from '@arizeai/openinference-core';
import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import OpenAI from 'openai';

const exporter = new OTLPTraceExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
provider.register();
// By hand, because what an ES module imports cannot be patched behind its back.
new OpenAIInstrumentation({ tracerProvider: provider }).manuallyInstrument(OpenAI);
const openai = new OpenAI();

const session = process.argv[2] ?? 'chat-1';
const tools = {
  lookup_order: traceTool(() => ({ status: 'shipped' }), { name: 'lookup_order' }),
};
const messages = [{ role: 'system', content: 'You are the order desk. Be brief.' }];

async function chat() {
  const { choices } = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages });
  messages.push(choices[0].message);
  return choices[0].message;
}

async function call({ id, function: { name, arguments: args } }) {
  const result = await tools[name](JSON.parse(args));
  return { role: 'tool', tool_call_id: id, content: JSON.stringify(result) };
}

const answer = traceAgent(
  async (question) => {
    messages.push({ role: 'user', content: question });
    let answer = await chat();
    while (answer.tool_calls?.length > 0) {
      messages.push(...(await Promise.all(answer.tool_calls.map(call))));
      answer = await chat();
    }
    console.log(`./telltale trace show ${trace.getActiveSpan().spanContext().traceId}`);
    return answer.content;
  },
  { name: 'order-desk', attributes: { 'agent.name': 'order-desk' } },
);

async function turn(question) {
  const conversation = setSession(context.active(), { sessionId: session });
  const whose = setUser(conversation, { userId: 'u-7' });
  console.log(await context.with(whose, () => answer(question)));
}

await turn('Where is my order A1?');
await turn('When will it arrive?');
await provider.shutdown();
