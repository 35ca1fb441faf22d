// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0

// An agent with Langfuse's SDK and its wrapper of OpenAI's.
import { observeOpenAI } from '@langfuse/openai';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { getActiveTraceId, propagateAttributes, startActiveObservation } from '@langfuse/tracing';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import OpenAI from 'openai';

const provider = new NodeTracerProvider({ spanProcessors: [new LangfuseSpanProcessor()] });
provider.register();
const openai = observeOpenAI(new OpenAI());

const session = process.argv[2] ?? 'chat-1';
const tools = { lookup_order: () => ({ status: 'shipped' }) };
const messages = [{ role: 'system', content: 'You are the order desk. Be brief.' }];

async function chat() {
  const { choices } = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages });
  messages.push(choices[0].message);
  return choices[0].message;
}

function call({ id, function: { name, arguments: args } }) {
  return startActiveObservation(
    name,
    async (tool) => {
      const result = await tools[name](JSON.parse(args));
      tool.update({ input: JSON.parse(args), output: result });
      return { role: 'tool', tool_call_id: id, content: JSON.stringify(result) };
    },
    { asType: 'tool' },
  );
}

function turn(question) {
  // Telltale takes the trace's name for the agent, or metadata's agent_id where the name says something else.
  const whose = { traceName: 'order-desk', sessionId: session, userId: 'u-7' };
  const answering = async (agent) => {
    messages.push({ role: 'user', content: question });
    let answer = await chat();
    while (answer.tool_calls?.length > 0) {
      messages.push(...(await Promise.all(answer.tool_calls.map(call))));
      answer = await chat();
    }
    agent.update({ input: question, output: answer.content });
    console.log(answer.content);
    console.log(`./telltale trace show ${getActiveTraceId()}`);
  };
  return propagateAttributes(whose, () =>
    startActiveObservation('answer', answering, { asType: 'agent' }),
  );
}

await turn('Where is my order A1?');
await turn('When will it arrive?');
await provider.shutdown();
